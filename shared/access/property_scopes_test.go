package access_test

import (
	"cmp"
	"fmt"
	"slices"

	"admit/shared/access"
)

// scopesListing is a list of scopes that somebody reads while the game goes on.
type scopesListing struct {
	who        int
	permission access.Permission
	limit      int
	next       string
	items      []access.AllowedScope
	throughout map[scopedRoles]bool // what they have held since the first page
}

// lists begins a list of scopes, or reads its next page. Each scope on a page is allowed
// now. When the list ends, it has the scope of everything that was held throughout.
func (g *game) lists() {
	if g.listing == nil {
		people, permissions := g.registered(), g.Roles.Permissions()
		l := &scopesListing{who: people[g.random.Intn(len(people))], permission: "audit:read", limit: 1 + g.random.Intn(2)}
		if g.random.Intn(3) == 0 {
			l.permission = permissions[g.random.Intn(len(permissions))]
		}
		g.listing = l
	}
	l := g.listing
	by := g.people[l.who].ID()
	page, err := g.Decide().Scopes(g.Context(), by, by, l.permission, access.Filter{Limit: l.limit, After: l.next})
	g.Must(err)
	g.log = append(g.log, fmt.Sprintf("person %d lists where they may %s: %v", l.who, l.permission, page.Items))
	for _, item := range page.Items {
		if len(g.decisions(l.who, []access.Check{{Permission: l.permission, Scope: item.Scope}})[0].Because) == 0 {
			g.Errorf("person %d may not %s at %v, which is listed", l.who, l.permission, item.Scope)
		}
	}
	l.items, l.next = append(l.items, page.Items...), page.Next
	g.followListing()
	if l.next != "" {
		return
	}
	for h := range l.throughout {
		if g.mayDo(l.who, h.org, h.acc, l.permission)[h] && !g.covered(l.items, h.org, h.acc) {
			g.Errorf("person %d held %v throughout, but may %s is listed only at %v", l.who, h, l.permission, l.items)
		}
	}
	g.listing = nil
}

// followListing forgets what the reader of the list does not hold any more.
func (g *game) followListing() {
	l := g.listing
	if l == nil {
		return
	}
	still := map[scopedRoles]bool{}
	for _, h := range g.held(l.who) {
		if l.throughout == nil || l.throughout[h] {
			still[h] = true
		}
	}
	l.throughout = still
}

// compareAllowedScopes compares the list of scopes where somebody may do something with the
// single decisions.
func (g *game) compareAllowedScopes(who int, p access.Permission) {
	for _, limit := range []int{1, 2, 100} {
		items := g.allScopes(who, p, limit)
		if !slices.IsSortedFunc(items, func(a, b access.AllowedScope) int {
			return cmp.Or(cmp.Compare(a.Scope.Organisation, b.Scope.Organisation), cmp.Compare(a.Scope.Account, b.Scope.Account))
		}) || len(slices.Compact(slices.Clone(items))) != len(items) {
			g.Errorf("the scopes are not sorted, or there are duplicates: %v", items)
		}
		g.eachScope(func(org, acc int) {
			allowed := len(g.decisions(who, []access.Check{{Permission: p, Scope: g.at(org, acc)}})[0].Because) > 0
			if listed := g.covered(items, org, acc); listed != allowed {
				g.Errorf("person %d may %s at %d/%d: %t, but listed, %d a page: %t (%v)", who, p, org, acc, allowed, limit, listed, items)
			}
		})
	}
}

// allScopes reads a list of scopes page by page.
func (g *game) allScopes(who int, p access.Permission, limit int) (items []access.AllowedScope) {
	for after, more := "", true; more; more = after != "" {
		page, err := g.Decide().Scopes(g.Context(), g.people[who].ID(), g.people[who].ID(), p, access.Filter{Limit: limit, After: after})
		g.Must(err)
		if len(page.Items) > limit {
			g.Errorf("a page of %d has %d scopes", limit, len(page.Items))
		}
		items, after = append(items, page.Items...), page.Next
	}
	return items
}

// covered reports whether a list of scopes says that something is allowed at a scope.
func (g *game) covered(items []access.AllowedScope, org, acc int) bool {
	return slices.ContainsFunc(items, func(i access.AllowedScope) bool {
		above := slices.ContainsFunc(g.orgs[org].above, func(n int) bool { return g.orgs[n].ID == i.Scope.Organisation })
		return i.Scope == g.at(org, acc) || i.Scope == g.at(org, -1) || i.Below && above
	})
}
