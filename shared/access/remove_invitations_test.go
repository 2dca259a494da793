package access_test

import (
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestRemoveRevokesInvitationBeyondCallersAuthority checks that a removal revokes
// an invitation that the caller could not revoke, because it would restore
// access.
func TestRemoveRevokesInvitationBeyondCallersAuthority(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(whole(group), "group-admin", organisationAdmin)
	ada := f.Member(whole(group), "ada", viewer)
	invitation := f.Invited(chief, whole(group), "ada", partnerAdmin)
	token := f.Token(invitation.ID)
	f.WantRefusal("the revocation alone", f.Revoke().Do(t.Context(), groupAdmin.ID(), group.ID, invitation.ID), access.RoleNotAllowed)

	removed, err := f.TryRemove(groupAdmin, whole(group), ada)
	f.Must(err)
	if !slices.Equal(removed.Revoked, []access.InvitationID{invitation.ID}) || f.HeldRoles(ada, group) != "" {
		t.Errorf("removed %+v, holds %q", removed, f.HeldRoles(ada, group))
	}
	_, err = f.Accept().Do(t.Context(), ada, invitation.ID, token)
	f.WantRefusal("acceptance", err, access.InvitationRevoked)
	events := f.EventsOfType(group, access.EventInvitationRevoked)
	if len(events) != 1 || events[0].Actor.ID != groupAdmin.ID() || events[0].Invitation != invitation.ID {
		t.Errorf("events: %+v", events)
	}
}

// TestRemoveNeedsAuthorityOverEveryRole checks that a removal needs authority
// over every role that is held.
func TestRemoveNeedsAuthorityOverEveryRole(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(whole(group), "group-admin", organisationAdmin)
	ada := f.Member(whole(group), "ada", viewer, partnerAdmin)
	invitation := f.Invited(chief, whole(group), "ada", biller)
	_, err := f.TryRemove(groupAdmin, whole(group), ada)
	f.WantRefusal("removal", err, access.RoleNotAllowed)
	if f.Invitation(invitation.ID).Status != access.Pending {
		t.Error("a refused removal revoked an invitation")
	}
}
