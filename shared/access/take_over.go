package access

import (
	"context"
	"time"
)

// TakeOverStore is what [TakeOver] reads and writes.
type TakeOverStore interface {
	SnapshotReader
	InvitationReader
	InvitationUpdater
}

// TakeOver makes an administrator the inviter of a pending invitation, for example because
// the inviter may no longer grant what it offers. The link stays valid, and no email is sent.
type TakeOver struct {
	Store TakeOverStore
	Roles Catalogue
	Now   Clock

	precondition Precondition
}

// If returns a TakeOver that requires a version of the invitation.
func (c TakeOver) If(p Precondition) TakeOver {
	c.precondition = p
	return c
}

// Do makes the caller the inviter and returns the invitation. The caller must be allowed to
// give every role that it offers. Do changes nothing if the caller is the inviter already,
// whatever the version, so that a request can be repeated.
func (c TakeOver) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID) (Invitation, error) {
	var after Invitation
	err := RetryStale(ctx, func(ctx context.Context) error {
		before, snapshot, err := loadInvitation(ctx, c.Store, c.Now, caller, organisation, id)
		if err != nil {
			return err
		}
		if _, err := snapshot.mayGive(c.Roles, caller, before.Scope.Account, before.offersAt(snapshot.At)); err != nil {
			return err
		}
		own := before.Inviter.ID == caller
		if err := c.precondition.check(before.VersionTag()); err != nil && !own {
			return err
		}
		if err := before.requireOffered(snapshot.At); err != nil {
			return err
		}
		if after = before; own {
			return nil
		}
		now, inviter := c.Now().UTC(), snapshot.Access[caller].party()
		after.Inviter, after.Version = inviter.Person, before.Version+1
		return c.Store.UpdateInvitation(ctx, InvitationUpdate{Before: before, After: after, At: now, Event: after.Event(EventInvitationTakenOver, now, inviter)})
	})
	if err != nil {
		return Invitation{}, err
	}
	return after, nil
}

// requireOffered refuses an invitation that is not pending or whose roles have all ended.
func (i Invitation) requireOffered(now time.Time) error {
	if err := i.requirePending(now); err != nil {
		return err
	}
	return i.requireRole(now)
}
