package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// The rules of the product that hold whichever door is used, by their numbers.

// TestRule1NobodyGivesMoreThanTheyGovern tries at each door by which a role is
// given what nobody may give. TestPolicyTable tries everything else.
func TestRule1NobodyGivesMoreThanTheyGovern(t *testing.T) {
	w := fixture.InMemory(t)
	group, _ := w.Organisation("chief", true)
	shop := w.Account(group, "Shop")
	admin := w.Member(whole(group), "admin", organisationAdmin)
	ada := w.Member(whole(group), "ada", viewer)
	open := w.Invited(admin, whole(group), "open", viewer)
	doors := map[string]func(account access.AccountID, roles []access.RoleID) error{
		"invite": func(account access.AccountID, roles []access.RoleID) error {
			_, err := w.Invite().Do(t.Context(), admin.ID(), group.ID, access.InviteRequest{Email: mailbox("eve"), Account: account, Roles: roles}, "")
			return err
		},
		"batch": func(account access.AccountID, roles []access.RoleID) error {
			outcomes, _ := w.InviteBatch(admin, group, access.BatchRequest{Rows: []access.InviteRequest{{Email: mailbox("eve"), Account: account, Roles: roles}}}, "")
			return outcomes[0].Refused
		},
		"amend": func(_ access.AccountID, roles []access.RoleID) error {
			_, err := w.TryUpdate(admin, open, roles...)
			return err
		},
		"edit": func(account access.AccountID, roles []access.RoleID) error {
			return w.TryEdit(admin, group, ada, fixture.Each(roles, func(r access.RoleID) access.ScopedRole { return access.ScopedRole{Role: r, Account: account} })...)
		},
	}
	before := fmt.Sprint(w.Events(group))
	for name, door := range doors {
		for what, roles := range map[string][]access.RoleID{
			"above one's own":         {partnerAdmin},
			"one of them above":       {viewer, partnerAdmin},
			"unknown":                 {"root"},
			"mixed case":              {"Audit-Viewer"},
			"twice":                   {viewer, viewer},
			"comma-joined":            {"audit-viewer,billing-viewer"},
			"a space after":           {"audit-viewer "},
			"nothing":                 {""},
			"where it is not given":   {accountAdmin},
			"of plain organisations":  {signer},
			"an id of another kind":   {access.RoleID(group.ID)},
			"a very long one":         {access.RoleID(strings.Repeat("x", 2048))},
			"no role of the database": {"$ne"},
		} {
			if kind := access.KindOf(door("", roles)); kind != access.RoleNotAllowed && kind != access.Invalid {
				t.Errorf("%s, %s: %s", name, what, kind)
			}
		}
		if name == "amend" {
			continue // its scope stays
		}
		if kind := access.KindOf(door(shop.ID, []access.RoleID{organisationAdmin})); kind != access.RoleNotAllowed {
			t.Errorf("%s, an organisation's role at an account: %s", name, kind)
		}
	}
	if after := fmt.Sprint(w.Events(group)); after != before || w.HeldRoles(ada, group) != string(viewer) {
		t.Error("what was refused changed something")
	}
}

// TestRule3TheInviterIsJudgedAgain: whoever vouched last is the one.
func TestRule3TheInviterIsJudgedAgain(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	for name, c := range map[string]struct {
		vouch func(i access.Invitation) // by the administrator who stays
		want  access.Kind
	}{
		"nobody else": {func(access.Invitation) {}, access.InvitationNotAuthorised},
		"a resend":    {func(i access.Invitation) { w.Resent(admin, i) }, ""},
		"an amendment of roles": {func(i access.Invitation) {
			_, err := w.TryUpdate(admin, i, viewer, biller)
			w.Must(err)
		}, ""},
		"an amendment of names": {func(i access.Invitation) {
			name := "Ada"
			_, err := w.Update().Do(t.Context(), admin.ID(), organisation.ID, i.ID, access.UpdateInvitationRequest{FirstName: &name})
			w.Must(err)
		}, access.InvitationNotAuthorised},
	} {
		id := strings.ToLower(access.NewID())
		inviter := w.Member(whole(organisation), "inviter-"+id, organisationAdmin)
		invitation := w.Invited(inviter, whole(organisation), "ada-"+id, viewer)
		w.EditRoles(admin, organisation, inviter, access.ScopedRole{Role: viewer})
		c.vouch(invitation)
		_, err := w.Register().Do(t.Context(), invitation.ID, registration(w.Token(invitation.ID)))
		w.WantRefusal(name, err, c.want)
	}
}

// TestRule5AnOrganisationKeepsAnAdministrator at every door, by whomever it is
// tried, but from above.
func TestRule5AnOrganisationKeepsAnAdministrator(t *testing.T) {
	w := fixture.InMemory(t)
	group, chief := w.Organisation("chief", true)
	company := w.CreateBelow(chief, group, "Company", true)
	shop := w.Account(company, "Shop")
	last := w.Member(whole(company), "last", organisationAdmin, viewer)
	w.Member(scopeOf(shop), "last", accountAdmin)
	keeps := func(what string, err error) {
		t.Helper()
		w.WantRefusal(what, err, access.LastAdministrator)
		if n := w.Snapshot(whole(company)).Organisation.Admins; n != 1 {
			t.Errorf("%s: %d administrators are left", what, n)
		}
	}
	_, err := w.Remove().Do(t.Context(), last.ID(), whole(company), last.ID())
	keeps("removing oneself", err)
	keeps("demoting oneself", w.TryEdit(last, company, last, access.ScopedRole{Role: viewer}))
	keeps("moving oneself to an account", w.TryEdit(last, company, last, access.ScopedRole{Role: accountAdmin, Account: shop.ID}))
	w.EditRoles(last, company, last, access.ScopedRole{Role: organisationAdmin}) // every other role may go

	second := w.Member(whole(company), "second", partnerAdmin)
	w.EditRoles(second, company, last, access.ScopedRole{Role: viewer})
	_, err = w.Remove().Do(t.Context(), second.ID(), whole(company), second.ID())
	keeps("a Partner Organisation Admin of the organisation itself", err)
	keeps("who cannot be one for the organisation itself", w.TryEdit(second, company, second, access.ScopedRole{Role: biller}))
	w.EditRoles(second, company, second, access.ScopedRole{Role: organisationAdmin}) // one who is left counts by either role

	w.EditRoles(chief, company, second, access.ScopedRole{Role: biller})
	if n := w.Snapshot(whole(company)).Organisation.Admins; n != 0 {
		t.Errorf("from above %d are left", n)
	}
	_, err = w.Remove().Do(t.Context(), chief.ID(), whole(group), chief.ID())
	w.WantRefusal("the last of the top", err, access.LastAdministrator)
}

// TestRule7AnAddressIsComparedNeverRewritten through the whole life of an
// invitation.
func TestRule7AnAddressIsComparedNeverRewritten(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	invite := func(email string, role access.RoleID) (access.Invitation, error) {
		return w.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: email, Roles: []access.RoleID{role}}, "")
	}
	typed := "Jorn.A+x@BLA\u030aBÆR.example"
	invitation, err := invite(typed, viewer)
	w.Must(err)
	renewed := w.Resent(admin, invitation)
	amended, err := w.TryUpdate(admin, renewed, signer)
	w.Must(err)
	w.Join(w.Invitation(invitation.ID))
	for what, address := range map[string]access.Address{"resent": renewed.Email, "amended": amended.Email, "stored": w.Invitation(invitation.ID).Email} {
		if address.String() != typed {
			t.Errorf("%s as %s", what, address)
		}
	}
	if got, err := listedPermissions(w, admin, organisation, access.Filter{Limit: 10, Email: "JORN.a"}); err != nil || !slices.Equal(got, []string{typed + ": signing-editor"}) {
		t.Errorf("listed as %q (%v)", got, err)
	}
	second, err := invite("jorn.a+X@xn--blbr-roah.EXAMPLE", signer)
	if access.KindOf(err) != access.AlreadyGranted {
		t.Errorf("the same mailbox in other letters: %+v (%v)", second, err)
	}
	for _, other := range []string{"jorna+x@blåbær.example", "jorn.a@blåbær.example", "jorn.a+x@blabaer.example"} {
		if _, err := invite(other, signer); err != nil {
			t.Errorf("another mailbox, %s: %v", other, err)
		}
	}
}
