package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// batch is what the stream hands over, as far as it is read. A record of a new
// mail tells only which invitation it is about: what holds now is read from the
// table, so that a record that comes late, twice or out of order does no harm.
// Of an invitation that was removed, the record is all there is.
type batch struct {
	Records []record `json:"Records"`
}

type record struct {
	EventName string `json:"eventName"`
	Change    struct {
		SequenceNumber string `json:"SequenceNumber"`
		NewImage       struct {
			ID struct {
				S access.InvitationID `json:"S"`
			} `json:"id"`
		} `json:"NewImage"`
		OldImage json.RawMessage `json:"OldImage"`
	} `json:"dynamodb"`
}

// outcome names the records to be offered again: the stream goes on from the
// first of them.
type outcome struct {
	BatchItemFailures []failure `json:"batchItemFailures"`
}

type failure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

// handler sends the mails that wait, and writes down which invitations ran out
// when DynamoDB removes them.
type handler struct {
	deliver func(ctx context.Context, id access.InvitationID) error
	expire  func(ctx context.Context, removed access.Invitation) error
	read    func(image json.RawMessage) (access.Invitation, error)
}

// timeForOne is how long a delivery may take. With less time left none is begun:
// it would break off where nobody can tell whether the mail left.
const timeForOne = 20 * time.Second

// errNoTime asks for the record to be offered again.
var errNoTime = errors.New("no time left in this invocation")

// handle works on every record of the batch, whatever becomes of the others.
func (h handler) handle(ctx context.Context, b batch) (outcome, error) {
	again := outcome{BatchItemFailures: []failure{}}
	for _, r := range b.Records {
		id, err := h.one(ctx, r)
		log := slog.With("event", r.EventName, "invitationId", id)
		switch {
		case err == nil:
			log.InfoContext(ctx, "delivery", "outcome", "done")
			continue
		case errors.Is(err, delivery.ErrBusy), errors.Is(err, errNoTime):
			log.InfoContext(ctx, "delivery", "outcome", "again", "why", err.Error())
		default:
			log.ErrorContext(ctx, "delivery", "outcome", "again", "error", err.Error())
		}
		again.BatchItemFailures = append(again.BatchItemFailures, failure{r.Change.SequenceNumber})
	}
	return again, nil
}

// one works on a record and survives it. A record that panics counts as a
// sending that broke off, of which the domain allows few.
func (h handler) one(ctx context.Context, r record) (id access.InvitationID, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) < timeForOne {
		return r.Change.NewImage.ID.S, errNoTime
	}
	if r.EventName != "REMOVE" {
		return r.Change.NewImage.ID.S, h.deliver(ctx, r.Change.NewImage.ID.S)
	}
	removed, err := h.read(r.Change.OldImage)
	if err != nil {
		return "", err
	}
	return removed.ID, h.expire(ctx, removed)
}
