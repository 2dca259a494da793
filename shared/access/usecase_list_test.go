package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

// permissions reads a list to its end and shows it: "address: role role".
func (w *world) permissions(by access.Caller, o access.Organisation, f access.Filter) ([]string, error) {
	w.Helper()
	var shown []string
	for {
		in, page, err := w.list().Permissions(w.Context(), by.ID(), o.ID, f)
		if err != nil {
			return nil, err
		}
		if len(page.Items) > f.Limit {
			w.Errorf("a page of %d, asked for %d", len(page.Items), f.Limit)
		}
		for _, s := range page.Items {
			shown = append(shown, s.User().Email.String()+": "+rolesShown(s, in))
		}
		if f.After = page.Next; f.After == "" {
			return shown, nil
		}
	}
}

// rolesShown is what somebody has in an organisation, as text: "role role^", where
// ^ marks what is inherited.
func rolesShown(s access.Standing, in access.Organisation) string {
	var roles []string
	for _, g := range s.Shown(in) {
		role := string(g.Role)
		if g.Scope.Organisation != in.ID {
			role += "^"
		}
		roles = append(roles, role)
	}
	return strings.Join(roles, " ")
}

func (w *world) invitations(by access.Caller, o access.Organisation, f access.Filter) ([]string, error) {
	w.Helper()
	var shown []string
	for {
		page, err := w.list().Invitations(w.Context(), by.ID(), o.ID, f)
		if err != nil {
			return nil, err
		}
		for _, i := range page.Items {
			shown = append(shown, fmt.Sprintf("%s %s", i.Email, i.StatusAt(w.Now())))
		}
		if f.After = page.Next; f.After == "" {
			return shown, nil
		}
	}
}

func (w *world) lists(what string, got []string, err error, want ...string) {
	w.Helper()
	if err != nil || !slices.Equal(got, want) {
		w.Errorf("%s: %q (%v), want %q", what, got, err, want)
	}
}

func TestListShowsWhatTheCallerAdministers(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	company := w.below("zoe", group)
	shop, yard := w.account(company, "Shop"), w.account(company, "Yard")
	joins := func(scope access.Scope, name string, role access.RoleID) access.Caller {
		w.pass(time.Second)
		return w.member(scope, name, role)
	}
	admin := joins(whole(company), "Dora", organisationAdmin)
	shopAdmin := joins(scopeOf(shop), "charles", accountAdmin)
	joins(scopeOf(shop), "ada", signer)
	ada := joins(scopeOf(yard), "ada", viewer)
	bob := joins(whole(company), "bob", viewer)
	w.invited(admin, scopeOf(shop), "eve", viewer)
	w.invited(admin, scopeOf(yard), "eva", viewer)

	everybody := []string{"ada@example.com: signing-editor audit-viewer", "bob@example.com: audit-viewer",
		"charles@example.com: account-admin", "chief@example.com: partner-organisation-admin^", "Dora@example.com: organisation-admin"}
	if shop.ID > yard.ID {
		everybody[0] = "ada@example.com: audit-viewer signing-editor"
	}
	for name, by := range map[string]access.Caller{"Organisation Admin": admin, "from above": chief} {
		for _, limit := range []int{1, 2, 3, 100} {
			got, err := w.permissions(by, company, access.Filter{Limit: limit})
			w.lists(fmt.Sprint(name, ", in pages of ", limit), got, err, everybody...)
		}
	}
	got, err := w.permissions(shopAdmin, company, access.Filter{Limit: 1})
	w.lists("Account Admin", got, err, "ada@example.com: signing-editor", "charles@example.com: account-admin")
	got, err = w.permissions(admin, company, access.Filter{Limit: 10, Account: yard.ID})
	w.lists("one account", got, err, "ada@example.com: audit-viewer")
	got, err = w.permissions(admin, company, access.Filter{Limit: 10, Role: viewer})
	w.lists("one role", got, err, everybody[0], everybody[1])
	got, err = w.permissions(shopAdmin, company, access.Filter{Limit: 10, Role: viewer})
	w.lists("one role, Account Admin", got, err)
	got, err = w.permissions(admin, company, access.Filter{Limit: 10, Email: "DO"})
	w.lists("the beginning of an address", got, err, "Dora@example.com: organisation-admin")

	got, err = w.invitations(admin, company, access.Filter{Limit: 1})
	w.lists("invitations", got, err, "ada@example.com accepted", "ada@example.com accepted", "bob@example.com accepted", "charles@example.com accepted",
		"Dora@example.com accepted", "eva@example.com pending", "eve@example.com pending", "zoe@example.com pending")
	got, err = w.invitations(admin, company, access.Filter{Limit: 2, Status: []access.Status{access.Pending, access.Pending}})
	w.lists("pending", got, err, "eva@example.com pending", "eve@example.com pending", "zoe@example.com pending")
	got, err = w.invitations(admin, company, access.Filter{Limit: 2, Status: []access.Status{access.Accepted, access.Declined}})
	w.lists("closed", got, err, "bob@example.com accepted", "ada@example.com accepted", "ada@example.com accepted", "charles@example.com accepted", "Dora@example.com accepted")
	got, err = w.invitations(admin, company, access.Filter{Limit: 2, Email: "b", Status: []access.Status{access.Accepted}})
	w.lists("closed, of an address", got, err, "bob@example.com accepted")
	got, err = w.invitations(shopAdmin, company, access.Filter{Limit: 10, Status: []access.Status{access.Pending}})
	w.lists("invitations, Account Admin", got, err, "eve@example.com pending")

	for name, c := range map[string]struct {
		by     access.Caller
		filter access.Filter
		want   access.Kind
	}{
		"a member without power":                {bob, access.Filter{Limit: 10}, access.Forbidden},
		"a member of an account without power":  {ada, access.Filter{Limit: 10, Account: yard.ID}, access.Forbidden},
		"Account Admin, another account":        {shopAdmin, access.Filter{Limit: 10, Account: yard.ID}, access.NotFound},
		"an account that is not there":          {admin, access.Filter{Limit: 10, Account: "nowhere"}, access.NotFound},
		"a stranger":                            {access.Caller{Subject: "nobody"}, access.Filter{Limit: 10}, access.NotFound},
		"a stranger, an account":                {access.Caller{Subject: "nobody"}, access.Filter{Limit: 10, Account: shop.ID}, access.NotFound},
		"an account id that cannot be one, too": {admin, access.Filter{Limit: 10, Account: "#"}, access.NotFound},
	} {
		_, err := w.permissions(c.by, company, c.filter)
		w.refused(name, err, c.want)
		_, err = w.invitations(c.by, company, c.filter)
		w.refused(name+", invitations", err, c.want)
	}
}

// TestListTellsInheritedFromDirect: the one with its source and without a
// version of its own, to administrators of the whole organisation alone.
func TestListTellsInheritedFromDirect(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	company := w.creates(chief, group, "Company", false)
	shop := w.account(company, "Shop")
	admin := w.member(whole(company), "admin", organisationAdmin)
	shopAdmin := w.member(scopeOf(shop), "shop-admin", accountAdmin)
	w.member(whole(group), "both", partnerAdmin, viewer)
	w.member(scopeOf(shop), "both", viewer)
	w.member(whole(group), "group-admin", organisationAdmin)

	got, err := w.permissions(admin, company, access.Filter{Limit: 1})
	w.lists("everybody", got, err, "admin@example.com: organisation-admin", "both@example.com: audit-viewer partner-organisation-admin^",
		"chief@example.com: partner-organisation-admin^", "shop-admin@example.com: account-admin")
	got, err = w.permissions(admin, company, access.Filter{Limit: 1, Role: partnerAdmin})
	w.lists("by a role that is inherited", got, err, "both@example.com: audit-viewer partner-organisation-admin^", "chief@example.com: partner-organisation-admin^")
	got, err = w.permissions(admin, company, access.Filter{Limit: 1, Account: shop.ID})
	w.lists("of an account", got, err, "both@example.com: audit-viewer", "shop-admin@example.com: account-admin")
	got, err = w.permissions(shopAdmin, company, access.Filter{Limit: 10})
	w.lists("to an Account Admin", got, err, "both@example.com: audit-viewer", "shop-admin@example.com: account-admin")

	in, s, err := w.list().Permission(t.Context(), admin.ID(), company.ID, chief.ID())
	if shown := s.Shown(in); err != nil || len(shown) != 1 || shown[0].Scope.Organisation != group.ID || s.Direct.Version != "" {
		t.Errorf("who only governs: %+v (%v)", s, err)
	}
	_, _, err = w.list().Permission(t.Context(), shopAdmin.ID(), company.ID, chief.ID())
	w.refused("who only governs, to an Account Admin", err, access.NotFound)
}

func TestListShowsOneRowAndOneInvitation(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	other, otherAdmin := w.organisation("other", false)
	shop, yard := w.account(organisation, "Shop"), w.account(organisation, "Yard")
	shopAdmin := w.member(scopeOf(shop), "charles", accountAdmin)
	ada := w.member(scopeOf(yard), "ada", viewer)
	invitation := w.invited(admin, scopeOf(yard), "eve", viewer)

	in, row, err := w.list().Permission(t.Context(), admin.ID(), organisation.ID, ada.ID())
	if err != nil || rolesShown(row, in) != string(viewer) || row.User().Email.String() != mailbox("ada") {
		t.Errorf("the row is %+v (%v)", row, err)
	}
	if got, err := w.list().Invitation(t.Context(), admin.ID(), organisation.ID, invitation.ID); err != nil || got.ID != invitation.ID {
		t.Errorf("the invitation is %+v (%v)", got, err)
	}
	for name, c := range map[string]struct {
		by   access.Caller
		in   access.Organisation
		want access.Kind
	}{
		"Account Admin of another account": {shopAdmin, organisation, access.NotFound},
		"member without power":             {ada, organisation, access.Forbidden},
		"stranger":                         {otherAdmin, organisation, access.NotFound},
		"through another organisation":     {otherAdmin, other, access.NotFound},
	} {
		_, _, err := w.list().Permission(t.Context(), c.by.ID(), c.in.ID, ada.ID())
		w.refused(name+", row", err, c.want)
		_, err = w.list().Invitation(t.Context(), c.by.ID(), c.in.ID, invitation.ID)
		w.refused(name+", invitation", err, c.want)
	}
	for _, id := range []access.UserID{"", "#", "nobody", access.UserID(strings.Repeat("x", 2048))} {
		_, _, err := w.list().Permission(t.Context(), admin.ID(), organisation.ID, id)
		w.refused("user "+string(id), err, access.NotFound)
	}
}

func TestListTellsAnExpiredInvitation(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "eve", viewer)
	list := func(status access.Status) []string {
		got, err := w.invitations(admin, organisation, access.Filter{Limit: 10, Email: "eve", Status: []access.Status{status}})
		w.must(err)
		return got
	}
	w.lists("open", list(access.Pending), nil, "eve@example.com pending")
	w.set(invitation.ExpiresAt)
	w.lists("over", list(access.Expired), nil, "eve@example.com expired")
	w.lists("not open any more", list(access.Pending), nil)
}

// TestListTakesNoPositionOfAnother: nor one of a list as it was before, when it
// began with the pending invitations and went on with the closed ones.
func TestListTakesNoPositionOfAnother(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	for _, name := range []string{"ada", "bob", "cay"} {
		w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, w.invited(admin, whole(organisation), name, viewer).ID))
		w.invited(admin, whole(organisation), name, viewer)
	}
	filters := []access.Filter{{}, {Status: []access.Status{access.Pending}}, {Status: []access.Status{access.Revoked}}}
	for n, f := range filters {
		f.Limit = 1
		page, err := w.list().Invitations(t.Context(), admin.ID(), organisation.ID, f)
		w.must(err)
		for _, position := range []string{page.Next, "oada@example.com ", "c2036-02-28T12:00:00.000Z x", "x"} {
			for m, other := range filters {
				want := access.Invalid
				if m == n && position == page.Next {
					want = ""
				}
				other.Limit, other.After = 1, position
				_, err := w.list().Invitations(t.Context(), admin.ID(), organisation.ID, other)
				w.refused(fmt.Sprintf("filter %d, position %q of filter %d", m, position, n), err, want)
			}
		}
	}
}
