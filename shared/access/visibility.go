package access

import (
	"slices"
	"strconv"
)

// visibility is which scopes of an organisation an administrator is shown.
type visibility struct {
	everything bool
	accounts   []AccountID
}

// visibility is what a caller may list: everything, or only some accounts. With an
// account it is that account alone.
func (s Snapshot) visibility(caller UserID, account AccountID) (visibility, error) {
	var v visibility
	switch {
	case account != "" && s.administers(caller, account):
		v.accounts = []AccountID{account}
	case account != "":
		return visibility{}, errNotAdministrator()
	case s.administers(caller, ""):
		v.everything = true
	default:
		v.accounts = s.governedAccounts(caller)
	}
	if !v.everything && len(v.accounts) == 0 {
		return visibility{}, errNotAdministrator()
	}
	return v, nil
}

func (v visibility) sees(scope Scope) bool {
	return v.everything || (scope.Account != "" && slices.Contains(v.accounts, scope.Account))
}

// filterAccess leaves of a standing what is seen, with a version of its own where that
// is not everything: one that changed with what is hidden would tell of it.
func (v visibility) filterAccess(all EffectiveAccess) EffectiveAccess {
	seen := v.filterGrants(all)
	if !v.everything {
		seen.Direct.Version = versionOf(seen.Direct.Grants)
	}
	return seen
}

// filterGrants leaves of a standing what is seen. What is inherited belongs to the whole
// organisation.
func (v visibility) filterGrants(all EffectiveAccess) EffectiveAccess {
	if v.everything {
		return all
	}
	return EffectiveAccess{Direct: all.Direct.filter(func(g Grant) bool { return v.sees(g.Scope) })}
}

// versionOf is made of all that a grant tells, to the millisecond that is kept.
func versionOf(grants []Grant) string {
	var parts []string
	for _, g := range grants {
		at := strconv.FormatInt(g.At.UnixMilli(), 10)
		parts = append(parts, string(g.Role), string(g.Scope.Account), string(g.By.ID), g.By.Name, g.By.Email, at)
	}
	return Derive(parts...)
}
