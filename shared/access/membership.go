package access

import (
	"cmp"
	"slices"
	"time"
)

// Grant is a role held by a user at a scope.
type Grant struct {
	Role       RoleID
	Scope      Scope
	By         Person
	At         time.Time
	Invitation InvitationID // that gave it; empty if an administrator added it by an edit
	Until      time.Time    // from which second on it does not count; zero if it does not end
}

// Membership is everything that one user holds directly in one organisation.
// Version changes with every change.
type Membership struct {
	User         User
	Organisation OrganisationID
	Grants       []Grant
	Version      string
	ChangedAt    time.Time // the At of the event of the last change; zero if it is not known
	Suspended    bool      // none of the grants counts
}

// next returns the next state of the membership, for a user, as of a time. A user without
// one gets an empty one.
func (m Membership) next(user User, organisation OrganisationID, at time.Time) Membership {
	m.User, m.Organisation, m.Grants = user, organisation, slices.Clone(m.Grants)
	m.Version, m.ChangedAt = NewID(), at
	return m
}

// give adds a grant to the next state of a membership. A role that is held at the scope
// keeps its grant, unless that has ended.
func (m *Membership) give(g Grant) {
	*m = m.without(func(held Grant) bool {
		return held.Role == g.Role && held.Scope == g.Scope && held.EndedAt(m.ChangedAt)
	})
	if !m.Holds(g.Role, g.Scope) {
		m.Grants = append(m.Grants, g)
	}
}

// nextChange returns the time of a change that is made now. It is later than that of
// the last change, even if the clocks of two functions differ. So the event with the
// latest time is the last change.
func (m Membership) nextChange(now time.Time) time.Time {
	next := eventTime(now)
	if !next.After(m.ChangedAt) {
		next = m.ChangedAt.Add(time.Microsecond)
	}
	return next
}

// Holds reports whether the membership has the role at exactly this scope.
func (m Membership) Holds(role RoleID, at Scope) bool {
	return slices.ContainsFunc(m.Grants, func(g Grant) bool { return g.Role == role && g.Scope == at })
}

// IsOrganisationAdmin reports whether the user is an administrator of the whole
// organisation by this membership, without an end and not suspended. An organisation must
// keep one (last administrator).
func (m Membership) IsOrganisationAdmin() bool {
	return m.keeps(OrganisationAdmin) || m.IsPartnerAdmin()
}

// IsPartnerAdmin is [Membership.IsOrganisationAdmin] for a Partner Organisation Admin.
func (m Membership) IsPartnerAdmin() bool { return m.keeps(PartnerOrganisationAdmin) }

// keeps reports whether the membership has a role at the whole organisation that counts
// until somebody takes it away.
func (m Membership) keeps(role RoleID) bool {
	return !m.Suspended && slices.ContainsFunc(m.Grants, func(g Grant) bool {
		return g.Role == role && g.Scope.Account == "" && g.Until.IsZero()
	})
}

// Listed returns the membership as lists have it: without who the user is to the identity
// provider, and without the times of the user's creation and of the last change.
func (m Membership) Listed() Membership {
	m.User.Issuer, m.User.Subject, m.User.CreatedAt, m.ChangedAt = "", "", time.Time{}, time.Time{}
	return m
}

// Administers reports whether the membership has an administrative grant and is not
// suspended.
func (m Membership) Administers() bool {
	return !m.Suspended && slices.ContainsFunc(m.Grants, Grant.administers)
}

// administers reports whether the role of the grant is an administrative one.
func (g Grant) administers() bool {
	_, is := administrative[g.Role]
	return is
}

// LosesAuthority reports whether a change takes an administrative grant away from a
// membership, brings its end forward or suspends it. What was judged on that membership
// before is then stale. A grant that has ended by the time of the change is not lost by
// it.
func LosesAuthority(before, after Membership) bool {
	return !before.Suspended && slices.ContainsFunc(before.Grants, func(g Grant) bool {
		kept := !after.Suspended && slices.ContainsFunc(after.Grants, func(still Grant) bool {
			return still.Role == g.Role && still.Scope == g.Scope && lastsUntil(still.Until, g.Until)
		})
		return g.administers() && !kept && !g.EndedAt(after.ChangedAt)
	})
}

// At returns the membership with only the grants at one scope.
func (m Membership) At(scope Scope) Membership {
	return m.filter(func(g Grant) bool { return g.Scope == scope })
}

// filter returns the membership with only the grants for which keep returns true.
func (m Membership) filter(keep func(Grant) bool) Membership {
	var kept []Grant
	for _, g := range m.Grants {
		if keep(g) {
			kept = append(kept, g)
		}
	}
	m.Grants = kept
	return m
}

// Governing returns the membership with only the grants that govern the organisations
// below.
func (m Membership) Governing() Membership { return m.filter(Grant.HoldsBelow) }

// GovernsBelow reports whether the user governs the organisations below by this
// membership. Such a user is also listed among the people of those organisations.
func (m Membership) GovernsBelow() bool {
	return slices.ContainsFunc(m.Grants, Grant.HoldsBelow)
}

// SortGrants sorts grants into the order in which they are shown: the grants at the
// whole organisation first, then by account and by role.
func SortGrants(grants []Grant) {
	slices.SortFunc(grants, func(a, b Grant) int {
		return cmp.Or(cmp.Compare(a.Scope.Account, b.Scope.Account), cmp.Compare(a.Role, b.Role))
	})
}
