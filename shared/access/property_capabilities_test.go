package access_test

import (
	"slices"

	"admit/shared/access"
)

// compareCapabilities compares what one person may do in one organisation with the
// model: by itself, in the list, and for what each member holds.
func (g *game) compareCapabilities() {
	g.Helper()
	who, org := g.somebody(), g.random.Intn(len(g.orgs))
	if g.people[who] == (access.Caller{}) {
		return
	}
	by, organisation := g.people[who].ID(), g.orgs[org]
	view, _, err := g.Browse().Organisation(g.Context(), by, organisation.ID, access.Filter{Limit: 100})
	if seen := g.sees(who, org, -1); seen != (err == nil) {
		g.Errorf("person %d sees organisation %d: %v, want %t", who, org, err, seen)
	}
	if err != nil {
		return
	}
	g.compareScopes(who, org, view.Capabilities)
	page, err := g.Browse().Organisations(g.Context(), by, access.Filter{Limit: 100})
	g.Must(err)
	n := slices.IndexFunc(page.Items, func(o access.OrganisationView) bool { return o.Organisation.ID == organisation.ID })
	if n < 0 {
		g.Fatalf("person %d does not list organisation %d", who, org)
	}
	g.compareScopes(who, org, page.Items[n].Capabilities)
	g.compareEditable(who, org)
}

func (g *game) compareScopes(who, org int, c *access.Capabilities) {
	g.Helper()
	if got, want := c.AdministerAny(), g.governsAny(who, org); got != want {
		g.Errorf("person %d administers any scope of organisation %d: %t, want %t", who, org, got, want)
	}
	for acc := -1; acc < len(g.orgs[org].accounts); acc++ {
		account := g.at(org, acc).Account
		if got, want := c.Administer(account), g.governs(who, org, acc); got != want {
			g.Errorf("person %d administers scope %d of organisation %d: %t, want %t", who, acc, org, got, want)
		}
		grantable := c.Grantable(g.Roles, account)
		for _, role := range playable {
			h := scopedRoles{role, org, acc}
			if got, want := slices.Contains(grantable, role), g.fits(h) && g.gives(who, h); got != want {
				g.Errorf("person %d may grant %s at scope %d of organisation %d: %t, want %t", who, role, acc, org, got, want)
			}
		}
	}
}

// compareEditable compares each grant that a person sees in an organisation with the
// model. An inherited grant is editable only where it was given.
func (g *game) compareEditable(who, org int) {
	g.Helper()
	if !g.governsAny(who, org) {
		return
	}
	view, page, err := g.List().Permissions(g.Context(), g.people[who].ID(), g.orgs[org].ID, access.Filter{Limit: 100})
	g.Must(err)
	for _, effective := range page.Items {
		for _, grant := range effective.Shown(view.Organisation) {
			acc := slices.IndexFunc(g.orgs[org].accounts, func(a access.Account) bool { return a.ID == grant.Scope.Account })
			want := grant.Scope.Organisation == g.orgs[org].ID && g.gives(who, scopedRoles{grant.Role, org, acc})
			if got := view.Capabilities.EditGrant(grant); got != want {
				g.Errorf("person %d may remove %+v in organisation %d: %t, want %t", who, grant, org, got, want)
			}
		}
	}
}
