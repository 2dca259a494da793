package access

import (
	"errors"
	"slices"
	"time"
)

// A grant may end, and a membership may be suspended. What has ended or is suspended is
// still stored and listed, and gives nothing: no permission, no authority, no sight of
// the organisation.

// EndedAt reports whether the grant has ended at a time. It has from the second of Until
// on.
func (g Grant) EndedAt(at time.Time) bool { return endedAt(g.Until, at) }

// EndedAt reports whether the authority has ended at a time.
func (a Authority) EndedAt(at time.Time) bool { return endedAt(a.Until, at) }

// endedAt reports whether an end has come. A zero end never comes. At the zero time every
// other end has, so a snapshot without a time gives nothing that may have ended.
func endedAt(until, at time.Time) bool {
	return !until.IsZero() && (at.IsZero() || !at.Before(until))
}

// lastsUntil reports whether what ends at one time lasts until another. A zero time is no
// end.
func lastsUntil(ends, until time.Time) bool {
	return ends.IsZero() || (!until.IsZero() && !until.After(ends))
}

// HeldAt returns the membership with only the grants that count at a time.
func (m Membership) HeldAt(at time.Time) Membership {
	if m.Suspended {
		m.Grants = nil
		return m
	}
	return m.without(func(g Grant) bool { return g.EndedAt(at) })
}

// without returns the membership without the grants for which drops returns true. It
// makes no list if there is none, as is mostly so.
func (m Membership) without(drops func(Grant) bool) Membership {
	if !slices.ContainsFunc(m.Grants, drops) {
		return m
	}
	return m.filter(func(g Grant) bool { return !drops(g) })
}

// lasting returns the number of grants that have not ended at a time.
func (m Membership) lasting(at time.Time) int {
	return len(m.without(func(g Grant) bool { return g.EndedAt(at) }).Grants)
}

// heldAt returns the effective access with only the grants that count at a time.
func (e EffectiveAccess) heldAt(at time.Time) EffectiveAccess {
	e.Direct = e.Direct.HeldAt(at)
	if slices.ContainsFunc(e.Above, func(m Membership) bool { return len(m.HeldAt(at).Grants) < len(m.Grants) }) {
		e.Above = slices.Clone(e.Above)
		for n, membership := range e.Above {
			e.Above[n] = membership.HeldAt(at)
		}
	}
	return e
}

// held returns the access of a user that counts at the time of the snapshot.
func (s Snapshot) held(user UserID) EffectiveAccess { return s.Access[user].heldAt(s.At) }

// FirstEnd returns when the first of the grants ends. It is zero if none ends.
func (m Membership) FirstEnd() time.Time {
	var first time.Time
	for _, g := range m.Grants {
		if !g.Until.IsZero() && (first.IsZero() || g.Until.Before(first)) {
			first = g.Until
		}
	}
	return first
}

// Ends says when roles of an invitation end. A role that it does not have does not end.
type Ends map[RoleID]time.Time

// Of returns the ends of some roles, or nil if none of them ends.
func (e Ends) Of(roles []RoleID) Ends {
	var ends Ends
	for _, role := range roles {
		if until, has := e[role]; has {
			if ends == nil {
				ends = Ends{}
			}
			ends[role] = until
		}
	}
	return ends
}

// wholeSeconds returns the ends as they are kept: in UTC, to the second.
func (e Ends) wholeSeconds() Ends {
	var ends Ends
	for role, until := range e {
		if ends == nil {
			ends = Ends{}
		}
		ends[role] = wholeSecond(until)
	}
	return ends
}

// wholeSecond returns an end as it is kept: in UTC, to the second.
func wholeSecond(until time.Time) time.Time { return until.UTC().Truncate(time.Second) }

// checkEnd accepts an end in the future that has four digits of a year.
func checkEnd(until, now time.Time) error {
	switch {
	case endedAt(until, now):
		return errors.New("must end in the future")
	case until.Year() > 9999:
		return errors.New("must end before the year 10000")
	}
	return nil
}

// shownEnd returns an end as a refusal names it.
func shownEnd(until time.Time) string { return until.UTC().Format("2 January 2006 15:04:05 UTC") }

// requireRole refuses an invitation whose roles have all ended.
func (i Invitation) requireRole(now time.Time) error {
	if len(i.RolesAt(now)) == 0 {
		return Refuse(InvitationExpired, "The roles that this invitation offers have ended. Ask for a new invitation.")
	}
	return nil
}

// RolesAt returns the roles that the invitation offers and that have not ended at a time.
func (i Invitation) RolesAt(now time.Time) []RoleID {
	return slices.DeleteFunc(slices.Clone(i.Roles), func(role RoleID) bool { return endedAt(i.Ends[role], now) })
}

// offersAt returns what the invitation offers and has not ended at a time.
func (i Invitation) offersAt(now time.Time) []ScopedRole {
	return slices.DeleteFunc(i.offers(), func(r ScopedRole) bool { return endedAt(r.Until, now) })
}

// checkEnds refuses ends that have come.
func checkEnds(wrong *fieldErrors, roles []RoleID, ends Ends, now time.Time) {
	for n, role := range roles {
		if err := checkEnd(ends[role], now); err != nil {
			wrong.add("roles", "entry %d %s", n+1, err)
		}
	}
}
