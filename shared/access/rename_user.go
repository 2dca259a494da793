package access

import (
	"context"
	"errors"
)

// RenameUserStore is what [RenameUser] reads and writes.
type RenameUserStore interface {
	SnapshotReader
	UserReader
	MembershipReader
	UserRenamer
	UserRelinker
}

// RenameUser changes a user's own name. The identity provider keeps the name that it has.
// Events, grants and invitations keep the name of their time.
type RenameUser struct {
	Store RenameUserStore
	Now   Clock

	precondition Precondition
}

// If returns a RenameUser that requires a version of the user.
func (c RenameUser) If(p Precondition) RenameUser {
	c.precondition = p
	return c
}

// RenameUserRequest has the new names. A nil field stays as it is.
type RenameUserRequest struct{ FirstName, LastName *string }

// renamedAtOnce is the number of organisations in which one request renames a user.
const renamedAtOnce = 200

// Do renames the user everywhere and returns them: first the user, and then each membership,
// as lists show it, with its event. If the user has more than renamedAtOnce memberships, or
// Do fails half-way, it can be repeated: it continues with the memberships that are left. A
// membership that the user is given at the same time may keep the old name until the next
// change of the name.
func (c RenameUser) Do(ctx context.Context, caller UserID, r RenameUserRequest) (User, error) {
	if err := r.validate(); err != nil {
		return User{}, err
	}
	var user User
	err := RetryStale(ctx, func(ctx context.Context) error {
		stored, err := orNotFound(c.Store.User(ctx, caller))
		if err != nil {
			return err
		}
		if err := c.precondition.check(stored.VersionTag()); err != nil {
			return err
		}
		if user = r.of(stored); user == stored {
			return nil
		}
		return c.Store.RenameUser(ctx, stored, user)
	})
	if err != nil {
		return User{}, err
	}
	memberships, err := c.Store.Memberships(ctx, caller)
	if err != nil {
		return User{}, err
	}
	left := renamedAtOnce
	for _, m := range memberships {
		if m.User.FirstName == user.FirstName && m.User.LastName == user.LastName {
			continue
		}
		if left--; left < 0 {
			return User{}, &Error{Kind: Unavailable, Detail: "Your name is changed in many organisations. Try again to continue."}
		}
		if err := c.rename(ctx, caller, m.Organisation); err != nil {
			return User{}, err
		}
	}
	return user, nil
}

// validate checks the fields, before anything is read.
func (r RenameUserRequest) validate() error {
	if r.FirstName == nil && r.LastName == nil {
		return Refuse(Invalid, "There is nothing to change. Send firstName or lastName.")
	}
	var wrong fieldErrors
	if r.FirstName != nil {
		wrong.check("firstName", requireName(*r.FirstName))
	}
	if r.LastName != nil {
		wrong.check("lastName", checkName(*r.LastName))
	}
	return wrong.err()
}

// of returns a user with the new names.
func (r RenameUserRequest) of(user User) User {
	if r.FirstName != nil {
		user.FirstName = *r.FirstName
	}
	if r.LastName != nil {
		user.LastName = *r.LastName
	}
	return user
}

// rename gives the user's membership of one organisation the name that the user has by now:
// another request may have changed it again.
func (c RenameUser) rename(ctx context.Context, id UserID, organisation OrganisationID) error {
	return RetryStale(ctx, func(ctx context.Context) error {
		user, err := c.Store.User(ctx, id)
		if err != nil {
			return err
		}
		snapshot, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: Scope{Organisation: organisation}, Users: []UserID{id}})
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		before := snapshot.Access[user.ID].Direct
		if len(before.Grants) == 0 {
			return nil
		}
		after := before
		after.User.FirstName, after.User.LastName = user.FirstName, user.LastName
		if after.User == before.User {
			return nil
		}
		after.Version, after.ChangedAt = NewID(), before.nextChange(c.Now())
		event := accessEvent(EventUserRenamed, before, after, Scope{Organisation: organisation}, snapshot.names(), after.ChangedAt, before.User.Party())
		return c.Store.MoveMembership(ctx, MembershipMove{From: before, After: after, Events: []Event{event}, Deletion: snapshot.Organisation.Deletion})
	})
}
