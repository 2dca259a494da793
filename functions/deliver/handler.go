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
	"admit/shared/dynamo"
)

// event is what the function is invoked with: a batch of records of the table's stream, or
// a reminder or a postponed email by EventBridge Scheduler.
type event struct {
	batch
	Reminder  *delivery.Reminder  `json:"reminder"`
	Postponed *delivery.Postponed `json:"postponed"`
}

// batch is a batch of records of the table's stream. It has only the fields that the
// function reads. Of an email to send, the function reads only the invitation's id
// from the record and the rest from the table, so that a record that comes late,
// twice or out of order does no harm. An item that was removed is only in the record.
type batch struct {
	Records []record `json:"Records"`
}

// record is one change of an item.
type record struct {
	EventName string `json:"eventName"`
	Change    struct {
		SequenceNumber string `json:"SequenceNumber"`
		NewImage       struct {
			ID struct {
				S access.InvitationID `json:"S"`
			} `json:"id"`
			Notice struct {
				S string `json:"S"`
			} `json:"notice"`
		} `json:"NewImage"`
		OldImage json.RawMessage `json:"OldImage"`
	} `json:"dynamodb"`
}

// outcome lists the failed records. Lambda continues with the first of them and
// sends all records from there on again.
type outcome struct {
	BatchItemFailures []failure `json:"batchItemFailures"`
}

// failure names a failed record by its sequence number.
type failure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

// kindOfRemoved returns the kind of the item that was removed.
func (r record) kindOfRemoved() string {
	var image struct {
		Kind struct {
			S string `json:"S"`
		} `json:"kind"`
	}
	_ = json.Unmarshal(r.Change.OldImage, &image) // an image without a kind is read as an invitation, which says why it cannot be
	return image.Kind.S
}

// handler sends queued emails, notices and reminders. It also writes that an invitation has expired,
// or that roles have ended, when DynamoDB has removed the item that says when.
type handler struct {
	deliver func(ctx context.Context, id access.InvitationID) error
	notify  func(ctx context.Context, id access.InvitationID) error
	remind  func(ctx context.Context, r delivery.Reminder) error // nil: no reminders are sent
	resume  func(ctx context.Context, p delivery.Postponed) error
	expire  func(ctx context.Context, removed access.Invitation) error
	read    func(image json.RawMessage) (access.Invitation, error)
	end     func(ctx context.Context, image json.RawMessage) error
}

// timePerRecord is how long one record may take. A sending that is cut off has an
// unknown outcome, so the handler does not start a record with less time left.
const timePerRecord = 20 * time.Second

// errNoTime means that Lambda should send the record again.
var errNoTime = errors.New("no time left in this invocation")

// handle processes a reminder, a postponed email or a batch. Lambda repeats a reminder and a
// postponed email that return an error.
func (h handler) handle(ctx context.Context, e event) (outcome, error) {
	var err error
	switch {
	case e.Reminder != nil && h.remind == nil: // it was scheduled before reminders were switched off
		slog.InfoContext(ctx, "reminder", "outcome", "ignored", "invitationId", e.Reminder.Invitation)
	case e.Reminder != nil:
		err = h.remind(ctx, *e.Reminder)
		logScheduled(ctx, "reminder", e.Reminder.Invitation, err)
	case e.Postponed != nil:
		err = h.resume(ctx, *e.Postponed)
		logScheduled(ctx, "postponed email", e.Postponed.Invitation, err)
	default:
		return h.handleBatch(ctx, e.batch), nil
	}
	return outcome{BatchItemFailures: []failure{}}, err
}

// logScheduled logs the outcome of an invocation by EventBridge Scheduler.
func logScheduled(ctx context.Context, what string, id access.InvitationID, err error) {
	if err == nil {
		slog.InfoContext(ctx, what, "outcome", "done", "invitationId", id)
		return
	}
	slog.ErrorContext(ctx, what, "outcome", "retry", "invitationId", id, "error", err.Error())
}

// handleBatch processes every record of the batch. It continues after a record that
// failed. The outcome lists the failed records.
func (h handler) handleBatch(ctx context.Context, b batch) outcome {
	result := outcome{BatchItemFailures: []failure{}}
	for _, r := range b.Records {
		id, err := h.process(ctx, r)
		log := slog.With("event", r.EventName, "invitationId", id)
		switch {
		case err == nil:
			log.InfoContext(ctx, "delivery", "outcome", "done")
			continue
		case errors.Is(err, delivery.ErrBusy), errors.Is(err, errNoTime):
			log.InfoContext(ctx, "delivery", "outcome", "retry", "reason", err.Error())
		default:
			log.ErrorContext(ctx, "delivery", "outcome", "retry", "error", err.Error())
		}
		result.BatchItemFailures = append(result.BatchItemFailures, failure{r.Change.SequenceNumber})
	}
	return result
}

// process processes one record. It returns a panic as an error. A sending that panics
// counts as one with an unknown outcome, and package delivery limits their number.
func (h handler) process(ctx context.Context, r record) (id access.InvitationID, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	if deadline, hasDeadline := ctx.Deadline(); hasDeadline && time.Until(deadline) < timePerRecord {
		return r.Change.NewImage.ID.S, errNoTime
	}
	if r.Change.NewImage.Notice.S == dynamo.NoticeQueued {
		return r.Change.NewImage.ID.S, h.notify(ctx, r.Change.NewImage.ID.S)
	}
	if r.EventName != "REMOVE" {
		return r.Change.NewImage.ID.S, h.deliver(ctx, r.Change.NewImage.ID.S)
	}
	if r.kindOfRemoved() == dynamo.KindEnding {
		return "", h.end(ctx, r.Change.OldImage)
	}
	removed, err := h.read(r.Change.OldImage)
	if err != nil {
		return "", err
	}
	return removed.ID, h.expire(ctx, removed)
}
