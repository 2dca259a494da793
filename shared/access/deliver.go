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
// The secret is made here. Its hash is written before the mail goes out, so
// that a link that somebody has always opens; when a sending breaks off where
// nobody can tell whether the mail left, the next one adds a second secret
// instead of killing the first.
type Deliver struct {
	Store       Store
	Mailer      Mailer
	DeadLetters DeadLetters
	Roles       Catalogue
	BaseURL     string // of the links, without a slash at the end
	Now         Clock
}

const (
	// claimFor is how long one sending may take: longer than its function runs.
	claimFor = 90 * time.Second
	// GiveUpAfter is how long a mail is tried before it is parked. It is less
	// than the time for which the stream offers a record.
	GiveUpAfter = 5 * time.Hour
	// maxLapsed is how many sendings may break off without an answer, which is
	// what a mail that kills its function looks like.
	maxLapsed = 3
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

// send claims the mail, and then sends it or gives it up.
func (c Deliver) send(ctx context.Context, i Invitation, now time.Time) error {
	mail, stopped, err := c.mail(ctx, i)
	if err != nil && !errors.Is(err, ErrNone) {
		return err
	}
	gone := err != nil
	secret := newSecret()
	hash := HashSecret(secret)
	err = c.Store.ClaimDelivery(ctx, Claim{Invitation: i.ID, Round: i.Round, At: now, Until: now.Add(claimFor), Secret: hash})
	switch {
	case errors.Is(err, ErrStale):
		return ErrBusy
	case err != nil:
		return err
	case gone:
		return c.park(ctx, i, "The organisation or account of this invitation is gone.", &hash)
	case i.Lapsed >= maxLapsed:
		return c.park(ctx, i, "The mail could not be sent: sending it broke off several times.", &hash)
	case stopped != "":
		return c.settle(ctx, i, Delivery{Status: Failed, Detail: stopped}, &hash)
	case now.Sub(i.QueuedAt) > GiveUpAfter:
		return c.park(ctx, i, "The mail could not be sent for several hours.", &hash)
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
		// The mail may have left, so its secret stays. The claim is given back:
		// the next try need not wait for its end.
		return errors.Join(err, c.settle(ctx, i, Delivery{Status: Queued}, nil))
	}
	return c.settle(ctx, i, Delivery{Status: Sent, Message: message}, nil)
}

// mail is what to send, and why it is not to be sent, if so.
func (c Deliver) mail(ctx context.Context, i Invitation) (mail Mail, stopped string, err error) {
	place, err := c.Store.Place(ctx, PlaceQuery{Scope: i.Scope, Address: &i.Email})
	if err != nil {
		return Mail{}, "", err
	}
	mail = Mail{
		To: i.Email, Invitation: i.ID, Round: i.Round, Locale: i.Locale, FirstName: i.FirstName,
		Organisation: place.Organisation.Name, Inviter: i.Inviter.Name,
		Roles: c.Roles.describe(i.Roles), ExpiresAt: i.ExpiresAt, HasUser: place.Addressee != "",
	}
	if i.Scope.Account != "" {
		if place.Account == nil {
			return Mail{}, "", ErrNone
		}
		mail.Account = place.Account.Name
	}
	return mail, place.Undelivered, nil
}

// park gives a mail up: first to whoever is alarmed, then on the invitation, so
// that a crash in between parks twice rather than never.
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
