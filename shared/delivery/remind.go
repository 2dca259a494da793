package delivery

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"admit/shared/access"
)

// RemindBefore is how long before an invitation expires its reminder is sent.
const RemindBefore = 24 * time.Hour

// remindAgainAfter is how long after a reminder was certainly not sent it is tried again.
const remindAgainAfter = 15 * time.Minute

// reminderClaimDuration is how long the claim of a reminder lasts. It is longer than the
// function runs.
const reminderClaimDuration = 90 * time.Second

// unknownReminder is why nobody can tell whether a reminder was sent.
const unknownReminder = "The reminder may not have been sent: the email service did not answer."

// Reminder names the reminder of an attempt of an invitation.
type Reminder struct {
	Invitation access.InvitationID `json:"invitationId"`
	Attempt    int                 `json:"attempt"`
	Retry      int                 `json:"retry,omitempty"` // how often it was tried and not sent
}

// Scheduler calls [Send.Remind] later.
type Scheduler interface {
	// Schedule schedules a reminder. It does nothing if the reminder is scheduled already.
	// It tries a call that fails more than once.
	Schedule(ctx context.Context, r Reminder, at time.Time) error
}

// schedule schedules the reminder of an attempt whose email was sent. If that fails, it parks
// a dead letter. It does not try again later, because the stream would hold back other emails
// meanwhile.
func (c Send) schedule(ctx context.Context, i access.Invitation) error {
	at := i.ExpiresAt.Add(-RemindBefore)
	if c.Scheduler == nil || !c.Now().Before(at) {
		return nil
	}
	if err := c.Scheduler.Schedule(ctx, Reminder{Invitation: i.ID, Attempt: i.Attempt}, at); err != nil {
		slog.ErrorContext(ctx, "schedule a reminder", "invitationId", i.ID, "error", err.Error())
		return c.parkReminder(ctx, i, "The reminder could not be scheduled. The invitation itself was sent.")
	}
	return nil
}

// parkReminder parks a dead letter about a reminder.
func (c Send) parkReminder(ctx context.Context, i access.Invitation, reason string) error {
	return c.DeadLetters.Park(ctx, DeadLetter{Invitation: i.ID, Organisation: i.Scope.Organisation, Reason: reason, At: c.Now().UTC(),
		Kind: ReminderLetter, Attempt: i.Attempt})
}

// Remind sends the reminder of an attempt. Its link has a token of its own, and the links of
// earlier emails keep working. Remind sends nothing if the invitee has had the reminder, could
// not accept the invitation now, or should get no emails, or if there is a later attempt.
//
// At most one reminder is sent. Remind claims it before it calls the email service. If the
// reminder was certainly not sent, Remind releases the claim and schedules the reminder again.
// Otherwise it settles the claim, together with the event. A claim that a call left behind has
// an unknown outcome, and a later call settles it. After an error the caller should call Remind
// again.
func (c Send) Remind(ctx context.Context, r Reminder) error {
	token := newToken()
	claim := ReminderClaim{Invitation: r.Invitation, Attempt: r.Attempt, Token: access.HashToken(token)}
	var i access.Invitation
	var mail Mail
	err := access.RetryStale(ctx, func(ctx context.Context) (err error) {
		claim.At = c.Now().UTC()
		if i, mail, err = c.reminder(ctx, r, claim.At); err != nil {
			return err
		}
		return c.claimReminder(ctx, claim)
	})
	switch {
	case errors.Is(err, errNoReminder):
		return nil
	case errors.Is(err, errUnsettled):
		return c.settleUnknownReminder(ctx, i)
	case err != nil:
		return err
	}
	mail.Link = c.link(i.ID, token)
	_, err = c.Mailer.Send(ctx, mail)
	if err == nil {
		return c.settleReminder(ctx, i, "")
	}
	slog.WarnContext(ctx, "send a reminder", "invitationId", i.ID, "error", err.Error())
	if !errors.Is(err, ErrNotSent) {
		return c.settleUnknownReminder(ctx, i)
	}
	if released := c.releaseReminder(ctx, claim); released != nil {
		return errors.Join(err, released)
	}
	return c.remindLater(ctx, i, r, err)
}

// remindLater schedules a reminder that was not sent again. It parks the reminder if the email
// service does not accept it, or if the invitation expires before.
func (c Send) remindLater(ctx context.Context, i access.Invitation, r Reminder, cause error) error {
	if permanent, ok := errors.AsType[*PermanentError](cause); ok && time.Duration(r.Retry)*remindAgainAfter >= permanent.RetryFor {
		return c.parkReminder(ctx, i, "The reminder was refused: "+permanent.Reason)
	}
	at := c.Now().Add(remindAgainAfter)
	if c.Scheduler == nil || !at.Before(i.ExpiresAt) {
		return c.parkReminder(ctx, i, "The reminder could not be sent before the invitation expires.")
	}
	r.Retry++
	return c.Scheduler.Schedule(ctx, r, at)
}

// settleUnknownReminder settles a claim whose outcome nobody can tell. It parks the reminder
// first, so that a crash in between sends a second dead letter rather than none.
func (c Send) settleUnknownReminder(ctx context.Context, i access.Invitation) error {
	if err := c.parkReminder(ctx, i, unknownReminder); err != nil {
		return err
	}
	return c.settleReminder(ctx, i, unknownReminder)
}

// settleReminder ends the claim of a reminder and writes its event.
func (c Send) settleReminder(ctx context.Context, i access.Invitation, detail string) error {
	event := i.Event(access.EventInvitationReminded, c.Now().UTC(), access.System)
	event.Detail = detail
	write := func(ctx context.Context) error {
		return c.Store.SettleReminder(ctx, ReminderSettlement{Invitation: i.ID, Attempt: i.Attempt, Event: event})
	}
	return settle(ctx, c.Store, i.ID, write, func(stored access.Invitation) bool {
		return stored.Attempt != i.Attempt || stored.ReminderClaimedAt.IsZero()
	})
}

var (
	// errNoReminder means that no reminder should be sent.
	errNoReminder = errors.New("delivery: no reminder")
	// errUnsettled means that a call which is over has left its claim.
	errUnsettled = errors.New("delivery: the outcome of a reminder is unknown")
)

// reminder returns an invitation and its reminder without the link. It returns errNoReminder
// if none should be sent, ErrBusy while another call sends it, and errUnsettled with the
// invitation if an earlier call has left its claim.
func (c Send) reminder(ctx context.Context, r Reminder, now time.Time) (access.Invitation, Mail, error) {
	i, err := c.Store.Invitation(ctx, r.Invitation)
	switch {
	case errors.Is(err, access.ErrNotFound):
		return i, Mail{}, errNoReminder
	case err != nil:
		return i, Mail{}, err
	case i.Attempt != r.Attempt:
		return i, Mail{}, errNoReminder
	case now.Before(i.ReminderClaimedAt.Add(reminderClaimDuration)):
		return i, Mail{}, ErrBusy
	case !i.ReminderClaimedAt.IsZero():
		return i, Mail{}, errUnsettled
	case i.StatusAt(now) != access.Pending || !i.RemindedAt.IsZero() || !i.Delivery.WasSent():
		return i, Mail{}, errNoReminder
	}
	snapshot, err := i.Acceptable(ctx, c.Store, c.Roles, now)
	switch kind := access.KindOf(err); {
	case err == nil && snapshot.Suppression.Active(), err != nil && kind != access.Internal && kind != access.Unavailable:
		return i, Mail{}, errNoReminder
	case err != nil:
		return i, Mail{}, err
	}
	mail, err := c.compose(i, snapshot)
	mail.Reminder = true
	return i, mail, err
}

// claimReminder claims a reminder for the caller. If the outcome of the claim is unknown, it
// releases the claim, because the caller does not send the reminder.
func (c Send) claimReminder(ctx context.Context, claim ReminderClaim) error {
	err := c.Store.ClaimReminder(ctx, claim)
	if err == nil || errors.Is(err, access.ErrStale) {
		return err
	}
	return errors.Join(err, c.releaseReminder(ctx, claim))
}

// releaseReminder ends a claim of a reminder that was not sent.
func (c Send) releaseReminder(ctx context.Context, claim ReminderClaim) error {
	return access.RetryStale(ctx, func(ctx context.Context) error {
		err := c.Store.ReleaseReminder(ctx, claim)
		if !errors.Is(err, access.ErrStale) {
			return err
		}
		stored, lookup := c.Store.Invitation(ctx, claim.Invitation)
		if lookup == nil && slices.Contains(stored.TokenHashes, claim.Token) {
			return err // another write came first
		}
		if errors.Is(lookup, access.ErrNotFound) {
			return nil
		}
		return lookup
	})
}
