package access

import (
	"slices"
	"strconv"
)

// visibility is the part of an organisation that an administrator may see: everything,
// or some accounts.
type visibility struct {
	everything bool
	accounts   []AccountID
}

// visibility returns the part of the organisation that a caller may list. With an
// account, that is only the account. A caller who is no administrator is refused.
func (s Snapshot) visibility(caller UserID, account AccountID) (visibility, error) {
	var v visibility
	switch {
	case account == "":
		v = s.wholeVisibility(caller)
	case s.administers(caller, account):
		v.accounts = []AccountID{account}
	}
	if !v.everything && len(v.accounts) == 0 {
		return visibility{}, errNotAdministrator()
	}
	return v, nil
}

// wholeVisibility returns everything that an administrator may see, whether they administer the
// organisation or accounts of it. Whoever is neither was refused before, by visibility.
func (s Snapshot) wholeVisibility(caller UserID) visibility {
	if s.administers(caller, "") {
		return visibility{everything: true}
	}
	return visibility{accounts: s.governedAccounts(caller)}
}

// sees reports whether a scope is visible.
func (v visibility) sees(scope Scope) bool {
	return v.everything || (scope.Account != "" && slices.Contains(v.accounts, scope.Account))
}

// filterAccess returns the visible part of effective access. If only a part is visible,
// the version is derived from the visible grants, because the stored one would reveal
// that hidden grants changed.
func (v visibility) filterAccess(all EffectiveAccess) EffectiveAccess {
	visible := v.filterGrants(all)
	if !v.everything {
		visible.Direct.Version = versionOf(visible.Direct)
	}
	return visible
}

// filterGrants returns the visible grants of effective access. Inherited grants apply to
// the whole organisation, so they are visible only with everything.
func (v visibility) filterGrants(all EffectiveAccess) EffectiveAccess {
	if v.everything {
		return all
	}
	return EffectiveAccess{Direct: all.Direct.filter(func(g Grant) bool { return v.sees(g.Scope) })}
}

// versionOf derives a version from every field of the grants, with times to the
// millisecond, as they are stored, and from whether they are suspended.
func versionOf(m Membership) string {
	var parts []string
	if m.Suspended {
		parts = append(parts, "suspended")
	}
	for _, g := range m.Grants {
		at := strconv.FormatInt(g.At.UnixMilli(), 10)
		parts = append(parts, string(g.Role), string(g.Scope.Account), string(g.By.ID), g.By.Name, g.By.Email, at, string(g.Invitation))
		if !g.Until.IsZero() {
			parts = append(parts, strconv.FormatInt(g.Until.Unix(), 10))
		}
	}
	return Derive(parts...)
}
