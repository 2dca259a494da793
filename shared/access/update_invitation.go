package access

import (
	"context"
	"slices"
)

// UpdateInvitationStore is what [UpdateInvitation] reads and writes.
type UpdateInvitationStore interface {
	SnapshotReader
	InvitationReader
	InvitationUpdater
}

// UpdateInvitation changes the roles and the names of a pending invitation.
type UpdateInvitation struct {
	Store  UpdateInvitationStore
	Roles  Catalogue
	Limits Limits
	Now    Clock

	precondition Precondition
}

// If returns an UpdateInvitation that requires a version of the invitation.
func (c UpdateInvitation) If(p Precondition) UpdateInvitation {
	c.precondition = p
	return c
}

// UpdateInvitationRequest has the new values. A nil field stays as it is.
type UpdateInvitationRequest struct {
	Roles               []RoleID
	FirstName, LastName *string
}

// Do updates the invitation and returns it. The caller must govern the roles that it
// offered, and be allowed to give the new ones. Roles that the invitee already holds
// are left out. A caller who changes the roles becomes the inviter.
func (c UpdateInvitation) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID, r UpdateInvitationRequest) (Invitation, error) {
	if err := r.validate(c.Roles, c.Limits); err != nil {
		return Invitation{}, err
	}
	var after Invitation
	err := RetryStale(ctx, func(ctx context.Context) error {
		before, snapshot, err := loadInvitation(ctx, c.Store, caller, organisation, id)
		if err != nil {
			return err
		}
		if _, err := snapshot.mayTake(caller, before.Scope.Account, before.Roles...); err != nil {
			return err
		}
		if err := c.precondition.check(before.VersionTag()); err != nil {
			return err
		}
		now := c.Now().UTC()
		if err := before.requirePending(now); err != nil {
			return err
		}
		if after, err = c.updated(ctx, snapshot, caller, before, r); err != nil || after.Version == before.Version {
			return err
		}
		event := after.Event(EventInvitationUpdated, now, snapshot.Access[caller].party())
		event.Before = before.offers()
		return c.Store.UpdateInvitation(ctx, InvitationUpdate{Before: before, After: after, At: now, Event: event})
	})
	if err != nil {
		return Invitation{}, err
	}
	return after, nil
}

// updated returns the invitation with the changes. If nothing changes, the version
// stays the same.
func (c UpdateInvitation) updated(ctx context.Context, snapshot Snapshot, caller UserID, before Invitation, r UpdateInvitationRequest) (Invitation, error) {
	after := before
	if r.Roles != nil && !sameRoles(r.Roles, before.Roles) {
		if _, err := snapshot.mayGive(c.Roles, caller, before.Scope.Account, r.Roles); err != nil {
			return Invitation{}, err
		}
		roles, err := notYetHeld(ctx, c.Store, c.Limits, before.Scope, before.Email, r.Roles)
		if err != nil {
			return Invitation{}, err
		}
		if !sameRoles(roles, before.Roles) {
			after.Roles, after.Inviter, after.Version = roles, snapshot.Access[caller].party().Person, before.Version+1
		}
	}
	if r.FirstName != nil && *r.FirstName != before.FirstName {
		after.FirstName, after.Version = *r.FirstName, before.Version+1
	}
	if r.LastName != nil && *r.LastName != before.LastName {
		after.LastName, after.Version = *r.LastName, before.Version+1
	}
	return after, nil
}

// sameRoles reports whether two lists have the same roles, in any order.
func sameRoles(a, b []RoleID) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// validate returns an error that names every invalid field.
func (r UpdateInvitationRequest) validate(catalogue Catalogue, limits Limits) error {
	var wrong fieldErrors
	if r.Roles == nil && r.FirstName == nil && r.LastName == nil {
		return Refuse(Invalid, "There is nothing to change. Send roles, firstName or lastName.")
	}
	if r.Roles != nil {
		checkRoles(&wrong, catalogue, r.Roles, limits.Roles)
	}
	if r.FirstName != nil {
		wrong.check("firstName", checkName(*r.FirstName))
	}
	if r.LastName != nil {
		wrong.check("lastName", checkName(*r.LastName))
	}
	return wrong.err()
}
