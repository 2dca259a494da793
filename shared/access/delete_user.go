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

// DeleteUser deletes a user permanently: first all memberships, then the identity in
// Admit's own directory, then the user. Only operators use it. It asks for no
// confirmation. If it fails half-way, it can be repeated.
type DeleteUser struct {
	Store     DeleteUserStore
	Directory Directory // nil if the identities are not Admit's to delete
	Now       Clock
}

// Do deletes the user and returns what was stored of them. It returns a [NotFound]
// error if there is no such user. An organisation may lose its last administrator.
func (c DeleteUser) Do(ctx context.Context, id UserID) (User, error) {
	if !ValidID(string(id)) {
		return User{}, errNotFound()
	}
	var user User
	err := RetryStale(ctx, func(ctx context.Context) error {
		var err error
		if user, err = orNotFound(c.Store.User(ctx, id)); err != nil {
			return err
		}
		memberships, err := c.Store.Memberships(ctx, id)
		if err != nil {
			return err
		}
		for _, membership := range memberships {
			if err := removeByOperator(ctx, c.Store, c.Now, membership); err != nil {
				return err
			}
		}
		if err := c.deleteIdentity(ctx, user); err != nil {
			return err
		}
		return c.Store.DeleteUser(ctx, user)
	})
	return user, err
}

// deleteIdentity deletes the identity of a user if Admit has created it.
func (c DeleteUser) deleteIdentity(ctx context.Context, user User) error {
	if c.Directory == nil {
		return nil
	}
	return c.Directory.Delete(ctx, user.Subject)
}

// removeByOperator removes everything that a user holds in one organisation, and revokes
// the pending invitations to them there. The organisation may lose its last administrator.
func removeByOperator(ctx context.Context, store RemoveStore, clock Clock, membership Membership) error {
	scope := Scope{Organisation: membership.Organisation}
	err := RetryStale(ctx, func(ctx context.Context) error {
		snapshot, err := store.Snapshot(ctx, SnapshotQuery{Scope: scope, Users: []UserID{membership.User.ID}})
		if err != nil {
			return err
		}
		before := snapshot.Access[membership.User.ID].Direct
		if len(before.Grants) == 0 {
			return nil
		}
		now := before.nextChange(clock())
		after := Membership{User: before.User, Organisation: membership.Organisation, ChangedAt: now}
		removal := MembershipChange{Before: before, After: after, At: now, AllowNoAdmin: true,
			Event: accessEvent(EventAccessRemoved, before, after, scope, snapshot.names(), now, Operator)}
		if err := removal.planRevocations(ctx, store, Operator, everyInvitation); err != nil {
			return err
		}
		_, err = removal.write(ctx, store)
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
