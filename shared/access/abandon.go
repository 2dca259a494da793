package access

import (
	"context"
	"errors"
	"slices"
)

// abandoned reports whether nobody signs in as a user with their address any more: the
// directory has no identity of the address, or that of somebody else. A registration that
// broke off may have left the latter.
func abandoned(ctx context.Context, directory Directory, address Address, user UserID) (bool, error) {
	identity, err := directory.Find(ctx, address)
	if errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return err == nil && identity.User() != user, err
}

// abandonStore is what [freeIfAbandoned] reads and writes.
type abandonStore interface {
	MembershipLister
	AddressFreer
}

// freeIfAbandoned frees the address of an abandoned user and returns ErrStale, because
// what was read of the address no longer holds. It returns nil for any other user. The
// person with the address then becomes another user. What the abandoned user holds stays
// with that user: an administrator removes it, or an operator moves it; see [Relink].
// Without a directory nobody can tell whether a user is abandoned. The address of somebody
// who is suspended stays taken: as another user the person would not be suspended.
func freeIfAbandoned(ctx context.Context, store abandonStore, directory Directory, address Address, holder User) error {
	if directory == nil {
		return nil
	}
	is, err := abandoned(ctx, directory, address, holder.ID)
	if err != nil || !is {
		return err
	}
	if suspended, err := maybeSuspended(ctx, store, holder.ID); err != nil || suspended {
		return err
	}
	if err := store.FreeAddress(ctx, holder); err != nil {
		return err // ErrStale if somebody else has freed it
	}
	return ErrStale
}

// maxAbandoned is the number of memberships that an abandoned user may have.
const maxAbandoned = 100

// maybeSuspended reports whether a user is suspended anywhere. It reads maxAbandoned
// memberships, and says so of everybody who has more.
func maybeSuspended(ctx context.Context, store MembershipLister, user UserID) (bool, error) {
	held, err := store.MembershipsAfter(ctx, user, "", maxAbandoned)
	return held.Next != "" || slices.ContainsFunc(held.Items, func(m Membership) bool { return m.Suspended }), err
}
