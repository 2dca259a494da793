package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

// The rules of the product that hold whichever door is used, by their numbers.

// TestRule1NobodyGivesMoreThanTheyGovern tries at each door by which a role is
// given what nobody may give. TestPolicyTable tries everything else.
func TestRule1NobodyGivesMoreThanTheyGovern(t *testing.T) {
	w := inMemory(t)
	group, _ := w.organisation("chief", true)
	shop := w.account(group, "Shop")
	admin := w.member(whole(group), "admin", organisationAdmin)
	ada := w.member(whole(group), "ada", viewer)
	open := w.invited(admin, whole(group), "open", viewer)
	doors := map[string]func(account access.AccountID, roles []access.RoleID) error{
		"invite": func(account access.AccountID, roles []access.RoleID) error {
			_, err := w.invite().Do(t.Context(), admin.ID(), group.ID, access.InviteRequest{Email: mailbox("eve"), Account: account, Roles: roles}, "")
			return err
		},
		"batch": func(account access.AccountID, roles []access.RoleID) error {
			outcomes, _ := w.batched(admin, group, access.BatchRequest{Rows: []access.InviteRequest{{Email: mailbox("eve"), Account: account, Roles: roles}}}, "")
			return outcomes[0].Refused
		},
		"amend": func(_ access.AccountID, roles []access.RoleID) error {
			_, err := w.amended(admin, open, roles...)
			return err
		},
		"edit": func(account access.AccountID, roles []access.RoleID) error {
			return w.edits(admin, group, ada, each(roles, func(r access.RoleID) access.Held { return access.Held{Role: r, Account: account} })...)
		},
	}
	before := fmt.Sprint(w.records(group))
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
	if after := fmt.Sprint(w.records(group)); after != before || w.held(ada, group) != string(viewer) {
		t.Error("what was refused changed something")
	}
}

// TestRule2AuthorityIsPartOfTheWrite removes an administrator between the reading
// and the writing of each change that rests on their authority.
func TestRule2AuthorityIsPartOfTheWrite(t *testing.T) { onEachStore(t, authorityIsPartOfTheWrite) }

func authorityIsPartOfTheWrite(w *world) {
	healthy := w.store
	for name, c := range map[string]struct {
		hook func(b *between, happens func())
		act  func(s *scene) error
	}{
		"remove": {func(b *between, h func()) { b.change = h }, func(s *scene) error {
			_, err := w.remove().Do(w.Context(), s.chief.ID(), whole(s.group), s.ada.ID())
			return err
		}},
		"edit": {func(b *between, h func()) { b.change = h }, func(s *scene) error {
			return w.edits(s.chief, s.group, s.ada, access.Held{Role: biller})
		}},
		"revoke": {func(b *between, h func()) { b.close = h }, func(s *scene) error {
			return w.revoke().Do(w.Context(), s.chief.ID(), s.group.ID, s.invitation.ID)
		}},
		"create an organisation": {func(b *between, h func()) { b.found = h }, func(s *scene) error {
			_, err := w.branch().Organisation(w.Context(), s.chief.ID(), s.group.ID, "New", false, "")
			return err
		}},
		"create an account": {func(b *between, h func()) { b.open = h }, func(s *scene) error {
			_, err := w.branch().Account(w.Context(), s.chief.ID(), s.group.ID, "New", "")
			return err
		}},
	} {
		w.store = healthy
		id := strings.ToLower(access.NewID())
		group, admin := w.organisation("admin-"+id, true)
		s := &scene{group: group}
		s.chief = w.member(whole(s.group), "chief-"+id, partnerAdmin)
		s.ada = w.member(whole(s.group), "ada-"+id, viewer)
		s.invitation = w.invited(s.chief, whole(s.group), "eve-"+id, viewer)
		b := &between{Store: healthy}
		c.hook(b, func() {
			_, err := access.Remove{Store: healthy, Now: w.Now}.Do(w.Context(), admin.ID(), whole(s.group), s.chief.ID())
			w.must(err)
		})
		w.store = b
		before := len(w.records(s.group))
		w.refused(name+", by who was removed a millisecond before", c.act(s), access.NotFound)
		if after := len(w.records(s.group)); after != before+1 { // the removal
			w.Errorf("%s: %d records more, want that of the removal alone", name, after-before)
		}
	}
}

// TestRule3TheInviterIsJudgedAgain: whoever vouched last is the one.
func TestRule3TheInviterIsJudgedAgain(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	for name, c := range map[string]struct {
		vouch func(i access.Invitation) // by the administrator who stays
		want  access.Kind
	}{
		"nobody else": {func(access.Invitation) {}, access.InvitationNotAuthorised},
		"a resend":    {func(i access.Invitation) { w.resent(admin, i) }, ""},
		"an amendment of roles": {func(i access.Invitation) {
			_, err := w.amended(admin, i, viewer, biller)
			w.must(err)
		}, ""},
		"an amendment of names": {func(i access.Invitation) {
			name := "Ada"
			_, err := w.amend().Do(t.Context(), admin.ID(), organisation.ID, i.ID, access.AmendRequest{FirstName: &name})
			w.must(err)
		}, access.InvitationNotAuthorised},
	} {
		id := strings.ToLower(access.NewID())
		inviter := w.member(whole(organisation), "inviter-"+id, organisationAdmin)
		invitation := w.invited(inviter, whole(organisation), "ada-"+id, viewer)
		w.edited(admin, organisation, inviter, access.Held{Role: viewer})
		c.vouch(invitation)
		_, err := w.register().Do(t.Context(), invitation.ID, registration(w.secret(invitation.ID)))
		w.refused(name, err, c.want)
	}
}

// TestRule5AnOrganisationKeepsAnAdministrator at every door, by whomever it is
// tried, but from above.
func TestRule5AnOrganisationKeepsAnAdministrator(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	company := w.creates(chief, group, "Company", true)
	shop := w.account(company, "Shop")
	last := w.member(whole(company), "last", organisationAdmin, viewer)
	w.member(scopeOf(shop), "last", accountAdmin)
	keeps := func(what string, err error) {
		t.Helper()
		w.refused(what, err, access.LastAdministrator)
		if n := w.place(company).Organisation.Admins; n != 1 {
			t.Errorf("%s: %d administrators are left", what, n)
		}
	}
	_, err := w.remove().Do(t.Context(), last.ID(), whole(company), last.ID())
	keeps("removing oneself", err)
	keeps("demoting oneself", w.edits(last, company, last, access.Held{Role: viewer}))
	keeps("moving oneself to an account", w.edits(last, company, last, access.Held{Role: accountAdmin, Account: shop.ID}))
	w.edited(last, company, last, access.Held{Role: organisationAdmin}) // every other role may go

	second := w.member(whole(company), "second", partnerAdmin)
	w.edited(second, company, last, access.Held{Role: viewer})
	_, err = w.remove().Do(t.Context(), second.ID(), whole(company), second.ID())
	keeps("a Partner Organisation Admin of the organisation itself", err)
	keeps("who cannot be one for the organisation itself", w.edits(second, company, second, access.Held{Role: biller}))
	w.edited(second, company, second, access.Held{Role: organisationAdmin}) // one who is left counts by either role

	w.edited(chief, company, second, access.Held{Role: biller})
	if n := w.place(company).Organisation.Admins; n != 0 {
		t.Errorf("from above %d are left", n)
	}
	_, err = w.remove().Do(t.Context(), chief.ID(), whole(group), chief.ID())
	w.refused("the last of the top", err, access.LastAdministrator)
}

// TestRule7AnAddressIsComparedNeverRewritten through the whole life of an
// invitation.
func TestRule7AnAddressIsComparedNeverRewritten(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invite := func(email string, role access.RoleID) (access.Invitation, error) {
		return w.invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: email, Roles: []access.RoleID{role}}, "")
	}
	typed := "Jorn.A+x@BLA\u030aBÆR.example"
	invitation, err := invite(typed, viewer)
	w.must(err)
	renewed := w.resent(admin, invitation)
	amended, err := w.amended(admin, renewed, signer)
	w.must(err)
	w.takes(w.invitation(invitation.ID))
	for what, address := range map[string]access.Address{"resent": renewed.Email, "amended": amended.Email, "stored": w.invitation(invitation.ID).Email} {
		if address.String() != typed {
			t.Errorf("%s as %s", what, address)
		}
	}
	if got, err := w.permissions(admin, organisation, access.Filter{Limit: 10, Email: "JORN.a"}); err != nil || !slices.Equal(got, []string{typed + ": signing-editor"}) {
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
