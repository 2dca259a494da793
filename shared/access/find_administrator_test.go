package access_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// The inviter is told as long as they may give what the invitation offers, and then the
// nearest administrator who may.
func TestWhoIsToldAboutAnInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	group, partner := f.Organisation("partner", true)
	company := f.CreateBelow(partner, group, "Company", false)
	shop := f.Account(company, "Shop")
	admin := f.Member(fixture.Whole(company), "admin", fixture.OrganisationAdmin)
	keeper := f.Member(fixture.ScopeOf(shop), "keeper", fixture.AccountAdmin)
	inviter := f.Member(fixture.ScopeOf(shop), "inviter", fixture.AccountAdmin)
	f.Member(fixture.ScopeOf(f.Account(company, "Yard")), "elsewhere", fixture.AccountAdmin)
	f.Member(fixture.ScopeOf(shop), "aaa-viewer", fixture.Viewer)
	invitation := f.Invited(inviter, fixture.ScopeOf(shop), "ada", fixture.Viewer)
	whole := f.Invited(admin, fixture.Whole(company), "ada", fixture.Viewer)

	want := func(what string, i access.Invitation, name string) {
		t.Helper()
		found, err := access.FindAdministrator{Store: f.Store, Roles: f.Roles, Now: f.Now}.Do(t.Context(), i)
		switch {
		case name == "" && !errors.Is(err, access.ErrNotFound):
			t.Errorf("%s: %+v (%v), want nobody", what, found, err)
		case name != "" && (err != nil || found.Email.String() != fixture.Mailbox(name)):
			t.Errorf("%s: %+v (%v), want %s", what, found, err, name)
		}
	}
	remove := func(o access.Scope, user access.Caller) {
		t.Helper()
		_, err := f.TryRemove(partner, o, user)
		f.Must(err)
	}
	want("the inviter", invitation, "inviter")
	soon := f.Now().Add(time.Hour)
	f.EditRoles(admin, company, inviter, access.ScopedRole{Role: access.AccountAdmin, Account: shop.ID, Until: soon.Add(time.Hour)})
	want("an inviter whose role ends before what they offered", invitation, "keeper")
	ending := invitation
	ending.Ends = access.Ends{fixture.Viewer: soon}
	want("an inviter whose role ends after what they offered", ending, "inviter")
	ended := invitation
	ended.Roles, ended.Ends = []access.RoleID{fixture.Viewer, access.OrganisationAdmin}, access.Ends{fixture.Viewer: soon, access.OrganisationAdmin: f.Now()}
	want("an inviter of a role that has ended and is above theirs", ended, "inviter")
	unknown := invitation
	unknown.Roles = []access.RoleID{"gone"}
	want("a role that the catalogue does not have any more", unknown, "")
	_, _, err := f.Suspend().Do(t.Context(), admin.ID(), company.ID, inviter.ID(), true)
	f.Must(err)
	want("a suspended inviter", invitation, "keeper")
	remove(fixture.ScopeOf(shop), inviter)
	want("an inviter without the role", invitation, "keeper")
	remove(fixture.ScopeOf(shop), keeper)
	want("no Account Admin", invitation, "admin")
	remove(fixture.Whole(company), admin)
	want("no Organisation Admin", invitation, "partner")
	want("of the whole organisation", whole, "partner")

	byOperator := f.InvitedByOperator(fixture.Whole(group), "eve", access.PartnerOrganisationAdmin)
	want("an operator's", byOperator, "partner")
	lone, only := f.Organisation("only", false)
	orphan := f.Invited(only, fixture.Whole(lone), "ada", fixture.Viewer)
	before := f.InvitedByOperator(fixture.Whole(lone), "only", fixture.Viewer)
	f.Token(before.ID)
	f.TrackEvent(before, delivery.Event{Status: access.Complained, At: f.Now()})
	want("a suppressed address", orphan, "")
}

// TestNobodyIsToldAboutAnAccountThatIsGone checks that an invitation to an account that was
// deleted has no administrator, and that the inviter learns of one to another account.
func TestNobodyIsToldAboutAnAccountThatIsGone(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.ScopeOf(f.Account(organisation, "Shop")), "ada", fixture.Viewer)
	find := access.FindAdministrator{Store: f.Store, Roles: f.Roles, Now: f.Now}
	found, err := find.Do(t.Context(), i)
	if err != nil || found.Account == nil || found.Account.Name != "Shop" {
		t.Errorf("found %+v (%v)", found, err)
	}
	i.Scope.Account = "gone"
	if found, err := find.Do(t.Context(), i); !errors.Is(err, access.ErrNotFound) {
		t.Errorf("for an account that is gone: %+v (%v)", found, err)
	}
}
