package access_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// listedPermissions reads a list of permissions to its end and returns each as
// text: "address: role role".
func listedPermissions(f *fixture.Fixture, by access.Caller, o access.Organisation, filter access.Filter) ([]string, error) {
	f.Helper()
	var shown []string
	for {
		view, page, err := f.List().Permissions(f.Context(), by.ID(), o.ID, filter)
		if err != nil {
			return nil, err
		}
		if len(page.Items) > filter.Limit {
			f.Errorf("a page of %d items, want at most %d", len(page.Items), filter.Limit)
		}
		for _, s := range page.Items {
			shown = append(shown, s.User().Email.String()+": "+fixture.RolesShown(s, view.Organisation))
		}
		if filter.After = page.Next; filter.After == "" {
			return shown, nil
		}
	}
}

func TestListVisibility(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	company := f.ChildOrganisation("zoe", group)
	shop, yard := f.Account(company, "Shop"), f.Account(company, "Yard")
	joins := func(scope access.Scope, name string, role access.RoleID) access.Caller {
		f.Pass(time.Second)
		return f.Member(scope, name, role)
	}
	admin := joins(fixture.Whole(company), "Dora", fixture.OrganisationAdmin)
	shopAdmin := joins(fixture.ScopeOf(shop), "charles", fixture.AccountAdmin)
	joins(fixture.ScopeOf(shop), "ada", fixture.Signer)
	ada := joins(fixture.ScopeOf(yard), "ada", fixture.Viewer)
	bob := joins(fixture.Whole(company), "bob", fixture.Viewer)
	f.Invited(admin, fixture.ScopeOf(shop), "eve", fixture.Viewer)
	f.Invited(admin, fixture.ScopeOf(yard), "eva", fixture.Viewer)

	everybody := []string{"ada@example.com: signing-editor audit-viewer", "bob@example.com: audit-viewer",
		"charles@example.com: account-admin", "chief@example.com: partner-organisation-admin^", "Dora@example.com: organisation-admin"}
	if shop.ID > yard.ID {
		everybody[0] = "ada@example.com: audit-viewer signing-editor"
	}
	for name, by := range map[string]access.Caller{"Organisation Admin": admin, "from above": chief} {
		for _, limit := range []int{1, 2, 3, 100} {
			got, err := listedPermissions(f, by, company, access.Filter{Limit: limit})
			f.WantList(fmt.Sprint(name, ", in pages of ", limit), got, err, everybody...)
		}
	}
	got, err := listedPermissions(f, shopAdmin, company, access.Filter{Limit: 1})
	f.WantList("Account Admin", got, err, "ada@example.com: signing-editor", "charles@example.com: account-admin")
	got, err = listedPermissions(f, admin, company, access.Filter{Limit: 10, Account: yard.ID})
	f.WantList("one account", got, err, "ada@example.com: audit-viewer")
	got, err = listedPermissions(f, admin, company, access.Filter{Limit: 10, Role: fixture.Viewer})
	f.WantList("one role", got, err, everybody[0], everybody[1])
	got, err = listedPermissions(f, shopAdmin, company, access.Filter{Limit: 10, Role: fixture.Viewer})
	f.WantList("one role, Account Admin", got, err)
	got, err = listedPermissions(f, admin, company, access.Filter{Limit: 10, Email: "DO"})
	f.WantList("the beginning of an address", got, err, "Dora@example.com: organisation-admin")

	got, err = f.ListedInvitations(admin, company, access.Filter{Limit: 1})
	f.WantList("invitations", got, err, "ada@example.com accepted", "ada@example.com accepted", "bob@example.com accepted", "charles@example.com accepted",
		"Dora@example.com accepted", "eva@example.com pending", "eve@example.com pending", "zoe@example.com pending")
	got, err = f.ListedInvitations(admin, company, access.Filter{Limit: 2, Status: []access.Status{access.Pending, access.Pending}})
	f.WantList("pending", got, err, "eva@example.com pending", "eve@example.com pending", "zoe@example.com pending")
	got, err = f.ListedInvitations(admin, company, access.Filter{Limit: 2, Status: []access.Status{access.Accepted, access.Declined}})
	f.WantList("closed", got, err, "ada@example.com accepted", "ada@example.com accepted", "bob@example.com accepted", "charles@example.com accepted", "Dora@example.com accepted")
	got, err = f.ListedInvitations(admin, company, access.Filter{Limit: 2, Email: "b", Status: []access.Status{access.Accepted}})
	f.WantList("closed, of an address", got, err, "bob@example.com accepted")
	got, err = f.ListedInvitations(shopAdmin, company, access.Filter{Limit: 10, Status: []access.Status{access.Pending}})
	f.WantList("invitations, Account Admin", got, err, "eve@example.com pending")

	for name, c := range map[string]struct {
		by     access.Caller
		filter access.Filter
		want   access.Kind
	}{
		"a member without an administrative role":               {bob, access.Filter{Limit: 10}, access.Forbidden},
		"a member of an account without an administrative role": {ada, access.Filter{Limit: 10, Account: yard.ID}, access.Forbidden},
		"Account Admin, another account":                        {shopAdmin, access.Filter{Limit: 10, Account: yard.ID}, access.NotFound},
		"an account that does not exist":                        {admin, access.Filter{Limit: 10, Account: "nowhere"}, access.NotFound},
		"a stranger":                                            {access.Caller{Subject: "nobody"}, access.Filter{Limit: 10}, access.NotFound},
		"a stranger, an account":                                {access.Caller{Subject: "nobody"}, access.Filter{Limit: 10, Account: shop.ID}, access.NotFound},
		"an impossible account id":                              {admin, access.Filter{Limit: 10, Account: "#"}, access.NotFound},
	} {
		_, err := listedPermissions(f, c.by, company, c.filter)
		f.WantRefusal(name, err, c.want)
		_, err = f.ListedInvitations(c.by, company, c.filter)
		f.WantRefusal(name+", invitations", err, c.want)
	}
}

// TestListMarksInheritedAccess checks that inherited access is shown with its
// source and without its own version, and only to administrators of the whole
// organisation.
func TestListMarksInheritedAccess(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, group, "Company", false)
	shop := f.Account(company, "Shop")
	admin := f.Member(fixture.Whole(company), "admin", fixture.OrganisationAdmin)
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	f.Member(fixture.Whole(group), "both", fixture.PartnerAdmin, fixture.Viewer)
	f.Member(fixture.ScopeOf(shop), "both", fixture.Viewer)
	f.Member(fixture.Whole(group), "group-admin", fixture.OrganisationAdmin)

	got, err := listedPermissions(f, admin, company, access.Filter{Limit: 1})
	f.WantList("everybody", got, err, "admin@example.com: organisation-admin", "both@example.com: audit-viewer partner-organisation-admin^",
		"chief@example.com: partner-organisation-admin^", "shop-admin@example.com: account-admin")
	got, err = listedPermissions(f, admin, company, access.Filter{Limit: 1, Role: fixture.PartnerAdmin})
	f.WantList("by a role that is inherited", got, err, "both@example.com: audit-viewer partner-organisation-admin^", "chief@example.com: partner-organisation-admin^")
	got, err = listedPermissions(f, admin, company, access.Filter{Limit: 1, Account: shop.ID})
	f.WantList("of an account", got, err, "both@example.com: audit-viewer", "shop-admin@example.com: account-admin")
	got, err = listedPermissions(f, shopAdmin, company, access.Filter{Limit: 10})
	f.WantList("to an Account Admin", got, err, "both@example.com: audit-viewer", "shop-admin@example.com: account-admin")

	view, s, err := f.List().Permission(t.Context(), admin.ID(), company.ID, chief.ID())
	if shown := s.Shown(view.Organisation); err != nil || len(shown) != 1 || shown[0].Scope.Organisation != group.ID || s.Direct.Version != "" {
		t.Errorf("a user who only governs: %+v (%v)", s, err)
	}
	_, _, err = f.List().Permission(t.Context(), shopAdmin.ID(), company.ID, chief.ID())
	f.WantRefusal("a user who only governs, to an Account Admin", err, access.NotFound)
}

func TestOneMembershipAndOneInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	other, otherAdmin := f.Organisation("other", false)
	shop, yard := f.Account(organisation, "Shop"), f.Account(organisation, "Yard")
	shopAdmin := f.Member(fixture.ScopeOf(shop), "charles", fixture.AccountAdmin)
	ada := f.Member(fixture.ScopeOf(yard), "ada", fixture.Viewer)
	invitation := f.Invited(admin, fixture.ScopeOf(yard), "eve", fixture.Viewer)

	view, row, err := f.List().Permission(t.Context(), admin.ID(), organisation.ID, ada.ID())
	if err != nil || fixture.RolesShown(row, view.Organisation) != string(fixture.Viewer) || row.User().Email.String() != fixture.Mailbox("ada") {
		t.Errorf("the membership is %+v (%v)", row, err)
	}
	if _, got, err := f.List().Invitation(t.Context(), admin.ID(), organisation.ID, invitation.ID); err != nil || got.ID != invitation.ID {
		t.Errorf("the invitation is %+v (%v)", got, err)
	}
	for name, c := range map[string]struct {
		by   access.Caller
		in   access.Organisation
		want access.Kind
	}{
		"Account Admin of another account":      {shopAdmin, organisation, access.NotFound},
		"member without an administrative role": {ada, organisation, access.Forbidden},
		"stranger":                              {otherAdmin, organisation, access.NotFound},
		"through another organisation":          {otherAdmin, other, access.NotFound},
	} {
		_, _, err := f.List().Permission(t.Context(), c.by.ID(), c.in.ID, ada.ID())
		f.WantRefusal(name+", row", err, c.want)
		_, _, err = f.List().Invitation(t.Context(), c.by.ID(), c.in.ID, invitation.ID)
		f.WantRefusal(name+", invitation", err, c.want)
	}
	for _, id := range []access.UserID{"", "#", "nobody", access.UserID(strings.Repeat("x", 2048))} {
		_, _, err := f.List().Permission(t.Context(), admin.ID(), organisation.ID, id)
		f.WantRefusal("user "+string(id), err, access.NotFound)
	}
}

func TestListStatusOfExpiredInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Viewer)
	list := func(status access.Status) []string {
		got, err := f.ListedInvitations(admin, organisation, access.Filter{Limit: 10, Email: "eve", Status: []access.Status{status}})
		f.Must(err)
		return got
	}
	f.WantList("open", list(access.Pending), nil, "eve@example.com pending")
	f.Set(invitation.ExpiresAt)
	f.WantList("expired", list(access.Expired), nil, "eve@example.com expired")
	f.WantList("not open any more", list(access.Pending), nil)
}
