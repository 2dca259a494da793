package access_test

import (
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestRemoveRevokesInvitationBeyondCallersAuthority checks that a removal revokes
// an invitation that the caller could not revoke, because it would restore
// access.
func TestRemoveRevokesInvitationBeyondCallersAuthority(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(fixture.Whole(group), "group-admin", fixture.OrganisationAdmin)
	ada := f.Member(fixture.Whole(group), "ada", fixture.Viewer)
	invitation := f.Invited(chief, fixture.Whole(group), "ada", fixture.PartnerAdmin)
	token := f.Token(invitation.ID)
	f.WantRefusal("the revocation alone", f.Revoke().Do(t.Context(), groupAdmin.ID(), group.ID, invitation.ID), access.RoleNotAllowed)

	removed, err := f.TryRemove(groupAdmin, fixture.Whole(group), ada)
	f.Must(err)
	if !slices.Equal(removed.Revoked, []access.InvitationID{invitation.ID}) || f.HeldRoles(ada, group) != "" {
		t.Errorf("removed %+v, holds %q", removed, f.HeldRoles(ada, group))
	}
	_, err = f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
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
	groupAdmin := f.Member(fixture.Whole(group), "group-admin", fixture.OrganisationAdmin)
	ada := f.Member(fixture.Whole(group), "ada", fixture.Viewer, fixture.PartnerAdmin)
	invitation := f.Invited(chief, fixture.Whole(group), "ada", fixture.Biller)
	_, err := f.TryRemove(groupAdmin, fixture.Whole(group), ada)
	f.WantRefusal("removal", err, access.RoleNotAllowed)
	if f.Invitation(invitation.ID).Status != access.Pending {
		t.Error("a refused removal revoked an invitation")
	}
}

// TestRemoveLeavesInvitationsToOtherAccounts removes the last role of somebody from an
// account. An invitation to another account stays open, unless it would end a suspension.
func TestRemoveLeavesInvitationsToOtherAccounts(t *testing.T) {
	for name, c := range map[string]struct {
		suspended, holdsMore bool
		want                 access.Status
	}{
		"the last role":                          {false, false, access.Pending},
		"one of two":                             {false, true, access.Pending},
		"the last role of somebody suspended":    {true, false, access.Revoked},
		"one of two roles of somebody suspended": {true, true, access.Pending},
	} {
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		shop, yard := f.Account(organisation, "Shop"), f.Account(organisation, "Yard")
		ada := f.Member(fixture.ScopeOf(shop), "ada", fixture.Signer)
		if c.holdsMore {
			f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
		}
		invitation := f.Invited(admin, fixture.ScopeOf(yard), "ada", fixture.Signer)
		if c.suspended {
			f.Must(suspend(f, admin, organisation, ada, true))
		}
		_, err := f.TryRemove(admin, fixture.ScopeOf(shop), ada)
		f.Must(err)
		if got := f.Invitation(invitation.ID).Status; got != c.want {
			t.Errorf("%s: the invitation is %s, want %s", name, got, c.want)
		}
	}
}
