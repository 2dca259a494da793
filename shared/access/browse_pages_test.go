package access_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// manyGrants is a store in which everybody has memberships with these numbers of grants.
type manyGrants struct {
	fixture.Store
	grants []int
}

func (s manyGrants) MembershipsAfter(context.Context, access.UserID, access.OrganisationID, int) (access.Page[access.Membership], error) {
	var page access.Page[access.Membership]
	for n, count := range s.grants {
		id := access.OrganisationID(fmt.Sprint("o", n))
		page.Items = append(page.Items, access.Membership{Organisation: id, Grants: make([]access.Grant, count)})
		page.Positions = append(page.Positions, string(id))
	}
	return page, nil
}

// TestAPageOfOwnAccessHasUpTo500Grants checks how many memberships are on the first page. It
// has one at least.
func TestAPageOfOwnAccessHasUpTo500Grants(t *testing.T) {
	f := fixture.InMemory(t)
	_, admin := f.Organisation("admin", false)
	for _, c := range []struct {
		grants []int
		want   int
	}{
		{[]int{250, 250}, 2}, {[]int{250, 251}, 1}, {[]int{499, 1, 1}, 2}, {[]int{500}, 1}, {[]int{501}, 1}, {[]int{501, 1}, 1},
	} {
		browse := f.Browse()
		browse.Store = manyGrants{f.Store, c.grants}
		me, err := browse.Me(t.Context(), admin.ID(), access.Filter{Limit: 100})
		if f.Must(err); len(me.Memberships.Items) != c.want || (me.Memberships.Next != "") != (c.want < len(c.grants)) {
			t.Errorf("%v: %d memberships, next %q, want %d", c.grants, len(me.Memberships.Items), me.Memberships.Next, c.want)
		}
	}
}

// TestAPageWithTheRestIsTheLast lists exactly as many organisations and accounts as a page
// has.
func TestAPageWithTheRestIsTheLast(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	f.CreateBelow(chief, top, "Company", false)
	shop, yard := f.Account(top, "Shop"), f.Account(top, "Yard")
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.Viewer)
	f.Member(fixture.ScopeOf(yard), "clerk", fixture.Viewer)
	for limit, more := range map[int]bool{1: true, 2: false, 3: false} {
		organisations, err := f.Browse().Organisations(t.Context(), chief.ID(), access.Filter{Limit: limit})
		f.Must(err)
		_, accounts, err := f.Browse().Organisation(t.Context(), clerk.ID(), top.ID, access.Filter{Limit: limit})
		f.Must(err)
		if (organisations.Next != "") != more || (accounts.Next != "") != more {
			t.Errorf("pages of %d: the next ones are after %q and %q", limit, organisations.Next, accounts.Next)
		}
	}
}

// TestTheParentIsShownToItsMembers shows an organisation to a member who also holds a role
// above it, or held one.
func TestTheParentIsShownToItsMembers(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	middle := f.CreateBelow(chief, top, "Middle", true)
	low := f.CreateBelow(chief, middle, "Low", false)
	end := f.Now().Add(time.Hour)
	member := func(name string, roles ...access.Scope) access.Caller {
		caller := f.Member(fixture.Whole(low), name, fixture.Viewer)
		for _, at := range roles {
			f.Member(at, name, fixture.Viewer)
		}
		return caller
	}
	atParent, atTop, ended := member("at-parent", fixture.Whole(middle)), member("at-top", fixture.Whole(top)), member("ended", fixture.Whole(middle))
	f.EditRoles(chief, middle, ended, access.ScopedRole{Role: fixture.Viewer, Until: end})
	shown := func(by access.Caller) access.OrganisationID {
		view, _, err := f.Browse().Organisation(t.Context(), by.ID(), low.ID, access.Filter{Limit: 1})
		f.Must(err)
		return view.Parent
	}
	if shown(atParent) != middle.ID || shown(atTop) != "" || shown(ended) != middle.ID {
		t.Errorf("the parent is shown as %q, %q and %q", shown(atParent), shown(atTop), shown(ended))
	}
	f.Set(end)
	if got := []access.OrganisationID{shown(atParent), shown(ended)}; !slices.Equal(got, []access.OrganisationID{middle.ID, ""}) {
		t.Errorf("after the end, the parent is shown as %q", got)
	}
}

// TestWhoMayDeleteAnOrganisationIsToldSo compares the capability with the request.
func TestWhoMayDeleteAnOrganisationIsToldSo(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, top, "Company", false)
	admin := f.Member(fixture.Whole(company), "admin", fixture.OrganisationAdmin)
	for name, c := range map[string]struct {
		by   access.Caller
		in   access.Organisation
		want bool
	}{"from above": {chief, company, true}, "an administrator": {admin, company, false}, "at the top": {chief, top, false}} {
		view, _, err := f.Browse().Organisation(t.Context(), c.by.ID(), c.in.ID, access.Filter{Limit: 1})
		f.Must(err)
		refused := access.KindOf(f.Delete().Do(t.Context(), c.by.ID(), fixture.Whole(c.in))) == access.Forbidden
		if view.Capabilities.Delete() != c.want || refused == c.want {
			t.Errorf("%s: it says %t, and the request is refused: %t", name, view.Capabilities.Delete(), refused)
		}
	}
}
