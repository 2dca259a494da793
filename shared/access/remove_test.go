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
	ada := f.Member(whole(organisation), "ada", viewer, signer)
	f.Member(scopeOf(shop), "ada", accountAdmin)
	f.Member(whole(elsewhere), "ada", biller)
	open := []access.InvitationID{f.Invited(admin, whole(organisation), "ada", biller).ID, f.Invited(admin, scopeOf(shop), "ada", viewer).ID}
	outside := f.InvitedByOperator(whole(elsewhere), "ada", viewer)
	neighbour := f.Invited(admin, whole(organisation), "ada.l", biller)
	slices.Sort(open)

	removed, err := f.TryRemove(admin, whole(organisation), ada)
	f.Must(err)
	if len(removed.Removed) != 3 || !slices.Equal(removed.Revoked, open) || len(removed.Remaining) != 0 {
		t.Errorf("removed %+v", removed)
	}
	if here, there := f.HeldRoles(ada, organisation), f.HeldRoles(ada, elsewhere); here != "" || there != string(biller) {
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
	_, err = f.TryRemove(admin, whole(organisation), ada)
	f.WantRefusal("again", err, access.NotFound)
	_, _, err = f.Browse().Organisation(t.Context(), ada.ID(), organisation.ID)
	f.WantRefusal("the next request of the removed user", err, access.NotFound)
}

func TestRemoveFromAccount(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop, yard := f.Account(organisation, "Shop"), f.Account(organisation, "Yard")
	ada := f.Member(scopeOf(shop), "ada", viewer, signer)
	f.Member(scopeOf(yard), "ada", viewer)
	f.Member(whole(organisation), "ada", biller)
	here, there := f.Invited(admin, scopeOf(shop), "ada", "developer"), f.Invited(admin, scopeOf(yard), "ada", "developer")

	removed, err := f.TryRemove(admin, scopeOf(shop), ada)
	f.Must(err)
	if len(removed.Removed) != 2 || !slices.Equal(removed.Revoked, []access.InvitationID{here.ID}) ||
		len(removed.Remaining) != 1 || removed.Remaining[0].Role != biller {
		t.Errorf("removed %+v", removed)
	}
	if held := f.HeldRoles(ada, organisation); held != "billing-viewer audit-viewer@"+string(yard.ID) {
		t.Errorf("holds %q", held)
	}
	if f.Invitation(there.ID).Status != access.Pending {
		t.Error("another account's invitation was revoked")
	}
	_, err = f.TryRemove(admin, scopeOf(shop), ada)
	f.WantRefusal("access of the whole organisation", err, access.InheritedAccess)
}

// TestRemoveRevealsNothingOfOrganisationToAccountAdmin removes somebody who
// holds a role of the organisation too.
func TestRemoveRevealsNothingOfOrganisationToAccountAdmin(t *testing.T) {
	f := fixture.InMemory(t)
	company, _ := f.Organisation("chief", false)
	shop := f.Account(company, "Shop")
	shopAdmin := f.Member(scopeOf(shop), "shop-admin", accountAdmin)
	ada := f.Member(whole(company), "ada", viewer)
	f.Member(scopeOf(shop), "ada", signer)
	removed, err := f.TryRemove(shopAdmin, scopeOf(shop), ada)
	f.Must(err)
	if len(removed.Removed) != 1 || len(removed.Remaining) != 0 {
		t.Errorf("reported %+v", removed)
	}
	if held := f.HeldRoles(ada, company); held != string(viewer) {
		t.Errorf("holds %q", held)
	}
}

func TestRemoveAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(whole(group), "group-admin", organisationAdmin)
	company := f.ChildOrganisation("company", group)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	companyAdmin := f.Member(whole(company), "company-admin", organisationAdmin)
	shopAdmin := f.Member(scopeOf(shop), "shop-admin", accountAdmin)
	reader := f.Member(whole(company), "reader", viewer)
	clerk := f.Member(scopeOf(shop), "clerk", signer)
	_, stranger := f.Organisation("stranger", false)
	for _, c := range []struct {
		name     string
		by, user access.Caller
		scope    access.Scope
		want     access.Kind
	}{
		{"a user with a higher role", groupAdmin, chief, whole(group), access.RoleNotAllowed},
		{"a user who governs from above", companyAdmin, chief, whole(company), access.InheritedAccess},
		{"a user who governs from above, at an account", companyAdmin, chief, scopeOf(shop), access.InheritedAccess},
		{"Account Admin, the organisation", shopAdmin, clerk, whole(company), access.Forbidden},
		{"Account Admin, another account", shopAdmin, reader, scopeOf(yard), access.NotFound},
		{"Account Admin, access of the whole organisation", shopAdmin, reader, scopeOf(shop), access.NotFound},
		{"Account Admin, access from above", shopAdmin, chief, scopeOf(shop), access.NotFound},
		{"member without an administrative role", reader, clerk, whole(company), access.Forbidden},
		{"member without an administrative role, own access", reader, reader, whole(company), access.Forbidden},
		{"Organisation Admin of the partner, below", groupAdmin, reader, whole(company), access.NotFound},
		{"stranger", stranger, reader, whole(company), access.NotFound},
		{"a user who holds nothing here", companyAdmin, stranger, whole(company), access.NotFound},
		{"the last administrator", companyAdmin, companyAdmin, whole(company), access.LastAdministrator},
		{"Account Admin", shopAdmin, clerk, scopeOf(shop), ""},
		{"Account Admin, own access", shopAdmin, shopAdmin, scopeOf(shop), ""},
		{"Organisation Admin", companyAdmin, reader, whole(company), ""},
		{"the last administrator, from above", chief, companyAdmin, whole(company), ""},
		{"the last administrator but one of the top", chief, groupAdmin, whole(group), ""},
		{"the last administrator of the top", chief, chief, whole(group), access.LastAdministrator},
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
	ada := f.Member(whole(organisation), "ada", viewer)
	const many = 2*access.MaxRevocations + 3
	for n := range many {
		f.Invited(admin, scopeOf(f.Account(organisation, fmt.Sprint("Shop ", n))), "ada", viewer)
	}
	removed, err := f.TryRemove(admin, whole(organisation), ada)
	f.Must(err)
	if len(removed.Revoked) != many || len(f.EventsOfType(organisation, access.EventInvitationRevoked)) != many {
		t.Errorf("%d revoked, %d events, want %d", len(removed.Revoked), len(f.EventsOfType(organisation, access.EventInvitationRevoked)), many)
	}
	if offers, err := f.Store.Offers(t.Context(), organisation.ID, address(t, mailbox("ada"))); err != nil || len(offers.Pending) > 0 {
		t.Errorf("%d are still open (%v)", len(offers.Pending), err)
	}
}

// TestRemoveAndInviteAgain checks that a user who is invited again has only the
// new roles.
func TestRemoveAndInviteAgain(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(whole(organisation), "ada", organisationAdmin, signer)
	_, err := f.TryRemove(admin, whole(organisation), ada)
	f.Must(err)
	f.Join(f.Invited(admin, whole(organisation), "ada", viewer))
	if held := f.HeldRoles(ada, organisation); held != string(viewer) {
		t.Errorf("holds %q, want only the new roles", held)
	}
}

// TestRemoveReportsOnlyItsOwnRevocations checks that an invitation that was
// accepted while others were being revoked is not reported as revoked.
func TestRemoveReportsOnlyItsOwnRevocations(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(whole(organisation), "ada", viewer)
	for n := range access.MaxRevocations + 1 {
		f.Invited(admin, scopeOf(f.Account(organisation, fmt.Sprint("Shop ", n))), "ada", viewer)
	}
	offers, err := f.Store.Offers(t.Context(), organisation.ID, address(t, mailbox("ada")))
	f.Must(err)
	last := offers.Pending[access.MaxRevocations]
	token := f.Token(last.ID)
	f.Store = &fixture.Between{Store: f.Store, BeforeClose: func() {
		_, err := f.Accept().Do(t.Context(), ada, last.ID, token)
		f.Must(err)
	}}
	removed, err := f.Remove().Do(t.Context(), admin.ID(), whole(organisation), ada.ID())
	f.Must(err)
	if slices.Contains(removed.Revoked, last.ID) || len(removed.Revoked) != access.MaxRevocations {
		t.Errorf("%d reported as revoked, the accepted one among them: %t", len(removed.Revoked), slices.Contains(removed.Revoked, last.ID))
	}
	if held := f.HeldRoles(ada, organisation); held != "" {
		t.Errorf("holds %q", held)
	}
}
