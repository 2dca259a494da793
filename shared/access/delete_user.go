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

// DeleteUser deletes a user permanently: first all memberships, then the identity,
// then the user. Only operators use it. It asks for no confirmation. If it fails
// half-way, it can be repeated.
type DeleteUser struct {
	Store      DeleteUserStore
	Identities Identities
	Now        Clock
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

// remove removes everything that the user holds in one organisation, and revokes
// the pending invitations to them there.
func (c DeleteUser) remove(ctx context.Context, membership Membership) error {
	scope := Scope{Organisation: membership.Organisation}
	err := RetryStale(ctx, func(ctx context.Context) error {
		snapshot, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: scope, Users: []UserID{membership.User.ID}})
		if err != nil {
			return err
		}
		before := snapshot.Access[membership.User.ID].Direct
		if len(before.Grants) == 0 {
			return nil
		}
		now := before.nextChange(c.Now())
		after := Membership{User: before.User, Organisation: membership.Organisation, ChangedAt: now}
		removal := MembershipChange{Before: before, After: after, At: now, AllowNoAdmin: true,
			Event: accessEvent(EventAccessRemoved, before, after, scope, snapshot.names(), now, Operator)}
		if err := removal.planRevocations(ctx, c.Store, Operator, func(Invitation) bool { return true }); err != nil {
			return err
		}
		if len(removal.Revocations) > MaxRevocations {
			_, err := revokeFirst(ctx, c.Store, removal)
			return err
		}
		return c.Store.ChangeMembership(ctx, removal)
	})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
