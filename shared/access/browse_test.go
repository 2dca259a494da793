package access_test

import (
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// listedOrganisations reads all pages of the organisations that somebody sees and
// returns each organisation as text: "name <parent ^through".
func listedOrganisations(f *fixture.Fixture, by access.Caller, limit int) []string {
	f.Helper()
	names := map[access.OrganisationID]string{}
	var all []access.OrganisationView
	for filter := (access.Filter{Limit: limit}); ; {
		page, err := f.Browse().Organisations(f.Context(), by.ID(), filter)
		f.Must(err)
		if len(page.Items) > limit || (page.Next != "" && len(page.Items) < limit) {
			f.Errorf("a page of %d items, want at most %d", len(page.Items), limit)
		}
		all = append(all, page.Items...)
		if filter.After = page.Next; filter.After == "" {
			break
		}
	}
	for _, s := range all {
		names[s.Organisation.ID] = s.Organisation.Name
		for _, a := range s.Organisation.Ancestors {
			names[a.ID] = a.Name
		}
	}
	return fixture.Each(all, func(s access.OrganisationView) string {
		shown := s.Organisation.Name
		if s.Parent != "" {
			shown += " <" + names[s.Parent]
		}
		if s.Through != nil {
			shown += " ^" + s.Through.Name
		}
		return shown
	})
}

// TestBrowseShowsOrganisationsBelow checks that somebody who governs from above
// sees every organisation below once, with the source of the access. Everybody else
// sees the organisations where they hold a role, and a parent only if they may.
func TestBrowseShowsOrganisationsBelow(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	north := f.CreateBelow(chief, top, "north", true)
	south := f.CreateBelow(chief, top, "South", true)
	fjord := f.CreateBelow(chief, north, "Fjord", false)
	bay := f.CreateBelow(chief, south, "bay", false)
	f.Organisation("other", true)
	northChief := f.Member(fixture.Whole(north), "north-chief", fixture.PartnerAdmin)
	both := f.Member(fixture.Whole(north), "both", fixture.PartnerAdmin)
	f.Member(fixture.Whole(fjord), "both", fixture.Viewer)
	f.Member(fixture.Whole(top), "both", fixture.PartnerAdmin)
	reader := f.Member(fixture.Whole(fjord), "reader", fixture.Viewer)
	twoLevels := f.Member(fixture.Whole(bay), "two", fixture.Viewer)
	f.Member(fixture.Whole(south), "two", fixture.Viewer)
	group := top.Name

	everything := []string{"bay <South ^South", "Fjord <north ^north", "north <" + group + " ^" + group, group, "South <" + group + " ^" + group}
	everything[0], everything[1] = "bay <South ^"+group, "Fjord <north ^"+group
	for name, c := range map[string]struct {
		by   access.Caller
		want []string
	}{
		"chief":       {chief, everything},
		"north chief": {northChief, []string{"Fjord <north ^north", "north"}},
		"both":        {both, []string{"bay <South ^" + group, "Fjord <north", "north <" + group, group, "South <" + group + " ^" + group}},
		"reader":      {reader, []string{"Fjord"}},
		"two levels":  {twoLevels, []string{"bay <South", "South"}},
	} {
		for _, limit := range []int{1, 2, 3, 100} {
			if got := listedOrganisations(f, c.by, limit); !slices.Equal(got, c.want) {
				t.Errorf("%s, in pages of %d: %q, want %q", name, limit, got, c.want)
			}
		}
	}
	for name, c := range map[string]struct {
		by      access.Caller
		id      access.OrganisationID
		parent  access.OrganisationID
		through string
	}{
		"chief, two levels below": {chief, fjord.ID, north.ID, group},
		"chief, the top":          {chief, top.ID, "", ""},
		"both, with a role there": {both, fjord.ID, north.ID, ""},
		"reader":                  {reader, fjord.ID, "", ""},
		"two levels":              {twoLevels, bay.ID, south.ID, ""},
	} {
		seen, _, err := f.Browse().Organisation(t.Context(), c.by.ID(), c.id, access.Filter{Limit: 100})
		through := ""
		if seen.Through != nil {
			through = seen.Through.Name
		}
		if err != nil || seen.Parent != c.parent || through != c.through {
			t.Errorf("%s: parent %q through %q (%v), want %q and %q", name, seen.Parent, through, err, c.parent, c.through)
		}
	}
}

// TestBrowsePagesThroughMany lists more organisations than a page of the store has.
func TestBrowsePagesThroughMany(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	for n := range 60 {
		f.CreateBelow(chief, top, fmt.Sprintf("o%02d", n*37%60), false)
	}
	all := listedOrganisations(f, chief, 100)
	if len(all) != 61 {
		t.Fatalf("%d organisations, want 61", len(all))
	}
	for _, limit := range []int{1, 7, 50, 61} {
		if got := listedOrganisations(f, chief, limit); !slices.Equal(got, all) {
			t.Errorf("in pages of %d: %q", limit, got)
		}
	}
}

func TestBrowseShowsOwnAccess(t *testing.T) {
	f := fixture.InMemory(t)
	first, chief := f.Organisation("chief", true)
	second, _ := f.Organisation("another", false)
	below := f.ChildOrganisation("below", first)
	shop := f.Account(second, "Shop")
	f.Account(second, "Yard")
	ada := f.Member(fixture.ScopeOf(shop), "ada", fixture.Viewer)
	f.Member(fixture.Whole(first), "ada", fixture.Biller)

	me, err := f.Browse().Me(t.Context(), ada.ID(), access.Filter{Limit: 100})
	if err != nil || me.User.Email.String() != fixture.Mailbox("ada") || len(me.Memberships.Items) != 2 {
		t.Errorf("me: %+v (%v)", me, err)
	}
	if got, want := listedOrganisations(f, ada, 10), []string{second.Name, first.Name}; !slices.Equal(got, want) {
		t.Errorf("organisations: %q, want %q", got, want)
	}
	if _, accounts, err := f.Browse().Organisation(t.Context(), ada.ID(), second.ID, access.Filter{Limit: 100}); err != nil || len(accounts.Items) != 1 || accounts.Items[0].ID != shop.ID {
		t.Errorf("accounts: %+v (%v), want the one where a role is held", accounts, err)
	}
	for name, id := range map[string]access.OrganisationID{"one below a plain role": below.ID, "an unknown id": "never-was", "no id": ""} {
		_, _, err := f.Browse().Organisation(t.Context(), ada.ID(), id, access.Filter{Limit: 100})
		f.WantRefusal(name, err, access.NotFound)
	}
	_, err = f.Remove().Do(t.Context(), chief.ID(), fixture.Whole(first), ada.ID())
	f.Must(err)
	_, _, err = f.Browse().Organisation(t.Context(), ada.ID(), first.ID, access.Filter{Limit: 100})
	f.WantRefusal("after the removal", err, access.NotFound)
	if got, want := listedOrganisations(f, ada, 10), []string{second.Name}; !slices.Equal(got, want) {
		t.Errorf("after the removal: %q, want %q", got, want)
	}
}

func TestBrowseWithoutUser(t *testing.T) {
	f := fixture.InMemory(t)
	nobody := access.Caller{Issuer: "https://issuer.example", Subject: "nobody"}
	me, err := f.Browse().Me(t.Context(), nobody.ID(), access.Filter{Limit: 100})
	if err != nil || me.User != (access.User{ID: nobody.ID()}) || len(me.Memberships.Items) != 0 {
		t.Errorf("me: %+v (%v)", me, err)
	}
	if got := listedOrganisations(f, nobody, 10); len(got) != 0 {
		t.Errorf("organisations: %q", got)
	}
}

// TestBrowsePagesThroughAccounts lists the accounts of an organisation as somebody who
// sees all of them and as somebody who sees those where they hold a role.
func TestBrowsePagesThroughAccounts(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, chief := f.Organisation("chief", false)
	var all, some []string
	var ada access.Caller
	for n := range 12 {
		name := fmt.Sprintf("a%02d", n)
		account := f.Account(organisation, name)
		all = append(all, name)
		if n%3 == 0 {
			ada = f.Member(fixture.ScopeOf(account), "ada", fixture.Viewer)
			f.Member(fixture.ScopeOf(account), "ada", fixture.Biller)
			some = append(some, name)
		}
	}
	for name, c := range map[string]struct {
		by   access.Caller
		want []string
	}{"who sees everything": {chief, all}, "who sees some accounts": {ada, some}} {
		for _, limit := range []int{1, 3, 4, 12, 100} {
			var got []string
			for filter := (access.Filter{Limit: limit}); ; {
				_, page, err := f.Browse().Organisation(t.Context(), c.by.ID(), organisation.ID, filter)
				f.Must(err)
				if len(page.Items) > limit {
					t.Errorf("%s: a page of %d items, want at most %d", name, len(page.Items), limit)
				}
				got = append(got, fixture.Each(page.Items, func(a access.Account) string { return a.Name })...)
				if filter.After = page.Next; filter.After == "" {
					break
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s, in pages of %d: %q, want %q", name, limit, got, c.want)
			}
		}
	}
}

// TestGrantableAtAccountsDoesNotDependOnThePage compares the roles that an administrator
// may give at an account with those that a page without that account shows.
func TestGrantableAtAccountsDoesNotDependOnThePage(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, chief := f.Organisation("chief", false)
	f.Account(organisation, "a")
	shop := f.Account(organisation, "b")
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin)
	reader := f.Member(fixture.ScopeOf(shop), "reader", fixture.Viewer)
	f.Member(fixture.Whole(organisation), "clerk", fixture.Viewer)
	for name, c := range map[string]struct {
		by    access.Caller
		gives bool
	}{"chief": {chief, true}, "clerk": {clerk, true}, "reader": {reader, false}} {
		view, _, err := f.Browse().Organisation(t.Context(), c.by.ID(), organisation.ID, access.Filter{Limit: 1})
		f.Must(err)
		got, want := view.Capabilities.GrantableAtAccounts(f.Roles), view.Capabilities.Grantable(f.Roles, shop.ID)
		if !slices.Equal(got, want) || slices.Contains(got, fixture.Viewer) != c.gives {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestBrowsePagesThroughOwnAccess lists the memberships of somebody with many grants. A
// page ends before it has more than 500.
func TestBrowsePagesThroughOwnAccess(t *testing.T) {
	f := fixture.InMemory(t)
	ada := access.Caller{Issuer: fixture.Issuer, Subject: "ada"}
	const organisations, grants = 7, 190
	for range organisations {
		organisation, admin := f.Organisation("admin", false)
		ada = f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
		held := []access.ScopedRole{{Role: fixture.Viewer}}
		for n := range grants - 1 {
			held = append(held, access.ScopedRole{Role: fixture.Viewer, Account: f.Account(organisation, fmt.Sprint(n)).ID})
		}
		f.EditRoles(admin, organisation, ada, held...)
	}
	for limit, sizes := range map[int][]int{1: {1, 1, 1, 1, 1, 1, 1}, 2: {2, 2, 2, 1}, 100: {2, 2, 2, 1}} {
		var got []int
		seen := map[access.OrganisationID]bool{}
		for filter := (access.Filter{Limit: limit}); ; {
			me, err := f.Browse().Me(t.Context(), ada.ID(), filter)
			f.Must(err)
			got = append(got, len(me.Memberships.Items))
			for _, membership := range me.Memberships.Items {
				if seen[membership.Organisation] = true; len(membership.Grants) != grants {
					t.Errorf("%d grants in one organisation, want %d", len(membership.Grants), grants)
				}
			}
			if filter.After = me.Memberships.Next; filter.After == "" {
				break
			}
		}
		if !slices.Equal(got, sizes) || len(seen) != organisations {
			t.Errorf("in pages of %d: %v memberships in %d organisations, want %v in %d", limit, got, len(seen), sizes, organisations)
		}
	}
}
