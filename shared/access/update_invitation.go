package access

import (
	"context"
	"maps"
)

// UpdateInvitationStore is what [UpdateInvitation] reads and writes.
type UpdateInvitationStore interface {
	SnapshotReader
	InvitationReader
	InvitationUpdater
}

// UpdateInvitation changes the roles, the names, the return URL and the metadata of a
// pending invitation.
type UpdateInvitation struct {
	Store         UpdateInvitationStore
	Roles         Catalogue
	Limits        Limits
	ReturnOrigins ReturnOrigins
	Now           Clock

	precondition Precondition
}

// If returns an UpdateInvitation that requires a version of the invitation.
func (c UpdateInvitation) If(p Precondition) UpdateInvitation {
	c.precondition = p
	return c
}

// UpdateInvitationRequest has the new values. A nil field stays as it is. An empty
// return URL or an empty map removes what the invitation has.
type UpdateInvitationRequest struct {
	Roles               []RoleID
	Ends                Ends // of Roles; without them it is not read
	FirstName, LastName *string
	ReturnURL           *string
	Metadata            Metadata
}

// Do updates the invitation and returns it. The caller must govern the roles that it
// offered, and be allowed to give the new ones. Roles that the invitee already holds
// are left out. A caller who changes the roles becomes the inviter.
func (c UpdateInvitation) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID, r UpdateInvitationRequest) (Invitation, error) {
	if err := c.validate(&r); err != nil {
		return Invitation{}, err
	}
	var after Invitation
	err := RetryStale(ctx, func(ctx context.Context) error {
		before, snapshot, err := loadPending(ctx, c.Store, caller, organisation, id, c.precondition, c.Now)
		if err != nil {
			return err
		}
		now := c.Now().UTC()
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
	if r.Roles != nil && !sameOffers(offersOf(r.Roles, r.Ends, before.Scope.Account), before.offers()) {
		var wrong fieldErrors
		if checkEnds(&wrong, r.Roles, r.Ends, snapshot.At); wrong != nil {
			return Invitation{}, wrong.err()
		}
		if _, err := snapshot.mayGive(c.Roles, caller, before.Scope.Account, offersOf(r.Roles, r.Ends, before.Scope.Account)); err != nil {
			return Invitation{}, err
		}
		roles, err := notYetHeld(ctx, c.Store, c.Limits, snapshot.At, before.Scope, before.Email, r.Roles)
		if err != nil {
			return Invitation{}, err
		}
		after.Roles, after.Ends = roles, r.Ends.Of(roles)
		if !sameOffers(after.offers(), before.offers()) {
			after.Inviter, after.Version = snapshot.Access[caller].party().Person, before.Version+1
		}
	}
	for _, text := range []struct {
		value *string
		of    *string
	}{{r.FirstName, &after.FirstName}, {r.LastName, &after.LastName}, {r.ReturnURL, &after.ReturnURL}} {
		if text.value != nil && *text.value != *text.of {
			*text.of, after.Version = *text.value, before.Version+1
		}
	}
	if r.Metadata != nil && !maps.Equal(r.Metadata, before.Metadata) {
		after.Metadata, after.Version = r.Metadata, before.Version+1
	}
	return after, nil
}

// validate returns an error that names every invalid field. It replaces the return URL
// by the form that is stored.
func (c UpdateInvitation) validate(r *UpdateInvitationRequest) error {
	var wrong fieldErrors
	if r.Roles == nil && r.FirstName == nil && r.LastName == nil && r.ReturnURL == nil && r.Metadata == nil {
		return Refuse(Invalid, "There is nothing to change. Send roles, firstName, lastName, returnUrl or metadata.")
	}
	if r.Roles != nil {
		checkRoles(&wrong, c.Roles, r.Roles, c.Limits.Roles)
		r.Ends = r.Ends.wholeSeconds()
	}
	if r.FirstName != nil {
		wrong.check("firstName", checkName(*r.FirstName))
	}
	if r.LastName != nil {
		wrong.check("lastName", checkName(*r.LastName))
	}
	if r.ReturnURL != nil {
		returnURL, err := c.ReturnOrigins.parse(*r.ReturnURL)
		wrong.check("returnUrl", err)
		r.ReturnURL = &returnURL
	}
	wrong.check("metadata", r.Metadata.check())
	return wrong.err()
}
