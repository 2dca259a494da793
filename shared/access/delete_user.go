package access

import (
	"context"
	"errors"
)

// DeleteUserStore is what [DeleteUser] reads and writes.
type DeleteUserStore interface {
	SnapshotReader
	UserReader
	MembershipReader
	OfferReader
	InvitationCloser
	MembershipChanger
	UserDeleter
}

// DeleteUser deletes a user for good, on request: every grant, then the identity,
// then the user. It is an operator's, asks nobody, and can be repeated when it
// broke off.
type DeleteUser struct {
	Store      DeleteUserStore
	Identities Identities
	Now        Clock
}

// Do deletes. A user who is not there is not found.
func (c DeleteUser) Do(ctx context.Context, id UserID) (User, error) {
	if !ValidID(string(id)) {
		return User{}, errNotFound()
	}
	var user User
	err := RetryStale(ctx, func() error {
		var err error
		if user, err = orNotFound(c.Store.User(ctx, id)); err != nil {
			return err
		}
		memberships, err := c.Store.Memberships(ctx, id)
		if err != nil {
			return err
		}
		for _, membership := range memberships {
			if err := c.remove(ctx, membership); err != nil {
				return err
			}
		}
		if err := c.Identities.Delete(ctx, user.Subject); err != nil {
			return err
		}
		return c.Store.DeleteUser(ctx, user)
	})
	return user, err
}

func (c DeleteUser) remove(ctx context.Context, membership Membership) error {
	scope := Scope{Organisation: membership.Organisation}
	err := RetryStale(ctx, func() error {
		snapshot, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: scope, Users: []UserID{membership.User.ID}})
		if err != nil {
			return err
		}
		before := snapshot.Access[membership.User.ID].Direct
		if len(before.Grants) == 0 {
			return nil
		}
		now := c.Now().UTC()
		after := Membership{User: before.User, Organisation: membership.Organisation}
		removal := MembershipChange{Before: before, After: after, At: now, AllowNoAdmin: true,
			Event: accessEvent(EventAccessRemoved, before, after, scope, snapshot.names(), now, Operator)}
		if err := removal.revokeOffers(ctx, c.Store, Operator, func(Invitation) bool { return true }); err != nil {
			return err
		}
		if len(removal.Revocations) > MaxRevocations {
			_, err := revokeFirst(ctx, c.Store, removal)
			return err
		}
		return c.Store.ChangeMembership(ctx, removal)
	})
	if errors.Is(err, ErrNone) {
		return nil
	}
	return err
}
