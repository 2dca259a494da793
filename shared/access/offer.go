package access

import (
	"context"
	"errors"
	"slices"
	"time"
)

// offerStore is what [resolveOffer] reads and writes.
type offerStore interface {
	OfferReader
	InvitationExpirer
	SlotReleaser
}

// resolveOffer returns the error that the outcome of an offer's write means for the
// caller. It returns ErrStale when the caller should try again: it has made room, or
// has set offer.Expired so that the next write replaces the expired invitation.
func resolveOffer(ctx context.Context, store offerStore, outcome error, offer *Offer, now time.Time) error {
	if limit, ok := errors.AsType[*LimitError](outcome); ok {
		return closeExpired(ctx, store, limit, *offer, now)
	}
	if !errors.Is(outcome, ErrStale) {
		return outcome
	}
	conflict, err := conflicting(ctx, store, offer.Invitation)
	switch {
	case errors.Is(err, ErrNotFound):
		offer.Expired = nil
		if err := store.ReleaseSlot(ctx, offer.Invitation.Scope, offer.Invitation.Email); err != nil {
			return err
		}
		return ErrStale
	case err != nil:
		return err
	case conflict.StatusAt(now) == Pending:
		return errPending(conflict)
	}
	closure := conflict.closure(Expired, now, nil, System)
	offer.Expired = &closure
	return ErrStale
}

// conflicting returns the other invitation to the same address at the same scope
// that the store has as pending, or ErrNotFound. It may have expired.
func conflicting(ctx context.Context, store OfferReader, offered Invitation) (Invitation, error) {
	offers, err := store.Offers(ctx, offered.Scope.Organisation, offered.Email)
	if err != nil {
		return Invitation{}, err
	}
	for _, other := range offers {
		if other.Scope == offered.Scope && other.ID != offered.ID {
			return other, nil
		}
	}
	return Invitation{}, ErrNotFound
}

func errPending(conflict Invitation) error {
	return &Error{Kind: InvitationPending, Invitation: conflict.ID, Detail: "This address already has an open invitation here."}
}

// expiredAtOnce is how many expired invitations are closed at once to make room.
const expiredAtOnce = 25

// closeExpired makes room when the limit of open invitations is reached: it closes
// expired invitations, which still count as open. It returns ErrStale if it has
// made room. For every other limit, and if nothing has expired, it returns the
// refusal.
func closeExpired(ctx context.Context, store offerStore, limit *LimitError, offer Offer, now time.Time) error {
	refusal := limit.refusal(offer, now)
	if limit.Limit != LimitOpen {
		return refusal
	}
	expired, err := store.ExpiredOffers(ctx, offer.Invitation.Scope.Organisation, now, expiredAtOnce)
	if err != nil {
		return err
	}
	for _, i := range expired.Invitations {
		if err := store.Expire(ctx, i.closure(Expired, now, nil, System)); err != nil && !errors.Is(err, ErrStale) {
			return err
		}
	}
	if len(expired.Invitations)+expired.Released == 0 {
		return refusal
	}
	return ErrStale
}

// notYetHeld returns those of the roles that the person with the address does not
// hold directly at the scope at a time. It refuses if they hold all of them, or if they
// would hold too many grants.
func notYetHeld(ctx context.Context, store SnapshotReader, limits Limits, now time.Time, scope Scope, address Address, roles []RoleID) ([]RoleID, error) {
	snapshot, err := store.Snapshot(ctx, SnapshotQuery{Scope: scope, Address: &address})
	if err != nil {
		return nil, err
	}
	return notYetHeldBy(ctx, store, limits, now, snapshot.Addressee, scope, roles)
}

// notYetHeldBy is notYetHeld for a user. An empty user id means that nobody has the
// address.
func notYetHeldBy(ctx context.Context, store SnapshotReader, limits Limits, now time.Time, user UserID, scope Scope, roles []RoleID) ([]RoleID, error) {
	if user == "" {
		return roles, nil
	}
	snapshot, err := store.Snapshot(ctx, SnapshotQuery{Scope: scope, Users: []UserID{user}})
	if err != nil {
		return nil, err
	}
	membership := snapshot.Access[user].Direct.without(func(g Grant) bool { return g.EndedAt(now) })
	missing := slices.DeleteFunc(slices.Clone(roles), func(role RoleID) bool { return membership.Holds(role, scope) })
	if len(missing) == 0 {
		return nil, Refuse(AlreadyGranted, "This person already has all of these roles.")
	}
	if len(membership.Grants)+len(missing) > limits.Grants {
		return nil, errTooManyGrants(limits)
	}
	return missing, nil
}

func errTooManyGrants(limits Limits) error {
	return Refuse(LimitReached, "A person can have at most %d roles in an organisation.", limits.Grants)
}
