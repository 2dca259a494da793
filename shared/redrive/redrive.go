package redrive

import (
	"context"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// Redrive redrives dead-letter queues.
type Redrive struct {
	Sources map[string]Source // by the name of the queue
	For     time.Duration     // how long one call works
	Now     access.Clock
}

// Outcome is what became of a message.
type Outcome string

// The outcomes. Without an outcome a message was only looked at.
const (
	Done Outcome = "done" // it was taken up, or overtaken, and is deleted
	Kept Outcome = "kept" // it failed again, and is in the queue
)

// Message tells an operator about a message. It contains no email address.
type Message struct {
	ID         string              `json:"id"`
	AgeSeconds int                 `json:"ageSeconds"`
	Invitation access.InvitationID `json:"invitationId,omitempty"`
	Reason     string              `json:"reason"`         // why it is in the queue
	Does       string              `json:"does,omitempty"` // what a redrive does
	Outcome    Outcome             `json:"outcome,omitempty"`
	Error      string              `json:"error,omitempty"` // why it is kept, or cannot be redriven
}

// Answer is what one call has done.
type Answer struct {
	Messages []Message `json:"messages"`
	Left     int       `json:"left"` // about how many the queue has, before this call if it is a dry run
	Done     bool      `json:"done"` // there are no further messages
}

// maxMessages is the maximum number of messages in an answer.
const maxMessages = 500

// Do takes up messages of a queue until there are none, or its time is over. Messages that were
// sent after a time stay: a function that fails again may have sent them. With dryRun it only
// looks, at the first 500 messages. What is kept is hidden for two minutes, so that the next call
// gets others.
func (c Redrive) Do(ctx context.Context, queue string, before time.Time, dryRun bool) (Answer, error) {
	source, known := c.Sources[queue]
	if !known {
		return Answer{}, access.InvalidField("queue", "must be mails, events or delivery-events")
	}
	answer := Answer{Messages: []Message{}}
	var err error
	if answer.Left, err = source.Queue.count(ctx); err != nil {
		return Answer{}, err
	}
	var shown []message // again at the end
	for until := c.Now().Add(c.For); c.Now().Before(until) && len(answer.Messages) < maxMessages && !answer.Done; {
		received, err := source.Queue.receive(ctx)
		if err != nil {
			return Answer{}, err
		}
		answer.Done = len(received) == 0
		for _, m := range received {
			isLater := !m.sentAt.Before(before)
			isTaken := dryRun || !isLater && c.Now().Before(until)
			if dryRun || !isTaken {
				shown = append(shown, m)
			}
			if isTaken {
				answer.Messages = append(answer.Messages, c.take(ctx, source, m, dryRun))
			}
		}
	}
	for _, m := range shown {
		if err := source.Queue.show(ctx, m); err != nil {
			return Answer{}, err
		}
	}
	if !dryRun {
		answer.Left, err = source.Queue.count(ctx)
	}
	return answer, err
}

// take takes up a message, or only says what it is about.
func (c Redrive) take(ctx context.Context, source Source, m message, dryRun bool) Message {
	p, err := source.plan(ctx, m)
	told := Message{ID: m.id, AgeSeconds: int(c.Now().Sub(m.sentAt).Seconds()), Invitation: p.invitation, Reason: p.reason, Does: p.does}
	if err == nil && !dryRun {
		if err = p.do(ctx); err == nil {
			err = source.Queue.delete(ctx, m)
		}
	}
	switch {
	case err != nil:
		told.Error = delivery.Redact(err.Error())
		if !dryRun {
			told.Outcome = Kept
		}
	case !dryRun:
		told.Outcome = Done
	}
	return told
}
