package access_test

import (
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestImmediateEffectOfRemoval checks that after a removal every request is
// answered as for an unknown organisation, word for word.
func TestImmediateEffectOfRemoval(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	shop := f.Account(group, "Shop")
	ada := f.Member(fixture.Whole(group), "ada", fixture.PartnerAdmin, fixture.OrganisationAdmin)
	f.Member(fixture.ScopeOf(shop), "ada", fixture.AccountAdmin)
	eve := f.Member(fixture.Whole(group), "eve", fixture.Viewer)
	open := f.Invited(ada, fixture.Whole(group), "open", fixture.Viewer)
	for _, request := range fixture.Requests {
		if err := request.Try(f, fixture.Request{By: ada, Organisation: group.ID, User: eve.ID(), Invitation: open.ID}); access.KindOf(err) == access.NotFound && err != nil {
			t.Errorf("before the removal, %s: %v", request.Name, err)
		}
	}
	_, err := f.Remove().Do(t.Context(), chief.ID(), fixture.Whole(group), ada.ID())
	f.Must(err)
	for _, request := range fixture.Requests {
		never := request.Try(f, fixture.Request{By: ada, Organisation: "never-was", User: "nobody", Invitation: "no-invitation"})
		for _, account := range []access.AccountID{"", shop.ID, "nowhere"} {
			err := request.Try(f, fixture.Request{By: ada, Organisation: group.ID, Account: account, User: chief.ID(), Invitation: open.ID})
			if err == nil || err.Error() != never.Error() || access.KindOf(err) != access.NotFound {
				t.Errorf("%s, of account %q: %v, want %v", request.Name, account, err, never)
			}
		}
	}
	if shown := listedOrganisations(f, ada, 10); len(shown) > 0 {
		t.Errorf("still sees %q", shown)
	}
}

// TestIDsOfAnotherTenant checks that the administrator of one organisation reaches
// nothing of another by its ids.
func TestIDsOfAnotherTenant(t *testing.T) {
	f := fixture.InMemory(t)
	mine, admin := f.Organisation("admin", true)
	theirs, victim := f.Organisation("victim", true)
	shop := f.Account(theirs, "Shop")
	open := f.Invited(victim, fixture.Whole(theirs), "open", fixture.Viewer)
	before, held := len(f.Events(theirs)), f.HeldRoles(victim, theirs)
	for _, request := range fixture.Requests {
		never := request.Try(f, fixture.Request{By: admin, Organisation: mine.ID, Account: "no-account", User: "nobody", Invitation: "no-invitation"})
		err := request.Try(f, fixture.Request{By: admin, Organisation: mine.ID, Account: shop.ID, User: victim.ID(), Invitation: open.ID})
		switch request.Name {
		case "organisation", "events", "repetition of an answer", "create an organisation", "create an account":
			continue // these have no id but the organisation's
		case "batch", "dry run of a batch":
			continue // the outcome is in the row: see TestBatchHasAnOutcomeForEachRow
		}
		if err == nil || err.Error() != never.Error() || access.KindOf(err) != access.NotFound {
			t.Errorf("%s: %v, want %v", request.Name, err, never)
		}
		f.WantRefusal(request.Name+", by name", request.Try(f, fixture.Request{By: admin, Organisation: theirs.ID, Account: shop.ID, User: victim.ID(), Invitation: open.ID}), access.NotFound)
	}
	if after := len(f.Events(theirs)); after != before || f.HeldRoles(victim, theirs) != held || f.Invitation(open.ID).Status != access.Pending {
		t.Error("something of the other tenant changed")
	}
}

// TestImpossibleIDs checks that impossible ids are answered like unknown ones.
func TestImpossibleIDs(t *testing.T) {
	f := fixture.InMemory(t)
	mine, admin := f.Organisation("admin", true)
	for _, id := range []string{"", "#", "|", "../x", "%23", "a b", "\x00", "ø", strings.Repeat("x", 2048)} {
		for _, request := range fixture.Requests {
			f.WantRefusal(request.Name+" of organisation "+id, request.Try(f, fixture.Request{By: admin, Organisation: access.OrganisationID(id), User: admin.ID(), Invitation: "x"}), access.NotFound)
			if slices.Contains([]string{"permission", "invitation", "update an invitation", "resend", "confirm an acceptance", "decline an acceptance", "edit", "revoke", "remove", "preview of a removal"}, request.Name) {
				f.WantRefusal(request.Name+" of "+id, request.Try(f, fixture.Request{By: admin, Organisation: mine.ID, User: access.UserID(id), Invitation: access.InvitationID(id)}), access.NotFound)
			}
			if id != "" && slices.Contains([]string{"permissions", "invitations", "invite", "remove", "preview of a removal"}, request.Name) {
				f.WantRefusal(request.Name+" of account "+id, request.Try(f, fixture.Request{By: admin, Organisation: mine.ID, Account: access.AccountID(id), User: admin.ID(), Invitation: "x"}), access.NotFound)
			}
		}
	}
}
