package access

import (
	"context"
	"slices"
	"time"
)

// ResendStore is what [Resend] reads and writes.
type ResendStore interface {
	SnapshotReader
	offerStore
	InvitationReader
	InvitationResender
}

// Resend sends an invitation again: with a new link, a new 72 hours, and the caller as
// its inviter. The old link stops working at once. A resend also reopens an invitation
// that has expired or was declined, and lifts the suppression of its address.
type Resend struct {
	Store  ResendStore
	Roles  Catalogue
	Limits Limits
	Now    Clock

	precondition Precondition
}

// If returns a Resend that requires a version of the invitation.
func (c Resend) If(p Precondition) Resend {
	c.precondition = p
	return c
}

// resendIDsKept is the number of latest resends whose repetitions are recognised. The
// default limits allow 20 emails a day to an address, and an idempotency key is valid
// for 24 hours, which fall on two days.
const resendIDsKept = 40

// Do resends the invitation and returns it. The caller must be allowed to give every
// role that it offers. The new attempt leaves out the roles that the invitee already
// holds.
//
// A request that is repeated with its seed resends once, even if somebody else resends
// in between. The repetition returns the invitation as it is then. The invitation
// itself keeps the ids of the last 40 requests for this.
func (c Resend) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID, seed Seed) (Invitation, error) {
	offer := Offer{Limits: c.Limits}
	err := RetryStale(ctx, func(ctx context.Context) error {
		before, snapshot, err := loadInvitation(ctx, c.Store, c.Now, caller, organisation, id)
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
		addressed, roles, err := before.offerAgain(ctx, c.Store, c.Roles, c.Limits, snapshot, caller, before.Email)
		if err != nil {
			return err
		}
		inviter := snapshot.Access[caller].party()
		after := before.resent(inviter.Person, roles, seed, c.Now())
		after.Names = addressed.names()
		offer.Invitation, offer.Event = after, after.Event(EventInvitationResent, c.Now(), inviter)
		offer.Event.Before, offer.Partner = before.offers(), snapshot.partner(caller)
		offer.Lift = before.lift(addressed.Suppression)
		err = c.Store.Resend(ctx, InvitationResend{Before: before, Offer: offer})
		return resolveOffer(ctx, c.Store, err, &offer, c.Now())
	})
	if err != nil {
		return Invitation{}, err
	}
	return offer.Invitation, nil
}

// ByOperator resends an invitation for an operator. Its inviter stays, and must still be allowed to
// give every role that it offers: otherwise nobody could accept it. Limits of invitations and emails
// do not apply to operators. A repetition with the same seed resends once.
func (c Resend) ByOperator(ctx context.Context, id InvitationID, seed Seed) (Invitation, error) {
	if !ValidID(string(id)) {
		return Invitation{}, errNotFound()
	}
	offer := Offer{Limits: c.Limits, ByOperator: true}
	err := RetryStale(ctx, func(ctx context.Context) error {
		before, err := orNotFound(c.Store.Invitation(ctx, id))
		if err != nil {
			return err
		}
		if before.resentBy(seed) {
			offer.Invitation = before
			return nil
		}
		if before.GoneAt(c.Now()) {
			return errNotFound()
		}
		if err := before.resendable(c.Now()); err != nil {
			return err
		}
		snapshot, roles, err := c.offeredByInviter(ctx, before)
		if err != nil {
			return err
		}
		after := before.resent(before.Inviter, roles, seed, c.Now())
		after.Names = snapshot.names()
		offer.Invitation, offer.Event = after, after.Event(EventInvitationResent, c.Now(), Operator)
		offer.Event.Before, offer.Lift = before.offers(), before.lift(snapshot.Suppression)
		err = c.Store.Resend(ctx, InvitationResend{Before: before, Offer: offer})
		return resolveOffer(ctx, c.Store, err, &offer, c.Now())
	})
	if err != nil {
		return Invitation{}, err
	}
	return offer.Invitation, nil
}

// offeredByInviter returns the roles of an invitation that its inviter may offer now and that the
// invitee lacks, and the snapshot of its scope.
func (c Resend) offeredByInviter(ctx context.Context, i Invitation) (Snapshot, []RoleID, error) {
	snapshot, err := loadInvitationScope(ctx, c.Store, c.Now(), i)
	if err != nil {
		return Snapshot{}, nil, err
	}
	if err := i.requireRole(snapshot.At); err != nil {
		return Snapshot{}, nil, err
	}
	if _, err := inviterAuthority(c.Roles, snapshot, i); err != nil {
		return Snapshot{}, nil, err
	}
	roles, err := notYetHeldBy(ctx, c.Store, c.Limits, snapshot.At, snapshot.Addressee, i.Scope, i.RolesAt(snapshot.At))
	return snapshot, roles, err
}

// resentBy reports whether the request with this seed has resent the invitation.
func (i Invitation) resentBy(seed Seed) bool {
	return seed != "" && slices.Contains(i.ResendIDs, i.resendID(seed))
}

// resendID returns the id of the resend by the request with this seed.
func (i Invitation) resendID(seed Seed) string { return seed.id("resend", string(i.ID)) }

// offerAgain returns the roles of the invitation that a caller may offer to an address now,
// and the snapshot of the scope for that address. It refuses what a new invitation would be
// refused for. The given snapshot is the caller's.
func (i Invitation) offerAgain(ctx context.Context, store SnapshotReader, catalogue Catalogue, limits Limits, s Snapshot, caller UserID, address Address) (Snapshot, []RoleID, error) {
	if err := i.requireRole(s.At); err != nil {
		return Snapshot{}, nil, err
	}
	if _, err := s.mayGive(catalogue, caller, i.Scope.Account, i.offersAt(s.At)); err != nil {
		return Snapshot{}, nil, err
	}
	addressed, err := i.addressed(ctx, store, address)
	if err != nil {
		return Snapshot{}, nil, err
	}
	roles, err := notYetHeldBy(ctx, store, limits, s.At, addressed.Addressee, i.Scope, i.RolesAt(s.At))
	return addressed, roles, err
}

// addressed returns the snapshot of the invitation's scope for an address. It refuses an
// account that has been deleted.
func (i Invitation) addressed(ctx context.Context, store SnapshotReader, address Address) (Snapshot, error) {
	snapshot, err := store.Snapshot(ctx, SnapshotQuery{Scope: i.Scope, Address: &address})
	if err == nil && i.Scope.Account != "" && snapshot.Account == nil {
		return Snapshot{}, errNotFound()
	}
	return snapshot, err
}

// resendable returns a refusal unless the invitation is pending, expired or declined.
func (i Invitation) resendable(now time.Time) error {
	err := i.requirePending(now)
	if kind := KindOf(err); err != nil && kind != InvitationExpired && kind != InvitationDeclined {
		return err
	}
	return nil
}

// resent returns the next attempt of the invitation.
func (i Invitation) resent(inviter Person, roles []RoleID, seed Seed, now time.Time) Invitation {
	now = now.UTC().Truncate(time.Second)
	i.Status, i.Inviter, i.Roles, i.Ends = Pending, inviter, roles, i.Ends.Of(roles)
	if seed != "" {
		all := append([]string{i.resendID(seed)}, i.ResendIDs...)
		i.ResendIDs = all[:min(len(all), resendIDsKept)]
	}
	i.Version++
	i.Attempt++
	i.QueuedAt, i.ExpiresAt, i.ClosedAt, i.KeptUntil = now, now.Add(OpenFor), time.Time{}, time.Time{}
	i.Delivery, i.TokenHashes = Delivery{Status: Queued, At: now}, nil
	i.ReminderClaimedAt, i.RemindedAt = time.Time{}, time.Time{}
	i.RenewalRequestedAt, i.Notice = time.Time{}, Notice{}
	return i
}
