package access

import (
	"context"
	"slices"
	"time"
)

// Resend offers an invitation anew: with a new link, three new days, and the
// caller as its inviter. The old link is dead at once. It revives an invitation
// that expired or was declined, and resumes mails to an address that bounced.
type Resend struct {
	Store  Store
	Roles  Catalogue
	Limits Limits
	Now    Clock

	precondition Precondition
}

// If returns a resend of an invitation in one of these versions.
func (c Resend) If(p Precondition) Resend {
	c.precondition = p
	return c
}

// requestsKept is how many resends can be told from their repetitions: as many
// as the default limits allow within the life of an idempotency key, which
// touches two days.
const requestsKept = 40

// Do renews the invitation, once the caller may give every role that it offers.
// A request that is repeated with its seed resends once, whoever resends in
// between, and is answered with the invitation as it is now: what the requests
// were is kept in the invitation itself, for the last 40.
func (c Resend) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID, seed Seed) (Invitation, error) {
	in := offering{c.Store, c.Limits}
	offer := Offer{Limits: c.Limits}
	err := RetryStale(ctx, func() error {
		before, place, err := administered(ctx, c.Store, caller, organisation, id)
		if err != nil {
			return err
		}
		if before.offeredFor(seed) {
			offer.Invitation = before
			return nil
		}
		if err := c.precondition.check(before.VersionTag()); err != nil {
			return err
		}
		if err := before.renewable(c.Now()); err != nil {
			return err
		}
		if _, err := place.mayGive(c.Roles, caller, before.Scope.Account, before.Roles); err != nil {
			return err
		}
		addressed, err := c.Store.Place(ctx, PlaceQuery{Scope: before.Scope, Address: &before.Email})
		if err != nil {
			return err
		}
		roles, err := in.lackedBy(ctx, addressed.Addressee, before.Scope, before.Roles)
		if err != nil {
			return err
		}
		after := before.renewed(place.Standings[caller].person(), roles, seed, c.Now())
		offer.Invitation, offer.Record = after, after.Event(InvitationResent, c.Now(), after.Inviter)
		offer.Record.Before, offer.Partner = before.offers(), place.partner(caller)
		offer.Lift = before.lift(addressed.Suppression)
		err = c.Store.Renew(ctx, Renewal{Before: before, Offer: offer})
		return in.judge(ctx, err, &offer, c.Now())
	})
	if err != nil {
		return Invitation{}, err
	}
	return offer.Invitation, nil
}

// offeredFor tells whether a request with this seed has offered it anew.
func (i Invitation) offeredFor(seed Seed) bool {
	return seed != "" && slices.Contains(i.Requests, i.resend(seed))
}

// resend is the name of a request that offers it anew.
func (i Invitation) resend(seed Seed) string { return seed.id("resend", string(i.ID)) }

// renewable refuses what cannot be offered again.
func (i Invitation) renewable(now time.Time) error {
	err := i.open(now)
	if kind := KindOf(err); err != nil && kind != InvitationExpired && kind != InvitationDeclined {
		return err
	}
	return nil
}

// renewed is the next round of the invitation.
func (i Invitation) renewed(inviter Person, roles []RoleID, seed Seed, now time.Time) Invitation {
	now = now.UTC().Truncate(time.Second)
	i.Status, i.Inviter, i.Roles = Pending, inviter, roles
	if seed != "" {
		all := append([]string{i.resend(seed)}, i.Requests...)
		i.Requests = all[:min(len(all), requestsKept)]
	}
	i.Version++
	i.Round++
	i.QueuedAt, i.ExpiresAt, i.ClosedAt = now, now.Add(OpenFor), time.Time{}
	i.Delivery, i.Secrets = Delivery{Status: Queued, At: now}, nil
	return i
}
