package access_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestEditReplacesGrants(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	kept := f.Membership(ada.ID(), organisation.ID).Grants[0]
	before := f.Membership(ada.ID(), organisation.ID).Version
	in, shown, err := f.Edit().If(access.IfVersion(before)).Do(t.Context(), admin.ID(), organisation.ID, ada.ID(), access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.AccountAdmin, Account: shop.ID}}})
	f.Must(err)
	membership := f.Membership(ada.ID(), organisation.ID)
	if len(membership.Grants) != 2 || membership.Grants[0] != kept || membership.Grants[1].By.ID != admin.ID() || membership.Version == before ||
		shown.Direct.Version != membership.Version || in.ID != organisation.ID {
		t.Errorf("holds %+v of version %s, shown %+v", membership.Grants, membership.Version, shown)
	}
	events := f.EventsOfType(organisation, access.EventAccessChanged)
	if len(events) != 1 || events[0].Actor.ID != admin.ID() || events[0].Subject.ID != ada.ID() ||
		!slices.Equal(events[0].Before, []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.Signer}}) ||
		!slices.Equal(events[0].After, []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.AccountAdmin, Account: shop.ID}}) {
		t.Errorf("events: %+v", events)
	}
	f.EditRoles(admin, organisation, ada, access.ScopedRole{Role: fixture.AccountAdmin, Account: shop.ID}, access.ScopedRole{Role: fixture.Viewer})
	if again := f.Membership(ada.ID(), organisation.ID); again.Version != membership.Version || len(f.EventsOfType(organisation, access.EventAccessChanged)) != 1 {
		t.Error("an edit that changes nothing wrote something")
	}
}

func TestEditWithAnOldVersion(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	old := f.Membership(ada.ID(), organisation.ID).Version
	f.EditRoles(admin, organisation, ada, access.ScopedRole{Role: fixture.Signer})
	for _, version := range []string{old, "x", f.Membership(admin.ID(), organisation.ID).Version} {
		_, _, err := f.Edit().If(access.IfVersion(version)).Do(t.Context(), admin.ID(), organisation.ID, ada.ID(),
			access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Biller}}})
		f.WantRefusal("version "+version, err, access.VersionMismatch)
	}
	if held := f.HeldRoles(ada, organisation); held != string(fixture.Signer) {
		t.Errorf("holds %q", held)
	}
}

func TestEditAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	company := f.ChildOrganisation("company", group)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	companyAdmin := f.Member(fixture.Whole(company), "company-admin", fixture.OrganisationAdmin)
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	reader := f.Member(fixture.Whole(company), "reader", fixture.Viewer)
	_, stranger := f.Organisation("stranger", false)
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.Signer)
	f.Member(fixture.ScopeOf(yard), "clerk", fixture.Viewer)
	at := func(role access.RoleID, a access.Account) access.ScopedRole {
		return access.ScopedRole{Role: role, Account: a.ID}
	}
	for _, c := range []struct {
		name     string
		by, user access.Caller
		grants   []access.ScopedRole
		want     access.Kind
	}{
		{"Organisation Admin", companyAdmin, reader, []access.ScopedRole{{Role: fixture.Viewer}, at(fixture.Viewer, yard)}, ""},
		{"from above", chief, reader, []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.OrganisationAdmin}}, ""},
		{"from above, back again", companyAdmin, reader, []access.ScopedRole{{Role: fixture.Viewer}}, ""},
		{"Account Admin", shopAdmin, clerk, []access.ScopedRole{at(fixture.Viewer, shop), at(fixture.AccountAdmin, shop)}, ""},
		{"Account Admin, the organisation", shopAdmin, clerk, []access.ScopedRole{at(fixture.Viewer, shop), {Role: fixture.Viewer}}, access.Forbidden},
		{"Account Admin, another account", shopAdmin, clerk, []access.ScopedRole{at(fixture.Viewer, shop), at(fixture.Viewer, yard)}, access.NotFound},
		{"Account Admin, a user who holds nothing there", shopAdmin, reader, []access.ScopedRole{at(fixture.Viewer, shop)}, access.NotFound},
		{"Account Admin, a user who governs from above", shopAdmin, chief, []access.ScopedRole{at(fixture.Viewer, shop)}, access.NotFound},
		{"a user who governs from above", companyAdmin, chief, []access.ScopedRole{{Role: fixture.Viewer}}, access.InheritedAccess},
		{"partner role where it cannot be given", chief, reader, []access.ScopedRole{{Role: fixture.PartnerAdmin}}, access.RoleNotAllowed},
		{"account role at the organisation", companyAdmin, reader, []access.ScopedRole{{Role: fixture.AccountAdmin}}, access.RoleNotAllowed},
		{"organisation role at an account", companyAdmin, reader, []access.ScopedRole{at(fixture.OrganisationAdmin, shop)}, access.RoleNotAllowed},
		{"account that does not exist", companyAdmin, reader, []access.ScopedRole{{Role: fixture.Viewer, Account: "nowhere"}}, access.NotFound},
		{"a user who holds nothing", companyAdmin, stranger, []access.ScopedRole{{Role: fixture.Viewer}}, access.NotFound},
		{"member without an administrative role", reader, clerk, []access.ScopedRole{{Role: fixture.Viewer}}, access.Forbidden},
		{"member without an administrative role, own access", reader, reader, []access.ScopedRole{{Role: fixture.OrganisationAdmin}}, access.Forbidden},
		{"stranger", stranger, reader, []access.ScopedRole{{Role: fixture.Viewer}}, access.NotFound},
		{"unknown role", companyAdmin, reader, []access.ScopedRole{{Role: "root"}}, access.Invalid},
		{"role in another case", companyAdmin, reader, []access.ScopedRole{{Role: "Audit-Viewer"}}, access.Invalid},
		{"roles joined by a comma", companyAdmin, reader, []access.ScopedRole{{Role: "audit-viewer,organisation-admin"}}, access.Invalid},
		{"one grant twice", companyAdmin, reader, []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.Viewer}}, access.Invalid},
		{"nothing", companyAdmin, reader, nil, access.Invalid},
	} {
		f.WantRefusal(c.name, f.TryEdit(c.by, company, c.user, c.grants...), c.want)
	}
	if clerkHolds := f.Membership(clerk.ID(), company.ID); !clerkHolds.Holds(fixture.Viewer, fixture.ScopeOf(yard)) || !clerkHolds.Holds(fixture.AccountAdmin, fixture.ScopeOf(shop)) {
		t.Errorf("a grant that the Account Admin does not see is missing: %+v", clerkHolds.Grants)
	}
	if held := f.HeldRoles(reader, company); held != string(fixture.Viewer) {
		t.Errorf("the reader holds %q", held)
	}
}

// TestEditIgnoresWhatTheCallerDoesNotSee checks that a change of the same user
// elsewhere neither shows in the version that an Account Admin sees nor makes it
// stale.
func TestEditIgnoresWhatTheCallerDoesNotSee(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop, yard := f.Account(organisation, "Shop"), f.Account(organisation, "Yard")
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	ada := f.Member(fixture.ScopeOf(shop), "ada", fixture.Signer)
	at := func(role access.RoleID, a access.Account) access.ScopedRole {
		return access.ScopedRole{Role: role, Account: a.ID}
	}
	seen := f.ShownVersion(shopAdmin, organisation, ada)
	f.Pass(time.Second)
	f.EditRoles(admin, organisation, ada, at(fixture.Signer, shop), at(fixture.Viewer, yard), access.ScopedRole{Role: fixture.Biller})
	if again := f.ShownVersion(shopAdmin, organisation, ada); again != seen {
		t.Errorf("version %s and then %s, although nothing visible has changed", seen, again)
	}
	_, page, err := f.List().Permissions(t.Context(), shopAdmin.ID(), organisation.ID, access.Filter{Account: shop.ID, Email: "ada", Limit: 1})
	if err != nil || len(page.Items) != 1 || page.Items[0].Direct.Version != seen {
		t.Errorf("listed as %+v (%v), want the version %s", page.Items, err, seen)
	}
	_, shown, err := f.Edit().If(access.IfVersion(seen)).Do(t.Context(), shopAdmin.ID(), organisation.ID, ada.ID(),
		access.EditRequest{Grants: []access.ScopedRole{at(fixture.Viewer, shop)}})
	f.Must(err)
	if after := f.ShownVersion(shopAdmin, organisation, ada); shown.Direct.Version != after || after == seen {
		t.Errorf("answered with the version %s, shown %s, before %s", shown.Direct.Version, after, seen)
	}
	_, _, err = f.Edit().If(access.IfVersion(seen)).Do(t.Context(), shopAdmin.ID(), organisation.ID, ada.ID(),
		access.EditRequest{Grants: []access.ScopedRole{at(fixture.Biller, shop)}})
	f.WantRefusal("with the version before", err, access.VersionMismatch)
	membership := f.Membership(ada.ID(), organisation.ID)
	if len(membership.Grants) != 3 || !membership.Holds(fixture.Biller, fixture.Whole(organisation)) || !membership.Holds(fixture.Viewer, fixture.ScopeOf(shop)) || !membership.Holds(fixture.Viewer, fixture.ScopeOf(yard)) {
		t.Errorf("holds %+v", membership.Grants)
	}
}

// TestListOfAccountHasVersionsForEdit checks that an administrator of the whole
// organisation is shown the version of the whole membership, although the list is
// filtered to an account.
func TestListOfAccountHasVersionsForEdit(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop, yard := f.Account(organisation, "Shop"), f.Account(organisation, "Yard")
	both := f.Member(fixture.ScopeOf(shop), "both", fixture.AccountAdmin)
	f.Member(fixture.ScopeOf(yard), "both", fixture.AccountAdmin)
	ada := f.Member(fixture.ScopeOf(shop), "ada", fixture.Signer)
	f.Member(fixture.ScopeOf(yard), "ada", fixture.Viewer)
	for name, by := range map[string]access.Caller{"of everything": admin, "of two accounts": both} {
		_, page, err := f.List().Permissions(t.Context(), by.ID(), organisation.ID, access.Filter{Account: shop.ID, Email: "ada", Limit: 1})
		f.Must(err)
		if listed := page.Items[0]; len(listed.Direct.Grants) != 1 || listed.Direct.Version != f.ShownVersion(by, organisation, ada) {
			t.Errorf("an administrator %s is shown %+v", name, listed)
		}
	}
}

// TestEditRevokesInvitationsThatWouldRestore checks that an edit revokes the open
// invitations that offer a removed role, and no others.
func TestEditRevokesInvitationsThatWouldRestore(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	open := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	elsewhere := f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Signer)
	f.EditRoles(admin, organisation, ada, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Signer})
	f.EditRoles(admin, organisation, ada, access.ScopedRole{Role: fixture.Viewer})
	for id, want := range map[access.InvitationID]access.Status{open.ID: access.Revoked, elsewhere.ID: access.Pending} {
		if got := f.Invitation(id).Status; got != want {
			t.Errorf("an invitation is %s, want %s", got, want)
		}
	}
	if n := len(f.EventsOfType(organisation, access.EventInvitationRevoked)); n != 1 {
		t.Errorf("%d events", n)
	}
}

// TestEditRevokesInvitationBeyondCallersAuthority checks that an invitation that
// would restore a removed role is revoked, whatever else it offers.
func TestEditRevokesInvitationBeyondCallersAuthority(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(fixture.Whole(group), "group-admin", fixture.OrganisationAdmin)
	ada := f.Member(fixture.Whole(group), "ada", fixture.Biller)
	open := f.Invited(chief, fixture.Whole(group), "ada", fixture.Viewer, fixture.PartnerAdmin)
	f.EditRoles(chief, group, ada, access.ScopedRole{Role: fixture.Biller}, access.ScopedRole{Role: fixture.Viewer})
	f.EditRoles(groupAdmin, group, ada, access.ScopedRole{Role: fixture.Biller})
	events := f.EventsOfType(group, access.EventInvitationRevoked)
	if f.Invitation(open.ID).Status != access.Revoked || len(events) != 1 || events[0].Actor.ID != groupAdmin.ID() {
		t.Errorf("the invitation is %s, events: %+v", f.Invitation(open.ID).Status, events)
	}
	if held := f.HeldRoles(ada, group); held != string(fixture.Biller) {
		t.Errorf("holds %q", held)
	}
}

// TestEditWithMoreInvitationsThanATransactionHolds checks that no invitation is left
// that would restore access.
func TestEditWithMoreInvitationsThanATransactionHolds(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	var all []access.ScopedRole
	for n := range access.MaxRevocations + 10 {
		shop := f.Account(organisation, fmt.Sprint("Shop ", n))
		f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer, fixture.Signer)
		all = append(all, access.ScopedRole{Role: fixture.Viewer, Account: shop.ID})
	}
	f.EditRoles(admin, organisation, ada, append(all, access.ScopedRole{Role: fixture.Viewer})...)
	f.EditRoles(admin, organisation, ada, access.ScopedRole{Role: fixture.Viewer})
	offers, err := f.Store.Offers(t.Context(), organisation.ID, fixture.Address(t, fixture.Mailbox("ada")))
	if err != nil || len(offers) > 0 || f.HeldRoles(ada, organisation) != string(fixture.Viewer) {
		t.Errorf("%d are still open (%v), holds %q", len(offers), err, f.HeldRoles(ada, organisation))
	}
}

func TestEditReportsInvalidField(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	fine := []access.ScopedRole{{Role: fixture.Viewer}}
	for field, c := range map[string]struct {
		condition access.Precondition
		grants    []access.ScopedRole
	}{"the version": {access.Precondition{Field: "the version"}, fine}, "grants": {access.IfVersion("x"), nil}} {
		_, _, err := f.Edit().If(c.condition).Do(t.Context(), admin.ID(), organisation.ID, admin.ID(), access.EditRequest{Grants: c.grants})
		refusal, ok := errors.AsType[*access.Error](err)
		if !ok || refusal.Kind != access.Invalid || len(refusal.Fields) != 1 || refusal.Fields[0].Field != field {
			t.Errorf("%v, want an error for %s", err, field)
		}
	}
}
