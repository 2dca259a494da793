package delivery

import (
	"context"
	"errors"
	"time"

	"admit/shared/access"
)

// Event is a delivery event: what the email service reports about one email.
type Event struct {
	Invitation access.InvitationID
	Attempt    int                   // of the invitation
	Status     access.DeliveryStatus // Delayed, Delivered, Failed, Bounced or Complained
	At         time.Time             // when it happened, by the email service's clock
	Detail     string                // the email service's own words
	Permanent  bool                  // of a bounce: the address accepts no emails at all
}

// Track writes delivery events to the invitations that they are about.
//
// Events arrive late, more than once and in any order. An event may arrive before
// the outcome of the send is written. So Track writes an event only if its status
// ranks higher than the stored one (see [rank]). The result does not depend
// on the order. An event about an earlier attempt does not change the delivery
// of the current one. But a complaint or a permanent bounce suppresses the address,
// whichever attempt it is about (see [access.Suppression]).
type Track struct {
	Store Store
	Now   access.Clock
}

// eventTypes has the type of the audit log's event for each status that a
// delivery event may have.
var eventTypes = map[access.DeliveryStatus]access.EventType{
	access.Delayed: access.EventInvitationDelayed, access.Delivered: access.EventInvitationDelivered, access.Failed: access.EventInvitationFailed,
	access.Bounced: access.EventInvitationBounced, access.Complained: access.EventInvitationComplained,
}

// Do writes the event if it changes the invitation's delivery or the suppression of the
// address. Do ignores events about an unknown invitation or attempt, or with an unknown
// status.
func (c Track) Do(ctx context.Context, e Event) error {
	if _, known := eventTypes[e.Status]; !known || !access.ValidID(string(e.Invitation)) {
		return nil
	}
	e.At = e.At.UTC().Truncate(time.Second)
	return access.RetryStale(ctx, func(ctx context.Context) error {
		invitation, err := c.Store.Invitation(ctx, e.Invitation)
		if errors.Is(err, access.ErrNotFound) || (err == nil && (e.Attempt < 1 || e.Attempt > invitation.Attempt)) {
			return nil
		}
		if err != nil {
			return err
		}
		return c.write(ctx, invitation, e)
	})
}

// write writes an event if it changes the delivery of the current attempt or the
// suppression of the address.
func (c Track) write(ctx context.Context, i access.Invitation, e Event) error {
	update := e.update(i, c.Now())
	changesDelivery := e.Attempt == i.Attempt && rank(update.Delivery) > rank(i.Delivery)
	if !changesDelivery && e.suppressionReason() == "" {
		return nil
	}
	if err := c.identify(ctx, &update.Event.Subject); err != nil {
		return err
	}
	if e.suppressionReason() == "" {
		return c.Store.UpdateDelivery(ctx, update)
	}
	before, err := c.Store.Suppression(ctx, i.Scope.Organisation, i.Email)
	if err != nil {
		return err
	}
	change := e.suppress(i, before)
	switch {
	case changesDelivery:
		update.Suppress = change
		return c.Store.UpdateDelivery(ctx, update)
	case before == access.Suppression{} || e.At.After(before.At):
		return c.Store.Suppress(ctx, SuppressionEvent{SuppressionChange: *change, Event: update.Event})
	}
	return nil
}

// identify sets the issuer and the subject of an invitee who has accepted. An invitation
// keeps only the id of the user. A user who has been deleted has neither.
func (c Track) identify(ctx context.Context, invitee *access.Party) error {
	if invitee.ID == "" {
		return nil
	}
	user, err := c.Store.User(ctx, invitee.ID)
	if err != nil && !errors.Is(err, access.ErrNotFound) {
		return err
	}
	invitee.Issuer, invitee.Subject = user.Issuer, user.Subject
	return nil
}

// update returns the write of an event about an invitation, without a suppression.
func (e Event) update(i access.Invitation, now time.Time) StatusUpdate {
	event := i.Event(eventTypes[e.Status], now, access.System)
	event.Detail = Redact(e.Detail)
	if e.Attempt < i.Attempt {
		event.Detail = Redact("About an earlier email: " + e.Detail)
	}
	return StatusUpdate{
		Before: i, Event: event,
		Delivery: access.Delivery{Status: e.Status, Tentative: e.Status == access.Bounced && !e.Permanent,
			At: e.At, Detail: event.Detail, Message: i.Delivery.Message},
	}
}

// suppressionReason returns, for administrators, why an event suppresses the
// address. It is empty for an event that suppresses nothing. Emails to an address that
// does not exist, or whose owner complained, damage the sender reputation of the
// whole deployment.
func (e Event) suppressionReason() string {
	switch {
	case e.Status == access.Complained:
		return "The recipient marked an earlier email as spam. Resend the invitation to send emails to this address again."
	case e.Status == access.Bounced && e.Permanent:
		return "An earlier email to this address bounced permanently. Resend the invitation to try the address again."
	}
	return ""
}

// suppress returns the change that an event makes to a suppression.
func (e Event) suppress(i access.Invitation, before access.Suppression) *access.SuppressionChange {
	after := access.Suppression{Reason: e.suppressionReason(), At: e.At}
	if before.At.After(after.At) {
		after.At = before.At
	}
	return &access.SuppressionChange{Organisation: i.Scope.Organisation, Address: i.Email, Before: before, After: after}
}
