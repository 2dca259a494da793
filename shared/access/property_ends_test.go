package access_test

import (
	"maps"
	"time"

	"admit/shared/access"
)

// The moves that give roles an end, report that they have ended, suspend and reactivate.

// ending lets somebody give what a member holds an end, or take an end away.
func (g *game) ending() {
	org, acc := g.anyScope()
	by, user := g.anybodyFor(org, acc), g.aMember(org)
	wanted, changed := g.holdsIn(user, org), map[scopedRoles]time.Time{}
	for _, h := range wanted {
		switch g.random.Intn(4) {
		case 0:
			changed[h] = time.Time{}
		case 1, 2:
			changed[h] = g.Now().Add(time.Duration(1+g.random.Intn(60)) * time.Hour).UTC().Truncate(time.Second)
		}
	}
	if len(wanted) > 0 {
		g.editsTo(by, org, user, wanted, changed)
	}
}

// reportsEnds reports that the time-to-live has removed the first end of memberships,
// whether it has or not.
func (g *game) reportsEnds() {
	org := g.random.Intn(len(g.orgs))
	for who, caller := range g.people {
		if caller != (access.Caller{}) && g.random.Intn(2) > 0 {
			g.reportsEndsOf(who, org)
		}
	}
}

func (g *game) reportsEndsOf(who, org int) {
	after := maps.Clone(g.holds[who])
	maps.DeleteFunc(after, func(h scopedRoles, _ bool) bool { return h.org == org && g.ended(who, h) })
	revoked := g.revokedWith(who, org, after, func(scopedRoles) bool { return false })
	err := g.EndAccess().Do(g.Context(), access.Ending{User: g.people[who].ID(), Organisation: g.orgs[org].ID, At: g.Now().Add(-time.Second)})
	if g.check(err, nil, "ends of %d in %d are reported", who, org) {
		g.setHoldings(who, after, revoked)
	}
}

// suspends suspends a member, or reactivates one.
func (g *game) suspends() {
	org := g.random.Intn(len(g.orgs))
	g.suspendsIn(g.anybodyFor(org, -1), org, g.aMember(org), g.random.Intn(2) == 0)
}

func (g *game) suspendsIn(by, org, user int, suspended bool) {
	at, mine := [2]int{user, org}, g.holdsIn(user, org)
	var v verdict
	v.unless(g.sees(by, org, -1), access.NotFound)
	v.unless(g.governs(by, org, -1), access.Forbidden)
	v.unless(len(mine) > 0 || g.inherits(user, org), access.NotFound)
	v.unless(g.mayTake(by, mine), access.RoleNotAllowed)
	v.unless(len(mine) > 0, access.InheritedAccess)
	if suspended && !g.suspended[at] {
		after := maps.Clone(g.holds[user])
		maps.DeleteFunc(after, func(h scopedRoles, _ bool) bool { return h.org == org })
		v.unless(!g.removesLastAdmin(org, user, after, g.ends[user]) || g.above(by, org), access.LastAdministrator)
		if len(v.kinds) == 0 && g.removesLastAdmin(org, user, after, g.ends[user]) {
			g.orgs[org].hasAdmin, g.orgs[org].hasPartnerAdmin = false, false
		}
	}
	_, _, err := g.Suspend().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, g.people[user].ID(), suspended)
	if g.check(err, v.kinds, "person %d suspends %d in %d: %t", by, user, org, suspended) {
		if delete(g.suspended, at); suspended {
			g.suspended[at] = true
		}
	}
}
