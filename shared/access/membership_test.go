package access

import (
	"slices"
	"testing"
	"time"
)

// until returns a grant with an end.
func until(g Grant, end time.Time) Grant {
	g.Until = end
	return g
}

// TestWhichChangesLoseAuthority says of changes of a membership whether what was judged on it
// before is stale.
func TestWhichChangesLoseAuthority(t *testing.T) {
	now := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	admin, shopAdmin, viewer := at(OrganisationAdmin, here, ""), at(AccountAdmin, here, shop), at("organisation-viewer", here, "")
	holds := func(grants ...Grant) Membership { return Membership{Grants: grants, ChangedAt: now} }
	suspended := func(m Membership) Membership { m.Suspended = true; return m }
	for _, c := range []struct {
		change        string
		before, after Membership
		want          bool
	}{
		{"nothing", holds(admin), holds(admin), false},
		{"an administrative grant is taken away", holds(admin), holds(), true},
		{"it is replaced by a plain one", holds(admin), holds(viewer), true},
		{"it is replaced by one at another account", holds(shopAdmin), holds(at(AccountAdmin, here, yard)), true},
		{"one of two is taken away", holds(admin, shopAdmin), holds(admin), true},
		{"a plain grant is taken away", holds(admin, viewer), holds(admin), false},
		{"the last plain grant is taken away", holds(viewer), holds(), false},
		{"an administrative grant is given", holds(viewer), holds(viewer, admin), false},
		{"it gets an end", holds(admin), holds(until(admin, now.Add(time.Hour))), true},
		{"its end comes forward", holds(until(admin, now.Add(time.Hour))), holds(until(admin, now.Add(time.Minute))), true},
		{"its end goes back", holds(until(admin, now.Add(time.Hour))), holds(until(admin, now.Add(2*time.Hour))), false},
		{"its end is taken away", holds(until(admin, now.Add(time.Hour))), holds(admin), false},
		{"it ends and is removed", holds(until(admin, now)), holds(), false},
		{"it is removed a second before its end", holds(until(admin, now.Add(time.Second))), holds(), true},
		{"it is suspended", holds(admin), suspended(holds(admin)), true},
		{"a plain grant is suspended", holds(viewer), suspended(holds(viewer)), false},
		{"a suspended grant is taken away", suspended(holds(admin)), suspended(holds()), false},
		{"it is reactivated", suspended(holds(admin)), holds(admin), false},
	} {
		if got := LosesAuthority(c.before, c.after); got != c.want {
			t.Errorf("%s: %t, want %t", c.change, got, c.want)
		}
	}
}

// TestWhoAdministers says which memberships make an administrator, and which of them count
// for the rule that an organisation keeps one.
func TestWhoAdministers(t *testing.T) {
	end := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		who                         string
		held                        []Grant
		suspended                   bool
		administers, keeps, partner bool
	}{
		{who: "nobody"},
		{who: "a viewer", held: []Grant{at("organisation-viewer", here, "")}},
		{who: "an Account Admin", held: []Grant{at(AccountAdmin, here, shop)}, administers: true},
		{who: "an Organisation Admin", held: []Grant{at("organisation-viewer", here, ""), at(OrganisationAdmin, here, "")}, administers: true, keeps: true},
		{who: "one at an account", held: []Grant{at(OrganisationAdmin, here, shop)}, administers: true},
		{who: "one with an end", held: []Grant{until(at(OrganisationAdmin, here, ""), end)}, administers: true},
		{who: "one who is suspended", held: []Grant{at(OrganisationAdmin, here, "")}, suspended: true},
		{who: "a Partner Organisation Admin", held: []Grant{at(PartnerOrganisationAdmin, here, "")}, administers: true, keeps: true, partner: true},
		{who: "a suspended viewer", held: []Grant{at("organisation-viewer", here, "")}, suspended: true},
	} {
		m := Membership{Grants: c.held, Suspended: c.suspended}
		if m.Administers() != c.administers || m.IsOrganisationAdmin() != c.keeps || m.IsPartnerAdmin() != c.partner {
			t.Errorf("%s: administers %t, is kept %t, as a partner %t", c.who, m.Administers(), m.IsOrganisationAdmin(), m.IsPartnerAdmin())
		}
	}
}

// TestAGrantReplacesOnlyItsOwnEndedOne gives a role to somebody who holds it at the scope,
// and other roles and scopes besides.
func TestAGrantReplacesOnlyItsOwnEndedOne(t *testing.T) {
	now := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	given := at("account-viewer", here, shop)
	given.At = now
	otherRole, otherScope := until(at(AccountAdmin, here, shop), now), until(at("account-viewer", here, yard), now)
	for _, c := range []struct {
		what string
		held []Grant
		want []Grant
	}{
		{"nothing", nil, []Grant{given}},
		{"the role", []Grant{at("account-viewer", here, shop)}, []Grant{at("account-viewer", here, shop)}},
		{"the role until later", []Grant{until(at("account-viewer", here, shop), now.Add(time.Second))}, []Grant{until(at("account-viewer", here, shop), now.Add(time.Second))}},
		{"the role until now", []Grant{until(at("account-viewer", here, shop), now)}, []Grant{given}},
		{"another role until now", []Grant{otherRole}, []Grant{otherRole, given}},
		{"the role at another account until now", []Grant{otherScope}, []Grant{otherScope, given}},
	} {
		m := Membership{Grants: c.held, ChangedAt: now}
		m.give(given)
		if !slices.Equal(m.Grants, c.want) {
			t.Errorf("who holds %s then holds %+v, want %+v", c.what, m.Grants, c.want)
		}
	}
}

// TestTheNextChangeIsLater keeps the order of the changes of a membership whatever the clock
// of a function says.
func TestTheNextChangeIsLater(t *testing.T) {
	last := time.Date(2036, time.February, 28, 12, 0, 0, 5000, time.UTC)
	m := Membership{ChangedAt: last}
	for now, want := range map[time.Time]time.Time{
		last.Add(time.Second):            last.Add(time.Second),
		last.Add(1500 * time.Nanosecond): last.Add(time.Microsecond),
		last:                             last.Add(time.Microsecond),
		last.Add(-time.Hour):             last.Add(time.Microsecond),
	} {
		if got := m.nextChange(now); !got.Equal(want) {
			t.Errorf("at %s it is %s, want %s", now, got, want)
		}
	}
}
