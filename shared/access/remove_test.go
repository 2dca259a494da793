package access_test

import (
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestRemoveFromOrganisation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	elsewhere, _ := f.Organisation("elsewhere", false)
	shop := f.Account(organisation, "Shop")
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	f.Member(fixture.ScopeOf(shop), "ada", fixture.AccountAdmin)
	f.Member(fixture.Whole(elsewhere), "ada", fixture.Biller)
	open := []access.InvitationID{f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Biller).ID, f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer).ID}
	outside := f.InvitedByOperator(fixture.Whole(elsewhere), "ada", fixture.Viewer)
	neighbour := f.Invited(admin, fixture.Whole(organisation), "ada.l", fixture.Biller)
	slices.Sort(open)

	removed, err := f.TryRemove(admin, fixture.Whole(organisation), ada)
	f.Must(err)
	if len(removed.Removed) != 3 || !slices.Equal(removed.Revoked, open) || len(removed.Remaining) != 0 {
		t.Errorf("removed %+v", removed)
	}
	if here, there := f.HeldRoles(ada, organisation), f.HeldRoles(ada, elsewhere); here != "" || there != string(fixture.Biller) {
		t.Errorf("holds %q here and %q elsewhere", here, there)
	}
	for id, want := range map[access.InvitationID]access.Status{open[0]: access.Revoked, open[1]: access.Revoked,
		outside.ID: access.Pending, neighbour.ID: access.Pending} {
		if got := f.Invitation(id).Status; got != want {
			t.Errorf("an invitation is %s, want %s", got, want)
		}
	}
	events := f.EventsOfType(organisation, access.EventAccessRemoved)
	if len(events) != 1 || events[0].Actor.ID != admin.ID() || events[0].Subject.ID != ada.ID() || len(events[0].Before) != 3 {
		t.Errorf("events: %+v", events)
	}
	_, err = f.TryRemove(admin, fixture.Whole(organisation), ada)
	f.WantRefusal("again", err, access.NotFound)
	_, _, err = f.Browse().Organisation(t.Context(), ada.ID(), organisation.ID, access.Filter{Limit: 100})
	f.WantRefusal("the next request of the removed user", err, access.NotFound)
}

func TestRemoveFromAccount(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop, yard := f.Account(organisation, "Shop"), f.Account(organisation, "Yard")
	ada := f.Member(fixture.ScopeOf(shop), "ada", fixture.Viewer, fixture.Signer)
	f.Member(fixture.ScopeOf(yard), "ada", fixture.Viewer)
	f.Member(fixture.Whole(organisation), "ada", fixture.Biller)
	here, there := f.Invited(admin, fixture.ScopeOf(shop), "ada", "developer"), f.Invited(admin, fixture.ScopeOf(yard), "ada", "developer")

	removed, err := f.TryRemove(admin, fixture.ScopeOf(shop), ada)
	f.Must(err)
	if len(removed.Removed) != 2 || !slices.Equal(removed.Revoked, []access.InvitationID{here.ID}) ||
		len(removed.Remaining) != 1 || removed.Remaining[0].Role != fixture.Biller {
		t.Errorf("removed %+v", removed)
	}
	if held := f.HeldRoles(ada, organisation); held != "billing-viewer audit-viewer@"+string(yard.ID) {
		t.Errorf("holds %q", held)
	}
	if f.Invitation(there.ID).Status != access.Pending {
		t.Error("another account's invitation was revoked")
	}
	_, err = f.TryRemove(admin, fixture.ScopeOf(shop), ada)
	f.WantRefusal("access of the whole organisation", err, access.InheritedAccess)
}

// TestRemoveRevealsNothingOfOrganisationToAccountAdmin removes somebody who
// holds a role of the organisation too.
func TestRemoveRevealsNothingOfOrganisationToAccountAdmin(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("chief", false)
	shop := f.Account(company, "Shop")
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	f.Member(fixture.ScopeOf(shop), "ada", fixture.Signer)
	removed, err := f.TryRemove(shopAdmin, fixture.ScopeOf(shop), ada)
	f.Must(err)
	if len(removed.Removed) != 1 || len(removed.Remaining) != 0 {
		t.Errorf("reported %+v", removed)
	}
	if held := f.HeldRoles(ada, company); held != string(fixture.Viewer) {
		t.Errorf("holds %q", held)
	}
}

func TestRemoveAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(fixture.Whole(group), "group-admin", fixture.OrganisationAdmin)
	company := f.ChildOrganisation("company", group)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	companyAdmin := f.Member(fixture.Whole(company), "company-admin", fixture.OrganisationAdmin)
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	reader := f.Member(fixture.Whole(company), "reader", fixture.Viewer)
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.Signer)
	_, stranger := f.Organisation("stranger", false)
	for _, c := range []struct {
		name     string
		by, user access.Caller
		scope    access.Scope
		want     access.Kind
	}{
		{"a user with a higher role", groupAdmin, chief, fixture.Whole(group), access.RoleNotAllowed},
		{"a user who governs from above", companyAdmin, chief, fixture.Whole(company), access.InheritedAccess},
		{"a user who governs from above, at an account", companyAdmin, chief, fixture.ScopeOf(shop), access.InheritedAccess},
		{"Account Admin, the organisation", shopAdmin, clerk, fixture.Whole(company), access.Forbidden},
		{"Account Admin, another account", shopAdmin, reader, fixture.ScopeOf(yard), access.NotFound},
		{"Account Admin, access of the whole organisation", shopAdmin, reader, fixture.ScopeOf(shop), access.NotFound},
		{"Account Admin, access from above", shopAdmin, chief, fixture.ScopeOf(shop), access.NotFound},
		{"member without an administrative role", reader, clerk, fixture.Whole(company), access.Forbidden},
		{"member without an administrative role, own access", reader, reader, fixture.Whole(company), access.Forbidden},
		{"Organisation Admin of the partner, below", groupAdmin, reader, fixture.Whole(company), access.NotFound},
		{"stranger", stranger, reader, fixture.Whole(company), access.NotFound},
		{"a user who holds nothing here", companyAdmin, stranger, fixture.Whole(company), access.NotFound},
		{"the last administrator", companyAdmin, companyAdmin, fixture.Whole(company), access.LastAdministrator},
		{"Account Admin", shopAdmin, clerk, fixture.ScopeOf(shop), ""},
		{"Account Admin, own access", shopAdmin, shopAdmin, fixture.ScopeOf(shop), ""},
		{"Organisation Admin", companyAdmin, reader, fixture.Whole(company), ""},
		{"the last administrator, from above", chief, companyAdmin, fixture.Whole(company), ""},
		{"the last administrator but one of the top", chief, groupAdmin, fixture.Whole(group), ""},
		{"the last administrator of the top", chief, chief, fixture.Whole(group), access.LastAdministrator},
	} {
		_, err := f.TryRemove(c.by, c.scope, c.user)
		f.WantRefusal(c.name, err, c.want)
	}
}

// TestRemoveWithMoreInvitationsThanATransactionHolds checks that all of them are
// revoked.
func TestRemoveWithMoreInvitationsThanATransactionHolds(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	const many = 2*access.MaxRevocations + 3
	for n := range many {
		f.Invited(admin, fixture.ScopeOf(f.Account(organisation, fmt.Sprint("Shop ", n))), "ada", fixture.Viewer)
	}
	removed, err := f.TryRemove(admin, fixture.Whole(organisation), ada)
	f.Must(err)
	if len(removed.Revoked) != many || len(f.EventsOfType(organisation, access.EventInvitationRevoked)) != many {
		t.Errorf("%d revoked, %d events, want %d", len(removed.Revoked), len(f.EventsOfType(organisation, access.EventInvitationRevoked)), many)
	}
	if offers, err := f.Store.Offers(t.Context(), organisation.ID, fixture.Address(t, fixture.Mailbox("ada"))); err != nil || len(offers) > 0 {
		t.Errorf("%d are still open (%v)", len(offers), err)
	}
}

// TestRemoveAndInviteAgain checks that a user who is invited again has only the
// new roles.
func TestRemoveAndInviteAgain(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.OrganisationAdmin, fixture.Signer)
	_, err := f.TryRemove(admin, fixture.Whole(organisation), ada)
	f.Must(err)
	f.Join(f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer))
	if held := f.HeldRoles(ada, organisation); held != string(fixture.Viewer) {
		t.Errorf("holds %q, want only the new roles", held)
	}
}

// TestRemoveReportsOnlyItsOwnRevocations checks that an invitation that was
// accepted while others were being revoked is not reported as revoked.
func TestRemoveReportsOnlyItsOwnRevocations(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	for n := range access.MaxRevocations + 1 {
		f.Invited(admin, fixture.ScopeOf(f.Account(organisation, fmt.Sprint("Shop ", n))), "ada", fixture.Viewer)
	}
	offers, err := f.Store.Offers(t.Context(), organisation.ID, fixture.Address(t, fixture.Mailbox("ada")))
	f.Must(err)
	last := offers[access.MaxRevocations]
	token := f.Token(last.ID)
	f.Store = &fixture.Between{Store: f.Store, BeforeClose: func() {
		_, err := f.Accept().Do(t.Context(), ada, last.ID, access.AcceptRequest{Token: token})
		f.Must(err)
	}}
	removed, err := f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), ada.ID())
	f.Must(err)
	if slices.Contains(removed.Revoked, last.ID) || len(removed.Revoked) != access.MaxRevocations {
		t.Errorf("%d reported as revoked, the accepted one among them: %t", len(removed.Revoked), slices.Contains(removed.Revoked, last.ID))
	}
	if held := f.HeldRoles(ada, organisation); held != "" {
		t.Errorf("holds %q", held)
	}
}
