package access_test

import (
	"slices"
	"testing"

	"admit/shared/access"
)

// TestRemoveOfWhoIsInvitedHigher revokes an invitation that the caller could not
// revoke alone: whoever is removed does not come back with it.
func TestRemoveOfWhoIsInvitedHigher(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	groupAdmin := w.member(whole(group), "group-admin", organisationAdmin)
	ada := w.member(whole(group), "ada", viewer)
	invitation := w.invited(chief, whole(group), "ada", partnerAdmin)
	secret := w.secret(invitation.ID)
	w.refused("the revocation alone", w.revoke().Do(t.Context(), groupAdmin.ID(), group.ID, invitation.ID), access.RoleNotAllowed)

	removed, err := w.removes(groupAdmin, whole(group), ada)
	w.must(err)
	if !slices.Equal(removed.Revoked, []access.InvitationID{invitation.ID}) || w.held(ada, group) != "" {
		t.Errorf("removed %+v, holds %q", removed, w.held(ada, group))
	}
	_, err = w.accept().Do(t.Context(), ada, invitation.ID, secret)
	w.refused("acceptance", err, access.InvitationRevoked)
	records := w.recorded(group, access.InvitationWithdrawn)
	if len(records) != 1 || records[0].Actor.ID != groupAdmin.ID() || records[0].Invitation != invitation.ID {
		t.Errorf("on record: %+v", records)
	}
}

// TestRemoveOfWhoHoldsMore is refused: a removal needs authority over every role
// that is held.
func TestRemoveOfWhoHoldsMore(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	groupAdmin := w.member(whole(group), "group-admin", organisationAdmin)
	ada := w.member(whole(group), "ada", viewer, partnerAdmin)
	invitation := w.invited(chief, whole(group), "ada", biller)
	_, err := w.removes(groupAdmin, whole(group), ada)
	w.refused("removal", err, access.RoleNotAllowed)
	if w.invitation(invitation.ID).Status != access.Pending {
		t.Error("a refused removal revoked an invitation")
	}
}
