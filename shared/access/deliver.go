package access

import (
	"context"
	"errors"
	"time"
)

// Deliver sends the mail of an invitation that waits for it. The table's stream
// says which, at least once: Deliver may be called for any invitation at any
// time, and sends what is to be sent.
//
// The token of the link is made here. Its hash is written before the mail goes
// out, so that a link that somebody has always opens. A sending whose outcome is
// unknown (the function died, the answer was lost, the mail service failed) may
// have sent a mail. Its hash stays, its claim is left to end, and the next
// sending adds a second hash. An attempt has three such sendings at most.
type Deliver struct {
	Store       Store
	Mailer      Mailer
	DeadLetters DeadLetters
	Roles       Catalogue
	BaseURL     string // of the links, without a slash at the end
	Now         Clock
}

// claimsFor is how long each sending of an attempt is waited for, when its
// outcome is unknown, before the next one or the end. It is longer than the
// function runs. The pauses grow, so that a failing mail service is left alone;
// the last one only gives its delivery events the time to come.
var claimsFor = [maxUnknown]time.Duration{90 * time.Second, 5 * time.Minute, 90 * time.Second}

const (
	// maxUnknown is how many sendings of an attempt may have an unknown outcome.
	maxUnknown = 3
	// endsWithin is how long it may take to give a mail up.
	endsWithin = 90 * time.Second
	// GiveUpAfter is how long a mail is tried before it is parked. It is less
	// than the time for which the stream offers a record.
	GiveUpAfter = 5 * time.Hour
)

// ErrBusy says that another delivery of the same mail is under way: come back.
var ErrBusy = errors.New("access: another delivery of this mail is under way")

// Do sends, parks or leaves alone. An error asks for another try; afterwards
// the mail is either sent, or parked with the invitation marked failed.
func (c Deliver) Do(ctx context.Context, id InvitationID) error {
	i, err := c.Store.Invitation(ctx, id)
	if errors.Is(err, ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	now := c.Now().UTC()
	if i.Delivery.Status != Queued || i.StatusAt(now) != Pending {
		return nil
	}
	return c.send(ctx, i, now)
}

// send sends the mail, or ends its attempt where it is not to be sent.
func (c Deliver) send(ctx context.Context, i Invitation, now time.Time) error {
	mail, suppressed, err := c.mail(ctx, i)
	switch {
	case errors.Is(err, ErrNone):
		return c.giveUp(ctx, i, now, "The organisation or account of this invitation is gone.")
	case err != nil:
		return err
	case len(i.Secrets) >= maxUnknown:
		return c.giveUp(ctx, i, now, "The mail could not be sent: the mail service did not answer several times.")
	case suppressed != "":
		return c.suppress(ctx, i, now, suppressed)
	case now.Sub(i.QueuedAt) > GiveUpAfter:
		return c.giveUp(ctx, i, now, "The mail could not be sent for several hours.")
	}
	secret := newSecret()
	hash := HashSecret(secret)
	if err := c.claim(ctx, i, now, claimsFor[len(i.Secrets)], &hash); err != nil {
		return err
	}
	mail.Link = c.BaseURL + "/invitations/" + string(i.ID) + "#" + secret
	message, err := c.Mailer.Send(ctx, mail)
	if refusal, ok := errors.AsType[*Refusal](err); ok && now.Sub(i.QueuedAt) >= refusal.Wait {
		return c.park(ctx, i, refusal.Reason, &hash)
	}
	if errors.Is(err, ErrNotSent) {
		return errors.Join(err, c.settle(ctx, i, Delivery{Status: Queued}, &hash))
	}
	if err != nil {
		return err // the claim stays until the next sending may begin
	}
	return c.settle(ctx, i, Delivery{Status: Sent, Message: message}, nil)
}

// claim makes the caller the only one to work on the mail, or returns ErrBusy.
func (c Deliver) claim(ctx context.Context, i Invitation, now time.Time, long time.Duration, secret *SecretHash) error {
	err := c.Store.ClaimDelivery(ctx, Claim{Invitation: i.ID, Round: i.Round, At: now, Until: now.Add(long),
		Unknown: len(i.Secrets), Secret: secret})
	if errors.Is(err, ErrStale) {
		return ErrBusy
	}
	return err
}

// giveUp ends the attempt and alarms an operator. It adds nothing to the
// invitation, whose item may be as large as DynamoDB allows.
func (c Deliver) giveUp(ctx context.Context, i Invitation, now time.Time, reason string) error {
	if err := c.claim(ctx, i, now, endsWithin, nil); err != nil {
		return err
	}
	return c.park(ctx, i, reason, nil)
}

// suppress ends the attempt because mails to the address are suppressed.
func (c Deliver) suppress(ctx context.Context, i Invitation, now time.Time, reason string) error {
	if err := c.claim(ctx, i, now, endsWithin, nil); err != nil {
		return err
	}
	return c.settle(ctx, i, Delivery{Status: Failed, Detail: reason}, nil)
}

// mail is what to send, and why it is not to be sent, if so.
func (c Deliver) mail(ctx context.Context, i Invitation) (mail Mail, suppressed string, err error) {
	place, err := c.Store.Place(ctx, PlaceQuery{Scope: i.Scope, Address: &i.Email})
	if err != nil {
		return Mail{}, "", err
	}
	mail = Mail{
		To: i.Email, Invitation: i.ID, Round: i.Round, Locale: i.Locale, FirstName: i.FirstName,
		Organisation: place.Organisation.Name, Inviter: i.Inviter.Name,
		Roles: c.Roles.describe(i.Roles), ExpiresAt: i.ExpiresAt, HasUser: place.Addressee != "",
		ReplyTo: replyTo(i.Inviter),
	}
	if i.Scope.Account != "" {
		if place.Account == nil {
			return Mail{}, "", ErrNone
		}
		mail.Account = place.Account.Name
	}
	if place.Suppression.Active() {
		suppressed = place.Suppression.Reason
	}
	return mail, suppressed, nil
}

// replyTo is the address of whoever invites, if a mail can be answered to it. It is
// parsed again, since what stands in it reaches the header of a mail. An operator
// has none.
func replyTo(inviter Person) string {
	address, err := ParseAddress(inviter.Email)
	if err != nil {
		return ""
	}
	return address.ASCII()
}

// park gives up a mail that the caller has claimed: first to whoever is alarmed,
// then on the invitation, so that a crash in between parks twice rather than never.
func (c Deliver) park(ctx context.Context, i Invitation, reason string, forget *SecretHash) error {
	letter := DeadLetter{Invitation: i.ID, Organisation: i.Scope.Organisation, Reason: reason, At: c.Now().UTC()}
	if err := c.DeadLetters.Park(ctx, letter); err != nil {
		return err
	}
	return c.settle(ctx, i, Delivery{Status: Failed, Detail: reason}, forget)
}

// settlements is what goes on record of a sending.
var settlements = map[DeliveryStatus]RecordType{Sent: InvitationSent, Failed: InvitationFailed}

func (c Deliver) settle(ctx context.Context, i Invitation, delivery Delivery, forget *SecretHash) error {
	now := c.Now().UTC()
	delivery.At, delivery.Tentative = now.Truncate(time.Second), delivery.Status == Failed
	settlement := Settlement{Invitation: i.ID, Round: i.Round, Delivery: delivery, Forget: forget}
	if kind, told := settlements[delivery.Status]; told {
		record := i.record(kind, now, System)
		record.Detail = delivery.Detail
		settlement.Record = &record
	}
	if len(i.Secrets) > maxUnknown {
		// Earlier versions of Admit did not bound the sendings. Their items may be
		// full: the reason stands in the audit log only.
		settlement.Delivery.Detail = ""
	}
	return decide(ctx, func() error {
		err := c.Store.SettleDelivery(ctx, settlement)
		if !errors.Is(err, ErrStale) {
			return err
		}
		switch stored, lookup := c.Store.Invitation(ctx, i.ID); {
		case errors.Is(lookup, ErrNone):
			return nil
		case lookup != nil:
			return lookup
		case stored.Round != i.Round || stored.Delivery.Status != Queued:
			return nil // settled or offered anew meanwhile: there is nothing left to say
		}
		return err // it met another write
	})
}
