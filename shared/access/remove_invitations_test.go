package access_test

import (
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestRemoveOfWhoIsInvitedHigher revokes an invitation that the caller could not
// revoke alone: whoever is removed does not come back with it.
func TestRemoveOfWhoIsInvitedHigher(t *testing.T) {
	w := fixture.InMemory(t)
	group, chief := w.Organisation("chief", true)
	groupAdmin := w.Member(whole(group), "group-admin", organisationAdmin)
	ada := w.Member(whole(group), "ada", viewer)
	invitation := w.Invited(chief, whole(group), "ada", partnerAdmin)
	secret := w.Token(invitation.ID)
	w.WantRefusal("the revocation alone", w.Revoke().Do(t.Context(), groupAdmin.ID(), group.ID, invitation.ID), access.RoleNotAllowed)

	removed, err := w.TryRemove(groupAdmin, whole(group), ada)
	w.Must(err)
	if !slices.Equal(removed.Revoked, []access.InvitationID{invitation.ID}) || w.HeldRoles(ada, group) != "" {
		t.Errorf("removed %+v, holds %q", removed, w.HeldRoles(ada, group))
	}
	_, err = w.Accept().Do(t.Context(), ada, invitation.ID, secret)
	w.WantRefusal("acceptance", err, access.InvitationRevoked)
	events := w.EventsOfType(group, access.EventInvitationRevoked)
	if len(events) != 1 || events[0].Actor.ID != groupAdmin.ID() || events[0].Invitation != invitation.ID {
		t.Errorf("on record: %+v", events)
	}
}

// TestRemoveOfWhoHoldsMore is refused: a removal needs authority over every role
// that is held.
func TestRemoveOfWhoHoldsMore(t *testing.T) {
	w := fixture.InMemory(t)
	group, chief := w.Organisation("chief", true)
	groupAdmin := w.Member(whole(group), "group-admin", organisationAdmin)
	ada := w.Member(whole(group), "ada", viewer, partnerAdmin)
	invitation := w.Invited(chief, whole(group), "ada", biller)
	_, err := w.TryRemove(groupAdmin, whole(group), ada)
	w.WantRefusal("removal", err, access.RoleNotAllowed)
	if w.Invitation(invitation.ID).Status != access.Pending {
		t.Error("a refused removal revoked an invitation")
	}
}
