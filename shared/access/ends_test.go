package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestFirstEnd finds when the first role of a membership ends.
func TestFirstEnd(t *testing.T) {
	never, soon, later := time.Time{}, fixture.Noon, fixture.Noon.Add(time.Second)
	for name, c := range map[string]struct {
		ends []time.Time
		want time.Time
	}{
		"no role":            {nil, never},
		"no end":             {[]time.Time{never, never}, never},
		"one end":            {[]time.Time{never, soon, never}, soon},
		"the earlier first":  {[]time.Time{soon, never, later}, soon},
		"the earlier second": {[]time.Time{later, soon}, soon},
	} {
		var m access.Membership
		for _, until := range c.ends {
			m.Grants = append(m.Grants, access.Grant{Role: fixture.Viewer, Until: until})
		}
		if got := m.FirstEnd(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestTheLastEnd gives a role until the last second of the year 9999, and one more.
func TestTheLastEnd(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	last := time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
	f.WantRefusal("the year 10000", f.TryEdit(admin, organisation, ada, access.ScopedRole{Role: fixture.Signer, Until: last.Add(time.Second)}), access.Invalid)
	f.WantRefusal("the year 9999", f.TryEdit(admin, organisation, ada, access.ScopedRole{Role: fixture.Signer, Until: last}), "")
}

// TestAnInvitationWhoseRolesHaveEnded can neither be sent again nor taken over, although it is
// still pending.
func TestAnInvitationWhoseRolesHaveEnded(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	deputy := f.Member(fixture.Whole(organisation), "deputy", fixture.OrganisationAdmin)
	end := f.Now().Add(time.Hour)
	i, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("ada"),
		Roles: []access.RoleID{fixture.Viewer, fixture.Signer}, Ends: access.Ends{fixture.Viewer: end, fixture.Signer: end.Add(time.Hour)}}, "")
	f.Must(err)
	for _, c := range []struct {
		at   time.Time
		want access.Kind
	}{{end.Add(time.Hour), access.InvitationExpired}, {end, ""}} {
		f.Set(c.at)
		_, err := f.TakeOver().Do(t.Context(), deputy.ID(), organisation.ID, i.ID)
		f.WantRefusal("a take-over at "+c.at.String(), err, c.want)
		_, err = f.Resend().Do(t.Context(), admin.ID(), organisation.ID, i.ID, "")
		f.WantRefusal("a resend at "+c.at.String(), err, c.want)
	}
}

// TestTheVersionKnowsTheEnd changes the end of a role at an account, and suspends who has it.
// The Account Admin is shown another version each time.
func TestTheVersionKnowsTheEnd(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin)
	ada := f.Member(fixture.ScopeOf(shop), "ada", fixture.Signer)
	seen := map[string]bool{f.ShownVersion(clerk, organisation, ada): true}
	endAfter := func(d time.Duration) func() {
		return func() {
			f.EditRoles(admin, organisation, ada, access.ScopedRole{Role: fixture.Signer, Account: shop.ID, Until: f.Now().Add(d)})
		}
	}
	for n, change := range []func(){endAfter(time.Hour), endAfter(2 * time.Hour), func() { f.Must(suspend(f, admin, organisation, ada, true)) }} {
		change()
		version := f.ShownVersion(clerk, organisation, ada)
		if seen[version] {
			t.Errorf("change %d does not change the version", n+1)
		}
		seen[version] = true
	}
}

// TestAddsAtAccount compares the roles at accounts of two states of a membership.
func TestAddsAtAccount(t *testing.T) {
	membership := func(grants ...access.Grant) access.Membership { return access.Membership{Grants: grants} }
	whole := access.Grant{Role: fixture.Signer, Scope: access.Scope{Organisation: "acme"}}
	shop, yard := whole, whole
	shop.Scope.Account, yard.Scope.Account = "shop", "yard"
	for name, c := range map[string]struct {
		before, after access.Membership
		want          bool
	}{
		"a role at the whole organisation": {membership(), membership(whole), false},
		"a role at an account":             {membership(whole), membership(whole, shop), true},
		"a role at another account":        {membership(shop), membership(shop, yard), true},
		"no further role":                  {membership(shop), membership(shop), false},
		"a role less":                      {membership(shop, yard), membership(yard), false},
	} {
		if got := access.AddsAtAccount(c.before, c.after); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
