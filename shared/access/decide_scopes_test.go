package access_test

import (
	"cmp"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestScopesAfterAChange lists scopes a page at a time, while the user's access changes
// between the pages. What the user had all the time is in the list.
func TestScopesAfterAChange(t *testing.T) {
	const p access.Permission = "audit:read"
	for name, c := range map[string]struct {
		change func(f *fixture.Fixture, admin, ada access.Caller, o access.Organisation, accounts []access.ScopedRole)
		want   func(whole access.AllowedScope, accounts []access.AllowedScope) []access.AllowedScope
	}{
		"the user gets the role in the whole organisation": {
			func(f *fixture.Fixture, admin, ada access.Caller, o access.Organisation, accounts []access.ScopedRole) {
				f.EditRoles(admin, o, ada, append(accounts, access.ScopedRole{Role: fixture.Viewer})...)
			},
			func(whole access.AllowedScope, accounts []access.AllowedScope) []access.AllowedScope {
				return []access.AllowedScope{accounts[0], whole}
			},
		},
		"the user loses the role at the listed account": {
			func(f *fixture.Fixture, admin, ada access.Caller, o access.Organisation, accounts []access.ScopedRole) {
				f.EditRoles(admin, o, ada, accounts[1:]...)
			},
			func(_ access.AllowedScope, accounts []access.AllowedScope) []access.AllowedScope { return accounts },
		},
		"the user loses the role at the next account": {
			func(f *fixture.Fixture, admin, ada access.Caller, o access.Organisation, accounts []access.ScopedRole) {
				f.EditRoles(admin, o, ada, accounts[0], accounts[2])
			},
			func(_ access.AllowedScope, accounts []access.AllowedScope) []access.AllowedScope {
				return []access.AllowedScope{accounts[0], accounts[2]}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			var roles []access.ScopedRole
			for _, account := range []string{"Depot", "Shop", "Yard"} {
				roles = append(roles, access.ScopedRole{Role: fixture.Viewer, Account: f.Account(organisation, account).ID})
			}
			slices.SortFunc(roles, func(a, b access.ScopedRole) int { return cmp.Compare(a.Account, b.Account) })
			ada := f.Member(access.Scope{Organisation: organisation.ID, Account: roles[0].Account}, "ada", fixture.Viewer)
			f.EditRoles(admin, organisation, ada, roles...)

			first, err := f.Decide().Scopes(t.Context(), ada.ID(), ada.ID(), p, access.Filter{Limit: 1})
			f.Must(err)
			c.change(f, admin, ada, organisation, roles)
			rest, err := f.Decide().Scopes(t.Context(), ada.ID(), ada.ID(), p, access.Filter{Limit: 10, After: first.Next})
			f.Must(err)
			want := c.want(access.AllowedScope{Scope: fixture.Whole(organisation)}, fixture.Each(roles, func(r access.ScopedRole) access.AllowedScope {
				return access.AllowedScope{Scope: access.Scope{Organisation: organisation.ID, Account: r.Account}}
			}))
			if got := slices.Concat(first.Items, rest.Items); !slices.Equal(got, want) || rest.Next != "" {
				t.Errorf("listed %v, want %v", got, want)
			}
		})
	}
}
