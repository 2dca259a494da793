package access_test

import (
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestAuditLogOfAnAccount lists what happened at an account, and edits of the organisation
// that changed a role there.
func TestAuditLogOfAnAccount(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	ada := f.Member(fixture.Whole(company), "ada", fixture.Viewer)
	f.EditRoles(admin, company, ada, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Signer, Account: shop.ID})
	f.EditRoles(admin, company, ada, access.ScopedRole{Role: fixture.Signer, Account: shop.ID}, access.ScopedRole{Role: fixture.Signer, Account: yard.ID})
	f.Pass(time.Second)
	f.Invited(admin, fixture.ScopeOf(shop), "eve", fixture.Viewer)
	f.Invited(admin, fixture.Whole(company), "eve", fixture.Viewer)

	page, err := f.List().Events(t.Context(), admin.ID(), company.ID, access.Filter{Account: shop.ID, Limit: 100})
	f.Must(err)
	var types []access.EventType
	for _, e := range page.Items {
		types = append(types, e.Type)
	}
	want := []access.EventType{access.EventInvitationCreated, access.EventAccessChanged, access.EventAccountCreated}
	if !slices.Equal(types, want) {
		t.Errorf("the events of the account are %v, want %v", types, want)
	}

	_, err = f.List().Events(t.Context(), admin.ID(), company.ID, access.Filter{Account: "another", Limit: 100})
	f.WantRefusal("an unknown account", err, access.NotFound)
}

// TestAuditLogOfAnAccountAdmin lists what happened at two accounts, to their Account Admin.
// It tells nothing of the rest of the organisation: with all accounts or one, and with
// filters for what is hidden.
func TestAuditLogOfAnAccountAdmin(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	shop, yard, secret := f.Account(company, "Shop"), f.Account(company, "Yard"), f.Account(company, "Secret")
	chief := f.Join(f.Invited(admin, fixture.ScopeOf(shop), "chief", fixture.AccountAdmin))
	f.Join(f.Invited(admin, fixture.ScopeOf(yard), "chief", fixture.AccountAdmin))
	ada := f.Join(f.Invited(admin, fixture.Whole(company), "ada", fixture.Viewer))
	hidden := []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.Signer, Account: secret.ID}}
	f.EditRoles(admin, company, ada, hidden...)
	f.EditRoles(admin, company, ada, append(hidden, access.ScopedRole{Role: fixture.Signer, Account: shop.ID})...)
	f.EditRoles(admin, company, ada, append(hidden, access.ScopedRole{Role: fixture.Viewer, Account: shop.ID})...)
	f.EditRoles(admin, company, ada, hidden...)
	f.Invited(admin, fixture.ScopeOf(secret), "eve", fixture.Viewer)
	f.Must(fixture.Err(f.TryRemove(admin, fixture.Whole(company), ada)))

	types := func(what string, filter access.Filter, want ...access.EventType) {
		t.Helper()
		filter.Limit = 100
		page, err := f.List().Events(t.Context(), chief.ID(), company.ID, filter)
		f.Must(err)
		var got []access.EventType
		for _, e := range page.Items {
			got = append(got, e.Type)
			for _, r := range append(e.Before, e.After...) {
				if r.Account != shop.ID && r.Account != yard.ID {
					t.Errorf("%s: %s shows the role %+v", what, e.Type, r)
				}
			}
			if e.Scope.Account == "" && (e.Invitation != "" || e.Names.Account != "") || e.Names.Account == "Secret" || e.Actor.Subject+e.Subject.Subject != "" {
				t.Errorf("%s: it shows %+v", what, e)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: the events are %v, want %v", what, got, want)
		}
	}
	edited := []access.EventType{access.EventAccessRemoved, access.EventAccessChanged, access.EventAccessGranted}
	joined := []access.EventType{access.EventAccessGranted, access.EventInvitationAccepted, access.EventInvitationSent, access.EventInvitationCreated}
	atShop := slices.Concat(edited, joined, []access.EventType{access.EventAccountCreated})
	types("the shop", access.Filter{Account: shop.ID}, atShop...)
	types("both accounts", access.Filter{}, slices.Concat(edited, joined, joined, []access.EventType{access.EventAccountCreated, access.EventAccountCreated})...)
	types("about ada", access.Filter{EventFilter: access.EventFilter{User: ada.ID()}}, edited...)
	types("a type that is hidden", access.Filter{EventFilter: access.EventFilter{User: ada.ID(), Types: []access.EventType{access.EventAccessChanged}}}, access.EventAccessChanged)

	for account, want := range map[access.AccountID]access.Kind{secret.ID: access.NotFound, "another": access.NotFound} {
		_, err := f.List().Events(t.Context(), chief.ID(), company.ID, access.Filter{Account: account, Limit: 1})
		f.WantRefusal("the events of "+string(account), err, want)
	}
}
