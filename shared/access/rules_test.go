package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// These tests check the rules of the product in every use case. The package comment of
// access names them.

// TestGovernedRoles tries, in each use case that gives roles, to give roles that nobody
// may give. TestPolicyTable tries everything else.
func TestGovernedRoles(t *testing.T) {
	f := fixture.InMemory(t)
	group, _ := f.Organisation("chief", true)
	shop := f.Account(group, "Shop")
	admin := f.Member(fixture.Whole(group), "admin", fixture.OrganisationAdmin)
	ada := f.Member(fixture.Whole(group), "ada", fixture.Viewer)
	open := f.Invited(admin, fixture.Whole(group), "open", fixture.Viewer)
	useCases := map[string]func(account access.AccountID, roles []access.RoleID) error{
		"invite": func(account access.AccountID, roles []access.RoleID) error {
			_, err := f.Invite().Do(t.Context(), admin.ID(), group.ID, access.InviteRequest{Email: fixture.Mailbox("eve"), Account: account, Roles: roles}, "")
			return err
		},
		"batch": func(account access.AccountID, roles []access.RoleID) error {
			outcomes, _ := f.InviteBatch(admin, group, access.BatchRequest{Rows: []access.InviteRequest{{Email: fixture.Mailbox("eve"), Account: account, Roles: roles}}}, "")
			return outcomes[0].Refused
		},
		"update": func(_ access.AccountID, roles []access.RoleID) error {
			_, err := f.TryUpdate(admin, open, roles...)
			return err
		},
		"edit": func(account access.AccountID, roles []access.RoleID) error {
			return f.TryEdit(admin, group, ada, fixture.Each(roles, func(r access.RoleID) access.ScopedRole { return access.ScopedRole{Role: r, Account: account} })...)
		},
	}
	before := fmt.Sprint(f.Events(group))
	for name, useCase := range useCases {
		for what, roles := range map[string][]access.RoleID{
			"beyond the caller's authority":     {fixture.PartnerAdmin},
			"one beyond the caller's authority": {fixture.Viewer, fixture.PartnerAdmin},
			"unknown":                           {"root"},
			"mixed case":                        {"Audit-Viewer"},
			"twice":                             {fixture.Viewer, fixture.Viewer},
			"comma-joined":                      {"audit-viewer,billing-viewer"},
			"a space after":                     {"audit-viewer "},
			"nothing":                           {""},
			"not given at this scope":           {fixture.AccountAdmin},
			"given at plain organisations":      {fixture.Signer},
			"an id of another kind":             {access.RoleID(group.ID)},
			"a very long one":                   {access.RoleID(strings.Repeat("x", 2048))},
			"a database operator":               {"$ne"},
		} {
			if kind := access.KindOf(useCase("", roles)); kind != access.RoleNotAllowed && kind != access.Invalid {
				t.Errorf("%s, %s: %s", name, what, kind)
			}
		}
		if name == "update" {
			continue // an update does not change the scope
		}
		if kind := access.KindOf(useCase(shop.ID, []access.RoleID{fixture.OrganisationAdmin})); kind != access.RoleNotAllowed {
			t.Errorf("%s, an organisation's role at an account: %s", name, kind)
		}
	}
	if after := fmt.Sprint(f.Events(group)); after != before || f.HeldRoles(ada, group) != string(fixture.Viewer) {
		t.Error("a refused request changed something")
	}
}

// TestInvitersAuthority checks the authority of the administrator who last invited,
// resent or changed the roles.
func TestInvitersAuthority(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	for name, c := range map[string]struct {
		change func(i access.Invitation) // by the administrator who keeps their role
		want   access.Kind
	}{
		"no change": {func(access.Invitation) {}, access.InvitationNotAuthorised},
		"a resend":  {func(i access.Invitation) { f.Resent(admin, i) }, ""},
		"an update of roles": {func(i access.Invitation) {
			_, err := f.TryUpdate(admin, i, fixture.Viewer, fixture.Biller)
			f.Must(err)
		}, ""},
		"an update of names": {func(i access.Invitation) {
			name := "Ada"
			_, err := f.Update().Do(t.Context(), admin.ID(), organisation.ID, i.ID, access.UpdateInvitationRequest{FirstName: &name})
			f.Must(err)
		}, access.InvitationNotAuthorised},
	} {
		id := strings.ToLower(access.NewID())
		inviter := f.Member(fixture.Whole(organisation), "inviter-"+id, fixture.OrganisationAdmin)
		invitation := f.Invited(inviter, fixture.Whole(organisation), "ada-"+id, fixture.Viewer)
		f.EditRoles(admin, organisation, inviter, access.ScopedRole{Role: fixture.Viewer})
		c.change(invitation)
		_, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(f.Token(invitation.ID)))
		f.WantRefusal(name, err, c.want)
	}
}

// TestLastAdministrator checks the rule in every use case, whoever tries, except from
// above.
func TestLastAdministrator(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, group, "Company", true)
	shop := f.Account(company, "Shop")
	last := f.Member(fixture.Whole(company), "last", fixture.OrganisationAdmin, fixture.Viewer)
	f.Member(fixture.ScopeOf(shop), "last", fixture.AccountAdmin)
	keeps := func(what string, err error) {
		t.Helper()
		f.WantRefusal(what, err, access.LastAdministrator)
		if n := f.Snapshot(fixture.Whole(company)).Organisation.Admins; n != 1 {
			t.Errorf("%s: %d administrators are left", what, n)
		}
	}
	_, err := f.Remove().Do(t.Context(), last.ID(), fixture.Whole(company), last.ID())
	keeps("removing oneself", err)
	keeps("demoting oneself", f.TryEdit(last, company, last, access.ScopedRole{Role: fixture.Viewer}))
	keeps("moving oneself to an account", f.TryEdit(last, company, last, access.ScopedRole{Role: fixture.AccountAdmin, Account: shop.ID}))
	f.EditRoles(last, company, last, access.ScopedRole{Role: fixture.OrganisationAdmin}) // every other role may be removed

	second := f.Member(fixture.Whole(company), "second", fixture.PartnerAdmin)
	f.EditRoles(second, company, last, access.ScopedRole{Role: fixture.Viewer})
	_, err = f.Remove().Do(t.Context(), second.ID(), fixture.Whole(company), second.ID())
	keeps("removal of the last Partner Organisation Admin by themselves", err)
	keeps("demotion of the last Partner Organisation Admin by themselves", f.TryEdit(second, company, second, access.ScopedRole{Role: fixture.Biller}))
	f.EditRoles(second, company, second, access.ScopedRole{Role: fixture.OrganisationAdmin}) // the last administrator counts by either role

	f.EditRoles(chief, company, second, access.ScopedRole{Role: fixture.Biller})
	if n := f.Snapshot(fixture.Whole(company)).Organisation.Admins; n != 0 {
		t.Errorf("after a change from above %d administrators are left", n)
	}
	_, err = f.Remove().Do(t.Context(), chief.ID(), fixture.Whole(group), chief.ID())
	f.WantRefusal("the last administrator but one of the top", err, access.LastAdministrator)
}

// TestAddressesAreCompared checks that an email address is compared by its key and never
// rewritten in the life of an invitation.
func TestAddressesAreCompared(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invite := func(email string, role access.RoleID) (access.Invitation, error) {
		return f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: email, Roles: []access.RoleID{role}}, "")
	}
	typed := "Jorn.A+x@BLA\u030aBÆR.example"
	invitation, err := invite(typed, fixture.Viewer)
	f.Must(err)
	resent := f.Resent(admin, invitation)
	updated, err := f.TryUpdate(admin, resent, fixture.Signer)
	f.Must(err)
	f.Join(f.Invitation(invitation.ID))
	for what, address := range map[string]access.Address{"resent": resent.Email, "updated": updated.Email, "stored": f.Invitation(invitation.ID).Email} {
		if address.String() != typed {
			t.Errorf("%s as %s", what, address)
		}
	}
	if got, err := listedPermissions(f, admin, organisation, access.Filter{Limit: 10, Email: "JORN.a"}); err != nil || !slices.Equal(got, []string{typed + ": signing-editor"}) {
		t.Errorf("listed as %q (%v)", got, err)
	}
	second, err := invite("jorn.a+X@xn--blbr-roah.EXAMPLE", fixture.Signer)
	if access.KindOf(err) != access.AlreadyGranted {
		t.Errorf("the same mailbox in another spelling: %+v (%v)", second, err)
	}
	for _, other := range []string{"jorna+x@blåbær.example", "jorn.a@blåbær.example", "jorn.a+x@blabaer.example"} {
		if _, err := invite(other, fixture.Signer); err != nil {
			t.Errorf("another mailbox, %s: %v", other, err)
		}
	}
}
