package access

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
)

// AllowedScope is a scope at which a user has a permission. At a whole organisation
// they have it in all its accounts too, and with Below in every organisation below.
type AllowedScope struct {
	Scope Scope
	Below bool
}

// AllowedScopes is a page of scopes at which a user has a permission.
type AllowedScopes struct {
	AsOf time.Time // just before the state was read
	Page[AllowedScope]
}

// Scopes lists where a user has a permission, by organisation and account. A page may
// be shorter than the limit, or empty, before the end of the list.
func (c Decide) Scopes(ctx context.Context, caller, user UserID, p Permission, f Filter) (AllowedScopes, error) {
	if err := c.mayAskAbout(caller, user); err != nil {
		return AllowedScopes{}, err
	}
	if err := c.permissionProblem(p); err != nil {
		return AllowedScopes{}, InvalidField("permission", err.Error())
	}
	scopes := AllowedScopes{AsOf: c.asOf()}
	if !ValidID(string(user)) {
		return scopes, nil
	}
	from := parseScopePosition(f.After)
	memberships, err := c.Store.MembershipsAfter(ctx, user, from.after, f.Limit)
	if err != nil {
		return AllowedScopes{}, err
	}
	now := c.Now()
	scopes.Page = from.page(memberships, f.Limit, func(m Membership) []AllowedScope { return m.HeldAt(now).scopesOf(c.Roles, p) })
	return scopes, nil
}

// scopesOf returns where the membership gives a permission: the whole organisation, or
// else accounts, sorted.
func (m Membership) scopesOf(roles Catalogue, p Permission) []AllowedScope {
	organisation := Organisation{ID: m.Organisation}
	accounts := map[AccountID]bool{}
	whole, below := false, false
	for _, held := range m.Grants {
		switch {
		case !roles.allows(held, p, organisation, held.Scope.Account):
		case held.Scope.Account != "":
			accounts[held.Scope.Account] = true
		default:
			whole, below = true, below || held.HoldsBelow()
		}
	}
	if whole {
		return []AllowedScope{{Scope{Organisation: m.Organisation}, below}}
	}
	var scopes []AllowedScope
	for _, account := range slices.Sorted(maps.Keys(accounts)) {
		scopes = append(scopes, AllowedScope{Scope: Scope{m.Organisation, account}})
	}
	return scopes
}

// scopePosition is a position in the list of scopes: the last organisation whose scopes
// have all been listed, and the last listed scope. An id contains no space.
type scopePosition struct {
	after OrganisationID
	last  Scope
}

// page returns up to limit scopes of the memberships that follow the position.
func (p scopePosition) page(memberships Page[Membership], limit int, scopesOf func(Membership) []AllowedScope) Page[AllowedScope] {
	var page Page[AllowedScope]
	for _, membership := range memberships.Items {
		for _, scope := range scopesOf(membership) {
			if p.includes(scope.Scope) {
				continue
			}
			if len(page.Items) == limit {
				page.Next = p.String()
				return page
			}
			page.Items = append(page.Items, scope)
			p.last = scope.Scope
		}
		p.after = membership.Organisation
	}
	if memberships.Next != "" {
		page.Next = p.String()
	}
	return page
}

// includes reports whether a scope was listed before the position. A whole organisation
// that the user got while its accounts were being listed was not: it replaces the
// accounts that would have followed.
func (p scopePosition) includes(scope Scope) bool {
	return scope.Organisation == p.last.Organisation && scope.Account != "" && scope.Account <= p.last.Account
}

// String returns the position as [Page.Next].
func (p scopePosition) String() string {
	return string(p.after) + " " + string(p.last.Organisation) + " " + string(p.last.Account)
}

// parseScopePosition parses a position. Empty text is the beginning of the list.
func parseScopePosition(text string) scopePosition {
	after, last, _ := strings.Cut(text, " ")
	organisation, account, _ := strings.Cut(last, " ")
	return scopePosition{OrganisationID(after), Scope{OrganisationID(organisation), AccountID(account)}}
}
