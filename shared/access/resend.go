package access

import (
	"context"
	"slices"
	"time"
)

// ResendStore is what [Resend] reads and writes.
type ResendStore interface {
	inviterStore
	InvitationReader
	InvitationResender
}

// Resend offers an invitation anew: with a new link, three new days, and the
// caller as its inviter. The old link is dead at once. It revives an invitation
// that expired or was declined, and resumes mails to an address that bounced.
type Resend struct {
	Store  ResendStore
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

// resendIDsKept is how many resends can be told from their repetitions: as many
// as the default limits allow within the life of an idempotency key, which
// touches two days.
const resendIDsKept = 40

// Do renews the invitation, once the caller may give every role that it offers.
// A request that is repeated with its seed resends once, whoever resends in
// between, and is answered with the invitation as it is now: what the requests
// were is kept in the invitation itself, for the last 40.
func (c Resend) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID, seed Seed) (Invitation, error) {
	in := inviter{c.Store, c.Limits}
	offer := Offer{Limits: c.Limits}
	err := RetryStale(ctx, func() error {
		before, snapshot, err := administered(ctx, c.Store, caller, organisation, id)
		if err != nil {
			return err
		}
		if before.resentBy(seed) {
			offer.Invitation = before
			return nil
		}
		if err := c.precondition.check(before.VersionTag()); err != nil {
			return err
		}
		if err := before.resendable(c.Now()); err != nil {
			return err
		}
		if _, err := snapshot.mayGive(c.Roles, caller, before.Scope.Account, before.Roles); err != nil {
			return err
		}
		addressed, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: before.Scope, Address: &before.Email})
		if err != nil {
			return err
		}
		roles, err := notYetHeldBy(ctx, c.Store, c.Limits, addressed.Addressee, before.Scope, before.Roles)
		if err != nil {
			return err
		}
		after := before.resent(snapshot.Access[caller].person(), roles, seed, c.Now())
		offer.Invitation, offer.Event = after, after.Event(EventInvitationResent, c.Now(), after.Inviter)
		offer.Event.Before, offer.Partner = before.offers(), snapshot.partner(caller)
		offer.Lift = before.lift(addressed.Suppression)
		err = c.Store.Resend(ctx, InvitationResend{Before: before, Offer: offer})
		return in.resolve(ctx, err, &offer, c.Now())
	})
	if err != nil {
		return Invitation{}, err
	}
	return offer.Invitation, nil
}

// resentBy tells whether a request with this seed has offered it anew.
func (i Invitation) resentBy(seed Seed) bool {
	return seed != "" && slices.Contains(i.ResendIDs, i.resendID(seed))
}

// resendID is the name of a request that offers it anew.
func (i Invitation) resendID(seed Seed) string { return seed.id("resend", string(i.ID)) }

// resendable refuses what cannot be offered again.
func (i Invitation) resendable(now time.Time) error {
	err := i.requirePending(now)
	if kind := KindOf(err); err != nil && kind != InvitationExpired && kind != InvitationDeclined {
		return err
	}
	return nil
}

// resent is the next round of the invitation.
func (i Invitation) resent(inviter Person, roles []RoleID, seed Seed, now time.Time) Invitation {
	now = now.UTC().Truncate(time.Second)
	i.Status, i.Inviter, i.Roles = Pending, inviter, roles
	if seed != "" {
		all := append([]string{i.resendID(seed)}, i.ResendIDs...)
		i.ResendIDs = all[:min(len(all), resendIDsKept)]
	}
	i.Version++
	i.Attempt++
	i.QueuedAt, i.ExpiresAt, i.ClosedAt = now, now.Add(OpenFor), time.Time{}
	i.Delivery, i.TokenHashes = Delivery{Status: Queued, At: now}, nil
	return i
}
