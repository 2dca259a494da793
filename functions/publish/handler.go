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

// batch is what the stream hands over, as far as it is read: the items of new
// records, in the order of their writing for each organisation.
type batch struct {
	Records []inserted `json:"Records"`
}

type inserted struct {
	Change struct {
		SequenceNumber string          `json:"SequenceNumber"`
		Keys           json.RawMessage `json:"Keys"`
		NewImage       json.RawMessage `json:"NewImage"`
	} `json:"dynamodb"`
}

// outcome names the record from which on the stream offers all again, if any.
type outcome struct {
	BatchItemFailures []failure `json:"batchItemFailures"`
}

type failure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

// handler publishes records in their order. After a failure that may pass, the
// stream offers again all that is behind it, some of which was published.
//
// A record that can never be published is parked and not offered again. It would
// hold up its shard until it is too old, and have what is behind it published
// anew with every try. Behind a failure it is left for the next try, or it would
// be parked with each of them.
type handler struct {
	read func(image json.RawMessage) (access.Event, error)
	put  func(ctx context.Context, list []events.Event) []error
	park func(ctx context.Context, letter bus.DeadLetter) error
	now  access.Clock
}

// handle works on a batch, up to the first record that is to be offered again.
func (h handler) handle(ctx context.Context, b batch) (outcome, error) {
	answer, parked, again := outcome{BatchItemFailures: []failure{}}, 0, 0
	for n, err := range h.publish(ctx, b.Records) {
		change := b.Records[n].Change
		log := slog.With("sequenceNumber", change.SequenceNumber)
		if errors.Is(err, bus.ErrUnfit) {
			log.ErrorContext(ctx, "publication", "outcome", "parked", "error", err.Error())
			parked++
			err = h.park(ctx, bus.DeadLetter{SequenceNumber: change.SequenceNumber, Keys: change.Keys, Reason: err.Error(), At: h.now().UTC()})
		}
		if err != nil {
			log.ErrorContext(ctx, "publication", "outcome", "again", "error", err.Error())
			answer.BatchItemFailures, again = []failure{{change.SequenceNumber}}, len(b.Records)-n
			break
		}
	}
	slog.InfoContext(ctx, "publication", "records", len(b.Records), "parked", parked, "again", again)
	return answer, nil
}

// publish tells of each record what is wrong with it: nil when it is published.
func (h handler) publish(ctx context.Context, records []inserted) []error {
	outcomes := make([]error, len(records))
	var list []events.Event
	var of []int
	for n, r := range records {
		event, err := h.event(r)
		if err != nil {
			outcomes[n] = fmt.Errorf("%w: %w", bus.ErrUnfit, err)
			continue
		}
		list, of = append(list, event), append(of, n)
	}
	for at, err := range h.put(ctx, list) {
		outcomes[of[at]] = err
	}
	return outcomes
}

// event reads a record and survives it.
func (h handler) event(r inserted) (event events.Event, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	stored, err := h.read(r.Change.NewImage)
	if err == nil && (stored.ID == "" || stored.Type == "") {
		err = errors.New("the item is no record")
	}
	return events.Of(stored), err
}
