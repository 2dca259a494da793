package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

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

// timeForOne is how long a delivery may take. With less time left none is begun:
// it would break off where nobody can tell whether the mail left.
const timeForOne = 20 * time.Second

// errNoTime asks for the record to be offered again.
var errNoTime = errors.New("no time left in this invocation")

// follow delivers every record of the batch, whatever becomes of the others.
func (h handler) follow(ctx context.Context, b batch) (outcome, error) {
	again := outcome{BatchItemFailures: []failure{}}
	for _, record := range b.Records {
		id := record.Change.NewImage.ID.S
		switch err := h.one(ctx, id); {
		case err == nil:
			slog.InfoContext(ctx, "delivery", "invitationId", id, "outcome", "done")
			continue
		case errors.Is(err, access.ErrBusy), errors.Is(err, errNoTime):
			slog.InfoContext(ctx, "delivery", "invitationId", id, "outcome", "again", "why", err.Error())
		default:
			slog.ErrorContext(ctx, "delivery", "invitationId", id, "outcome", "again", "error", err.Error())
		}
		again.BatchItemFailures = append(again.BatchItemFailures, failure{record.Change.SequenceNumber})
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
	if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) < timeForOne {
		return errNoTime
	}
	return h.deliver(ctx, id)
}
