package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"admit/shared/access"
	"admit/shared/events"
	"admit/shared/events/bus"
)

// batch is a batch of records of the table's stream: the new items that are events.
// Those of one organisation are in the order of their writing. It has only the fields
// that the function reads.
type batch struct {
	Records []inserted `json:"Records"`
}

// inserted is one stream record of a new item.
type inserted struct {
	Change struct {
		SequenceNumber string          `json:"SequenceNumber"`
		Keys           json.RawMessage `json:"Keys"`
		NewImage       json.RawMessage `json:"NewImage"`
	} `json:"dynamodb"`
}

// outcome lists the first record that failed, if any. Lambda sends that record and all
// after it again.
type outcome struct {
	BatchItemFailures []failure `json:"batchItemFailures"`
}

// failure names a failed record by its sequence number.
type failure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

// handler publishes events in their order. After a transient failure, Lambda sends
// the record that failed and all records after it again. Some of those have already
// been published, so they are published twice.
//
// A record that can never be published is parked and not sent again. Otherwise it
// would block its shard until it expires from the stream, and the records after it
// would be published again with every try. Such a record after a transient failure is
// not parked yet, because every try would park it again.
type handler struct {
	read func(image json.RawMessage) ([]access.Event, error)
	put  func(ctx context.Context, list []events.Event) []error
	park func(ctx context.Context, letter bus.DeadLetter) error
	now  access.Clock
}

// handle processes a batch up to the first record that must be sent again. It logs only
// the records that are not published: metrics count the batches. The error is always nil.
func (h handler) handle(ctx context.Context, b batch) (outcome, error) {
	result := outcome{BatchItemFailures: []failure{}}
	for n, err := range h.publish(ctx, b.Records) {
		change := b.Records[n].Change
		log := slog.With("sequenceNumber", change.SequenceNumber)
		if errors.Is(err, bus.ErrUnfit) {
			log.ErrorContext(ctx, "publication", "outcome", "parked", "error", err.Error())
			err = h.park(ctx, bus.DeadLetter{SequenceNumber: change.SequenceNumber, Keys: change.Keys, Reason: err.Error(), At: h.now().UTC()})
		}
		if err != nil {
			log.ErrorContext(ctx, "publication", "outcome", "retry", "error", err.Error())
			result.BatchItemFailures = []failure{{change.SequenceNumber}}
			break
		}
	}
	return result, nil
}

// publish publishes records. It returns an error for each record, which is nil if the
// record was published.
func (h handler) publish(ctx context.Context, records []inserted) []error {
	outcomes := make([]error, len(records))
	var list []events.Event
	var indexes []int // in records, of the events in list
	for n, r := range records {
		found, err := h.events(r)
		if err != nil {
			outcomes[n] = fmt.Errorf("%w: %w", bus.ErrUnfit, err)
			continue
		}
		for _, event := range found {
			list, indexes = append(list, event), append(indexes, n)
		}
	}
	for n, err := range h.put(ctx, list) {
		if outcomes[indexes[n]] == nil {
			outcomes[indexes[n]] = err
		}
	}
	return outcomes
}

// events returns the events in a record. It returns a panic as an error.
func (h handler) events(r inserted) (list []events.Event, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	stored, err := h.read(r.Change.NewImage)
	for _, event := range stored {
		if event.ID == "" || event.Type == "" {
			err = errors.New("the item is not an event")
		}
		list = append(list, events.FromAccess(event))
	}
	return list, err
}
