package access

import (
	"slices"
	"strconv"
)

// sight is which scopes of an organisation an administrator is shown.
type sight struct {
	everything bool
	accounts   []AccountID
}

// sight is what a caller may list: everything, or only some accounts. With an
// account it is that account alone.
func (p Place) sight(caller UserID, account AccountID) (sight, error) {
	var s sight
	switch {
	case account != "" && p.administers(caller, account):
		s.accounts = []AccountID{account}
	case account != "":
		return sight{}, errNotAdministrator()
	case p.administers(caller, ""):
		s.everything = true
	default:
		s.accounts = p.governedAccounts(caller)
	}
	if !s.everything && len(s.accounts) == 0 {
		return sight{}, errNotAdministrator()
	}
	return s, nil
}

func (s sight) sees(scope Scope) bool {
	return s.everything || (scope.Account != "" && slices.Contains(s.accounts, scope.Account))
}

// narrow leaves of a standing what is seen, with a version of its own where that
// is not everything: one that changed with what is hidden would tell of it.
func (s sight) narrow(all Standing) Standing {
	seen := s.only(all)
	if !s.everything {
		seen.Direct.Version = versionOf(seen.Direct.Grants)
	}
	return seen
}

// only leaves of a standing what is seen. What is inherited belongs to the whole
// organisation.
func (s sight) only(all Standing) Standing {
	if s.everything {
		return all
	}
	return Standing{Direct: all.Direct.keep(func(g Grant) bool { return s.sees(g.Scope) })}
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
