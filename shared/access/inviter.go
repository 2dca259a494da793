package access

import (
	"context"
	"errors"
	"slices"
	"time"
)

// inviterStore is what [inviter] reads and writes.
type inviterStore interface {
	SnapshotReader
	OfferReader
	InvitationExpirer
	SlotReleaser
}

// inviter is what inviting, resending and appointing have in common: writing an
// offer, and finding out what was in its way.
type inviter struct {
	store  inviterStore
	limits Limits
}

// resolve tells what the outcome of a write means for the offer. Where room was
// made for it, or can be made by the Lapsed of its next try, the answer is
// ErrStale.
func (o inviter) resolve(ctx context.Context, outcome error, offer *Offer, now time.Time) error {
	if limit, ok := errors.AsType[*LimitError](outcome); ok {
		return o.closeExpired(ctx, limit, *offer, now)
	}
	if !errors.Is(outcome, ErrStale) {
		return outcome
	}
	conflict, err := o.conflicting(ctx, offer.Invitation)
	switch {
	case errors.Is(err, ErrNone):
		offer.Expired = nil
		if err := o.store.ReleaseSlot(ctx, offer.Invitation.Scope, offer.Invitation.Email); err != nil {
			return err
		}
		return ErrStale
	case err != nil:
		return err
	case conflict.StatusAt(now) == Pending:
		return errPending(conflict)
	}
	lapsed := conflict.closure(Expired, now, nil, System)
	offer.Expired = &lapsed
	return ErrStale
}

// conflicting is another invitation in the place of an offer, or ErrNone.
func (o inviter) conflicting(ctx context.Context, wanted Invitation) (Invitation, error) {
	offers, err := o.store.Offers(ctx, wanted.Scope.Organisation, wanted.Email)
	if err != nil {
		return Invitation{}, err
	}
	for _, other := range offers.Pending {
		if other.Scope == wanted.Scope && other.ID != wanted.ID {
			return other, nil
		}
	}
	return Invitation{}, ErrNone
}

func errPending(conflict Invitation) error {
	return &Error{Kind: InvitationPending, Invitation: conflict.ID, Detail: "This address has an open invitation here already."}
}

// expiredAtOnce is how many lapsed invitations are closed to make room.
const expiredAtOnce = 25

// closeExpired closes invitations whose time is up, when open ones are too many and
// the lapsed still count among them. Where there is none, the limit stands.
func (o inviter) closeExpired(ctx context.Context, limit *LimitError, offer Offer, now time.Time) error {
	refusal := limit.refusal(offer, now)
	if limit.Limit != LimitOpen {
		return refusal
	}
	lapsed, err := o.store.ExpiredOffers(ctx, offer.Invitation.Scope.Organisation, now, expiredAtOnce)
	if err != nil {
		return err
	}
	for _, i := range lapsed.Invitations {
		if err := o.store.Expire(ctx, i.closure(Expired, now, nil, System)); err != nil && !errors.Is(err, ErrStale) {
			return err
		}
	}
	if len(lapsed.Invitations)+lapsed.Freed == 0 {
		return refusal
	}
	return ErrStale
}

// notYetHeld leaves of the roles those that whoever has the address does not hold
// at the scope. A person who lacks none needs no invitation.
func notYetHeld(ctx context.Context, store SnapshotReader, limits Limits, scope Scope, address Address, roles []RoleID) ([]RoleID, error) {
	snapshot, err := store.Snapshot(ctx, SnapshotQuery{Scope: scope, Address: &address})
	if err != nil {
		return nil, err
	}
	return notYetHeldBy(ctx, store, limits, snapshot.Addressee, scope, roles)
}

func notYetHeldBy(ctx context.Context, store SnapshotReader, limits Limits, user UserID, scope Scope, roles []RoleID) ([]RoleID, error) {
	if user == "" {
		return roles, nil
	}
	snapshot, err := store.Snapshot(ctx, SnapshotQuery{Scope: scope, Users: []UserID{user}})
	if err != nil {
		return nil, err
	}
	membership := snapshot.Access[user].Direct
	missing := slices.DeleteFunc(slices.Clone(roles), func(role RoleID) bool { return membership.Holds(role, scope) })
	if len(missing) == 0 {
		return nil, Refuse(AlreadyGranted, "This person holds all of these roles already.")
	}
	if len(membership.Grants)+len(missing) > limits.Grants {
		return nil, errTooManyGrants(limits)
	}
	return missing, nil
}

func errTooManyGrants(limits Limits) error {
	return Refuse(LimitReached, "One person may hold %d roles in an organisation at most.", limits.Grants)
}
