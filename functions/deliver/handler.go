package main

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"admit/shared/access"
)

// batch is what the stream hands over, as far as it is read: which invitation a
// record is about. What holds now is read from the table, so that a record that
// comes late, twice or out of order does no harm.
type batch struct {
	Records []struct {
		Change struct {
			SequenceNumber string `json:"SequenceNumber"`
			NewImage       struct {
				ID struct {
					S access.InvitationID `json:"S"`
				} `json:"id"`
			} `json:"NewImage"`
		} `json:"dynamodb"`
	} `json:"Records"`
}

// outcome names the records to be offered again: the stream goes on from the
// first of them.
type outcome struct {
	BatchItemFailures []failure `json:"batchItemFailures"`
}

type failure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

type handler struct {
	deliver func(ctx context.Context, id access.InvitationID) error
}

// follow delivers every record of the batch, whatever becomes of the others.
func (h handler) follow(ctx context.Context, b batch) (outcome, error) {
	again := outcome{BatchItemFailures: []failure{}}
	for _, record := range b.Records {
		id := record.Change.NewImage.ID.S
		if err := h.one(ctx, id); err != nil {
			slog.ErrorContext(ctx, "delivery", "invitationId", id, "outcome", "again", "error", err.Error())
			again.BatchItemFailures = append(again.BatchItemFailures, failure{record.Change.SequenceNumber})
			continue
		}
		slog.InfoContext(ctx, "delivery", "invitationId", id, "outcome", "done")
	}
	return again, nil
}

// one delivers a record and survives it. A record that panics counts as a
// sending that broke off, of which the domain allows few.
func (h handler) one(ctx context.Context, id access.InvitationID) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return h.deliver(ctx, id)
}
