package access

import (
	"slices"
	"time"
)

// ScopedRole is a role that somebody holds or is offered in an organisation, with its
// scope.
type ScopedRole struct {
	Role    RoleID
	Account AccountID // empty for the whole organisation
	Until   time.Time // when it ends; zero if it does not end
}

// scopedRoles returns the roles of grants, in the order of the grants.
func scopedRoles(grants []Grant) []ScopedRole {
	list := make([]ScopedRole, 0, len(grants))
	for _, g := range grants {
		list = append(list, g.scopedRole())
	}
	return list
}

// differences returns the roles that are only in after and those that are only in
// before. A role whose end changes is in both.
func differences(before, after []ScopedRole) (added, removed []ScopedRole) {
	without := func(list, others []ScopedRole) []ScopedRole {
		return slices.DeleteFunc(slices.Clone(list), func(r ScopedRole) bool { return slices.Contains(others, r) })
	}
	return without(after, before), without(before, after)
}

// shortened returns the removed roles that are not added again until the same end or a
// later one.
func shortened(added, removed []ScopedRole) []ScopedRole {
	return slices.DeleteFunc(slices.Clone(removed), func(r ScopedRole) bool {
		return slices.ContainsFunc(added, func(a ScopedRole) bool { return a.sameRole(r) && lastsUntil(a.Until, r.Until) })
	})
}

// offersAnyOf returns a function that reports whether an invitation offers any of
// the roles.
func offersAnyOf(roles []ScopedRole) func(Invitation) bool {
	return func(i Invitation) bool {
		return slices.ContainsFunc(i.offers(), func(r ScopedRole) bool { return slices.ContainsFunc(roles, r.sameRole) })
	}
}

// byAccount groups roles by account. Those at the whole organisation are under the
// empty id.
func byAccount(list []ScopedRole) map[AccountID][]ScopedRole {
	roles := map[AccountID][]ScopedRole{}
	for _, r := range list {
		roles[r.Account] = append(roles[r.Account], r)
	}
	return roles
}

// scopedRole returns the role of the grant with its scope and its end.
func (g Grant) scopedRole() ScopedRole { return ScopedRole{g.Role, g.Scope.Account, g.Until} }

// sameRole reports whether both are the same role at the same scope, whenever they end.
func (r ScopedRole) sameRole(other ScopedRole) bool {
	return r.Role == other.Role && r.Account == other.Account
}

// sameOffers reports whether two lists have the same roles until the same ends, in any
// order.
func sameOffers(a, b []ScopedRole) bool {
	added, removed := differences(a, b)
	return len(added)+len(removed) == 0
}

// roleIDs returns the ids of roles, in their order.
func roleIDs(roles []ScopedRole) []RoleID {
	ids := make([]RoleID, 0, len(roles))
	for _, r := range roles {
		ids = append(ids, r.Role)
	}
	return ids
}

// rolesOf returns the roles of grants, in the order of the grants.
func rolesOf(grants []Grant) []RoleID {
	roles := make([]RoleID, 0, len(grants))
	for _, g := range grants {
		roles = append(roles, g.Role)
	}
	return roles
}
