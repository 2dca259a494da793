package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"admit/shared/access"
)

// RedriveStore is what [Redrive] reads.
type RedriveStore interface {
	access.InvitationReader
	Suppression(ctx context.Context, id access.OrganisationID, address access.Address) (access.Suppression, error)
}

// Redrive decides what an operator who redrives a dead letter does about it. It changes nothing.
type Redrive struct {
	Store RedriveStore
	Now   access.Clock
}

// Step is what is to be done about a dead letter. If there is neither a resend nor a reminder,
// the letter has been overtaken.
type Step struct {
	Resend bool      // the invitation, as an operator
	Remind *Reminder // by the function deliver
	Says   string    // for the operator
}

// ErrTooEarly means that a dead letter should be redriven later.
var ErrTooEarly = errors.New("delivery: it is too early for the reminder")

// Do returns the step for a letter. An email is resent only while its invitation can still be
// accepted: whether an invitation that has expired is still wanted is for somebody to decide.
func (c Redrive) Do(ctx context.Context, letter DeadLetter) (Step, error) {
	i, err := c.Store.Invitation(ctx, letter.Invitation)
	if errors.Is(err, access.ErrNotFound) {
		return Step{Says: "nothing to do: the invitation no longer exists"}, nil
	}
	if err != nil {
		return Step{}, err
	}
	switch status := i.StatusAt(c.Now()); {
	case letter.Kind == NoticeLetter:
		return Step{Says: "nothing to do: the console shows what somebody asks for"}, nil
	case status != access.Pending:
		return Step{Says: fmt.Sprintf("nothing to do: the invitation is %s", status)}, nil
	case letter.Attempt != 0 && letter.Attempt != i.Attempt:
		return Step{Says: "nothing to do: the invitation was resent meanwhile"}, nil
	case letter.Kind != ReminderLetter && i.Delivery.Status == access.Failed:
		return c.resend(ctx, i)
	case letter.Kind == EmailLetter, !i.Delivery.WasSent(), !i.RemindedAt.IsZero():
		return Step{Says: fmt.Sprintf("nothing to do: the email is %s", i.Delivery.Status)}, nil
	}
	if at := i.ExpiresAt.Add(-RemindBefore); c.Now().Before(at) {
		return Step{}, fmt.Errorf("%w: redrive it after %s", ErrTooEarly, at.UTC().Format(time.RFC3339))
	}
	return Step{Remind: &Reminder{Invitation: i.ID, Attempt: i.Attempt}, Says: "send the reminder"}, nil
}

// ErrSuppressed means that an operator has to decide whether an address gets another email.
var ErrSuppressed = errors.New("delivery: the organisation's emails to the address are suppressed: make resend lifts that and sends")

// resend returns the step that resends an invitation. A redrive of many letters lifts no
// suppression, which a bounce or a complaint has caused meanwhile.
func (c Redrive) resend(ctx context.Context, i access.Invitation) (Step, error) {
	suppression, err := c.Store.Suppression(ctx, i.Scope.Organisation, i.Email)
	if err != nil {
		return Step{}, err
	}
	if suppression.Active() {
		return Step{}, ErrSuppressed
	}
	return Step{Resend: true, Says: "resend the invitation"}, nil
}
