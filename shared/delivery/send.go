package delivery

import (
	"context"
	"errors"
	"time"

	"admit/shared/access"
)

// Send sends the email of an invitation.
//
// Send makes the token of the link. It stores the hash of the token before it sends
// the email, so that every link that was sent opens the invitation. If the outcome
// of a try is unknown (the function died, the answer was lost, the email service
// failed), the email may have been sent. The hash then stays stored, the claim stays
// until its end, and the next try adds another hash. An attempt has at most
// three tries with an unknown outcome.
type Send struct {
	Store       SendStore
	Mailer      Mailer
	DeadLetters DeadLetters
	Scheduler   Scheduler // of reminders; nil: none are sent
	Postponer   Postponer
	Roles       access.Catalogue
	BaseURL     string // of the links, without a slash at the end
	SignIn      bool   // new users sign in at an identity provider, instead of registering
	Now         access.Clock
}

// claimDurations is how long the claim of each try lasts. A try with an unknown outcome
// delays the next one by that time. Each claim is longer than the function runs. The
// second is longer than the first, so that a failing email service gets a rest. After
// the third there is no further try: it only leaves time for delivery events to arrive.
var claimDurations = [maxUnknown]time.Duration{90 * time.Second, 5 * time.Minute, 90 * time.Second}

const (
	// maxUnknown is the maximum number of an attempt's tries with an unknown outcome.
	maxUnknown = 3
	// endingClaimDuration is how long a claim to end an attempt lasts.
	endingClaimDuration = 90 * time.Second
	// GiveUpAfter is how long an email that is not postponed is tried before it fails and is
	// parked. It is shorter than the time for which the store's stream repeats a change.
	GiveUpAfter = 5 * time.Hour
)

// ErrBusy means that another call has claimed the same email, or that its organisation or
// account is being deleted. The caller should try again later.
var ErrBusy = errors.New("delivery: another call is sending this email")

// Do sends the email of a pending invitation if the email is queued, and otherwise does
// nothing. It schedules the reminder of an email that was sent. Do is called at least once
// for each queued email, from the store's stream. It may be called for any invitation at
// any time. After an error the caller should call Do again. If Do returns no error for a
// queued email, the email was sent or postponed, or it has the status failed, or the invitation
// was revoked because its organisation or account was deleted.
func (c Send) Do(ctx context.Context, id access.InvitationID) error {
	return c.try(ctx, Postponed{Invitation: id})
}

// try tries the email of an invitation, for the first time or after a postponement.
func (c Send) try(ctx context.Context, p Postponed) error {
	i, err := c.Store.Invitation(ctx, p.Invitation)
	if errors.Is(err, access.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	now := c.Now().UTC()
	switch {
	case p.Try > 0 && i.Attempt != p.Attempt:
		return nil
	case i.StatusAt(now) != access.Pending:
		return nil
	case i.Delivery.WasSent(): // an earlier call may not have scheduled the reminder
		return c.schedule(ctx, i)
	case i.Delivery.Status != access.Queued:
		return nil
	}
	warnOfLate(ctx, i.ID, now.Sub(i.QueuedAt))
	p.Attempt = i.Attempt
	return c.send(ctx, i, p, now)
}

// send sends the email, or ends the attempt if the email must not be sent.
func (c Send) send(ctx context.Context, i access.Invitation, p Postponed, now time.Time) error {
	mail, refused, err := c.mail(ctx, i)
	switch {
	case errors.Is(err, access.ErrNotFound):
		return c.revoke(ctx, i, now)
	case err != nil:
		return err
	case len(i.TokenHashes) >= maxUnknown:
		return c.giveUp(ctx, i, now, "The email could not be sent: the email service did not answer several times.")
	case refused != "":
		return c.fail(ctx, i, now, refused)
	case now.Sub(i.QueuedAt) > GiveUpAfter && p.Try == 0 && i.Delivery.Detail != reasonPostponed:
		return c.giveUp(ctx, i, now, "The email could not be sent for several hours.")
	}
	token := newToken()
	hash := access.HashToken(token)
	if err := c.claim(ctx, i, now, claimDurations[len(i.TokenHashes)], &hash); err != nil {
		return err
	}
	mail.Link = c.link(i.ID, token)
	message, err := c.Mailer.Send(ctx, mail)
	if err != nil {
		return c.notSent(ctx, i, p, err, &hash)
	}
	if err := c.settle(ctx, i, access.Delivery{Status: access.Sent, Message: message}, nil); err != nil {
		return err
	}
	return c.schedule(ctx, i)
}

// link returns the link of an invitation with a token.
func (c Send) link(id access.InvitationID, token string) string {
	return c.BaseURL + "/invitations/" + string(id) + "#" + token
}

// claim claims the email for the caller. It returns ErrBusy if another call has claimed it.
func (c Send) claim(ctx context.Context, i access.Invitation, now time.Time, duration time.Duration, token *access.TokenHash) error {
	err := c.Store.ClaimDelivery(ctx, Claim{Invitation: i.ID, Attempt: i.Attempt, At: now, Until: now.Add(duration),
		Unknown: len(i.TokenHashes), Token: token})
	if errors.Is(err, access.ErrStale) {
		return ErrBusy
	}
	return err
}

// revoke closes an invitation whose organisation or account was deleted at the moment at
// which the invitation was written, so that the deletion did not see it.
func (c Send) revoke(ctx context.Context, i access.Invitation, now time.Time) error {
	err := c.Store.Close(ctx, i.RevokedBySystem(now))
	if errors.Is(err, access.ErrStale) {
		return ErrBusy
	}
	return err
}

// giveUp ends the attempt and parks the email. It adds nothing to the invitation,
// which may already be as large as the store allows.
func (c Send) giveUp(ctx context.Context, i access.Invitation, now time.Time, reason string) error {
	if err := c.claim(ctx, i, now, endingClaimDuration, nil); err != nil {
		return err
	}
	return c.park(ctx, i, reason, nil)
}

// fail ends the attempt for a reason that is no fault of the email service.
func (c Send) fail(ctx context.Context, i access.Invitation, now time.Time, reason string) error {
	if err := c.claim(ctx, i, now, endingClaimDuration, nil); err != nil {
		return err
	}
	return c.settle(ctx, i, access.Delivery{Status: access.Failed, Detail: reason}, nil)
}

// park fails an email that the caller has claimed. It sends the dead letter before it
// writes the invitation, so that a crash in between sends a second letter rather
// than none.
func (c Send) park(ctx context.Context, i access.Invitation, reason string, forget *access.TokenHash) error {
	letter := DeadLetter{Invitation: i.ID, Organisation: i.Scope.Organisation, Reason: reason, At: c.Now().UTC(),
		Kind: EmailLetter, Attempt: i.Attempt}
	if err := c.DeadLetters.Park(ctx, letter); err != nil {
		return err
	}
	return c.settle(ctx, i, access.Delivery{Status: access.Failed, Detail: reason}, forget)
}

// settlementEvents has the type of the event that a settlement writes.
var settlementEvents = map[access.DeliveryStatus]access.EventType{
	access.Sent: access.EventInvitationSent, access.Failed: access.EventInvitationFailed,
}

// settle ends the caller's claim and writes the outcome.
func (c Send) settle(ctx context.Context, i access.Invitation, delivery access.Delivery, forget *access.TokenHash) error {
	now := c.Now().UTC()
	delivery.At, delivery.Tentative = now.Truncate(time.Second), delivery.Status == access.Failed
	settlement := Settlement{Invitation: i.ID, Attempt: i.Attempt, Delivery: delivery, Forget: forget}
	if kind, ok := settlementEvents[delivery.Status]; ok {
		event := i.Event(kind, now, access.System)
		event.Detail = delivery.Detail
		settlement.Event = &event
	}
	if len(i.TokenHashes) > maxUnknown {
		// Earlier versions of Admit did not limit the tries. The invitations that they
		// left may be as large as the store allows, so the reason is only in the audit log.
		settlement.Delivery.Detail = ""
	}
	write := func(ctx context.Context) error { return c.Store.SettleDelivery(ctx, settlement) }
	return settle(ctx, c.Store, i.ID, write, func(stored access.Invitation) bool {
		return stored.Attempt != i.Attempt || stored.Delivery.Status != access.Queued
	})
}

// settle writes an outcome, again if another write came first. It does nothing if the
// invitation is gone, or settled or resent meanwhile.
func settle(ctx context.Context, store access.InvitationReader, id access.InvitationID, write func(context.Context) error, isSettled func(stored access.Invitation) bool) error {
	return access.RetryStale(ctx, func(ctx context.Context) error {
		err := write(ctx)
		if !errors.Is(err, access.ErrStale) {
			return err
		}
		switch stored, lookup := store.Invitation(ctx, id); {
		case errors.Is(lookup, access.ErrNotFound):
			return nil
		case lookup != nil:
			return lookup
		case isSettled(stored):
			return nil
		}
		return err
	})
}
