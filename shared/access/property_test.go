package access_test

import (
	"flag"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

var playSeed = flag.Int64("seed", 0, "play only the random sequence of this seed")

// TestAnySequence runs random use cases by random people in a few organisations and
// compares, after each, what everybody holds with a model that is too simple to
// be wrong in the same way. In the end it compares all decisions with the model, with
// each other and with what the API accepts. A failure prints the seed, and -seed plays
// it again.
func TestAnySequence(t *testing.T) {
	sequences, steps := 120, 80
	began := time.Now().UnixNano()
	if *playSeed != 0 {
		sequences, began = 1, *playSeed
	}
	for n := range sequences {
		seed := began + int64(n)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			play(t, rand.New(rand.NewSource(seed)), steps)
		})
	}
}

// scopedRoles is one role at one scope. The model knows only who holds what, and
// which invitations there are.
type scopedRoles struct {
	role access.RoleID
	org  int
	acc  int // -1: the whole organisation
}

// modelInvitation is an invitation of the model.
type modelInvitation struct {
	id      access.InvitationID
	to      int
	by      int // -1: an operator
	roles   []scopedRoles
	status  access.Status
	expires time.Time
	token   string // of this attempt; empty until it is mailed
	mails   int    // of all attempts
	// image is the item that a time-to-live removed, while the removal is not
	// reported yet.
	image *access.Invitation
}

// modelOrganisation is an organisation of the model.
type modelOrganisation struct {
	access.Organisation
	above           []int // the nearest first
	accounts        []access.Account
	hasAdmin        bool // has had an administrator, and the last one was not removed from above
	hasPartnerAdmin bool // the same for Partner Organisation Admins, while organisations were below
}

type game struct {
	*fixture.Fixture
	random      *rand.Rand
	orgs        []*modelOrganisation // the first is above all others
	people      []access.Caller
	holds       []map[scopedRoles]bool
	ends        []map[scopedRoles]time.Time // of what they hold
	suspended   map[[2]int]bool             // by person and organisation
	invitations []*modelInvitation
	log         []string

	listing  *scopesListing // nil if nobody reads a list of scopes
	subjects int            // how many names were made to compare authority with
}

var playable = []access.RoleID{fixture.PartnerAdmin, fixture.OrganisationAdmin, fixture.AccountAdmin, fixture.Viewer, fixture.Signer, fixture.Biller, "audit-admin"}

// newGame returns a game of five people and three organisations. Person 0 governs all of
// them, and an operator has invited persons 1 and 2 to one each.
func newGame(t *testing.T, random *rand.Rand) *game {
	g := &game{Fixture: fixture.New(t, memory.New()), random: random}
	group, chief := g.Organisation("person0", true)
	g.orgs = []*modelOrganisation{{Organisation: group}}
	g.people = []access.Caller{chief, {}, {}, {}, {}}
	g.holds = []map[scopedRoles]bool{{scopedRoles{fixture.PartnerAdmin, 0, -1}: true}, {}, {}, {}, {}}
	g.ends, g.suspended = make([]map[scopedRoles]time.Time, len(g.people)), map[[2]int]bool{}
	for who := range g.ends {
		g.ends[who] = map[scopedRoles]time.Time{}
	}
	g.createAccounts(0)
	for n := 1; n < 3; n++ {
		g.createOrganisation(0, n == 1)
		g.inviteAdministrator(n)
	}
	return g
}

func play(t *testing.T, random *rand.Rand, steps int) {
	g := newGame(t, random)
	moves := []func(){
		g.invites, g.invites, g.invites, g.batches, g.updates, g.resends, g.accepts, g.accepts, g.accepts, g.accepts, g.accepts, g.waits,
		g.edits, g.edits, g.ending, g.ending, g.suspends, g.suspends, g.reportsEnds, g.removes, g.removes, g.leaves, g.revokes, g.takesOver, g.takesOver, g.declines, g.waits, g.removeExpired, g.expires, g.createsBelow, g.createsAccount, g.asks, g.lists, g.lists,
	}
	for range steps {
		moves[random.Intn(len(moves))]()
		g.Pass(time.Millisecond) // a later move is dated later, even if it gives again what was removed
		g.compare()
		g.followListing()
		g.compareCapabilities()
		g.compareMarks()
		if t.Failed() {
			t.Fatalf("the moves:\n%s", strings.Join(g.log, "\n"))
		}
	}
	g.replayEvents()
	g.compareDecisions()
}

// inviteAdministrator lets an operator invite the first administrator of an
// organisation.
func (g *game) inviteAdministrator(org int) {
	i := g.InvitedByOperator(fixture.Whole(g.orgs[org].Organisation), fmt.Sprint("person", org), fixture.OrganisationAdmin)
	g.invitations = append(g.invitations, &modelInvitation{id: i.ID, to: org, by: -1, status: access.Pending,
		roles: []scopedRoles{{fixture.OrganisationAdmin, org, -1}}, expires: i.ExpiresAt})
}

// The model.

// gives reports whether somebody may give, and so remove, a role at a scope.
func (g *game) gives(who int, h scopedRoles) bool {
	return slices.ContainsFunc(g.held(who), func(mine scopedRoles) bool { return g.covers(mine, h) })
}

// covers reports whether a role that somebody holds lets them give a role at a scope.
func (g *game) covers(mine, h scopedRoles) bool {
	switch mine.role {
	case fixture.PartnerAdmin:
		return mine.org == h.org || slices.Contains(g.orgs[h.org].above, mine.org)
	case fixture.OrganisationAdmin:
		return mine.org == h.org && h.role != fixture.PartnerAdmin
	case fixture.AccountAdmin:
		return mine.org == h.org && mine.acc == h.acc && h.role != fixture.PartnerAdmin
	}
	return false
}

// held returns what somebody holds that counts now.
func (g *game) held(who int) (held []scopedRoles) {
	for h := range g.holds[who] {
		if g.counts(who, h) {
			held = append(held, h)
		}
	}
	return held
}

// holdsIn returns what somebody holds in an organisation, whether it counts or not. The
// order is fixed, so that a seed plays the same sequence again.
func (g *game) holdsIn(who, org int) (holds []scopedRoles) {
	for acc := -1; acc < len(g.orgs[org].accounts); acc++ {
		for _, role := range playable {
			if h := (scopedRoles{role, org, acc}); g.holds[who][h] {
				holds = append(holds, h)
			}
		}
	}
	return holds
}

// counts reports whether somebody holds a role that has not ended and is not suspended.
func (g *game) counts(who int, h scopedRoles) bool {
	return g.holds[who][h] && !g.ended(who, h) && !g.suspended[[2]int{who, h.org}]
}

// ended reports whether a role has ended that somebody holds.
func (g *game) ended(who int, h scopedRoles) bool {
	end := g.ends[who][h]
	return !end.IsZero() && !g.Now().Before(end)
}

// lasts reports whether somebody has one role that lets them give others until they end.
// The zero time is no end.
func (g *game) lasts(who int, roles []scopedRoles, ends map[scopedRoles]time.Time) bool {
	return slices.ContainsFunc(g.held(who), func(mine scopedRoles) bool {
		until := g.ends[who][mine]
		return !slices.ContainsFunc(roles, func(h scopedRoles) bool {
			return !g.covers(mine, h) || !until.IsZero() && (ends[h].IsZero() || ends[h].After(until))
		})
	})
}

// above reports whether somebody governs an organisation from above.
func (g *game) above(who, org int) bool {
	return slices.ContainsFunc(g.orgs[org].above, func(above int) bool { return g.counts(who, scopedRoles{fixture.PartnerAdmin, above, -1}) })
}

// inherits reports whether an organisation lists somebody who governs it from above, or
// did until their role ended.
func (g *game) inherits(who, org int) bool {
	return slices.ContainsFunc(g.orgs[org].above, func(above int) bool {
		return g.holds[who][scopedRoles{fixture.PartnerAdmin, above, -1}] && !g.suspended[[2]int{who, above}]
	})
}

// governs reports whether somebody is an administrator of a scope.
func (g *game) governs(who, org, acc int) bool { return g.gives(who, scopedRoles{"any", org, acc}) }

// governsAny reports whether somebody is an administrator of the organisation or
// of any account.
func (g *game) governsAny(who, org int) bool {
	for acc := -1; acc < len(g.orgs[org].accounts); acc++ {
		if g.governs(who, org, acc) {
			return true
		}
	}
	return false
}

// sees reports whether somebody may know of a scope.
func (g *game) sees(who, org, acc int) bool {
	if g.above(who, org) {
		return true
	}
	for _, h := range g.held(who) {
		if h.org == org && (acc < 0 || h.acc < 0 || h.acc == acc) {
			return true
		}
	}
	return false
}

// fits reports whether the catalogue lets a role be given at a scope.
func (g *game) fits(h scopedRoles) bool {
	partner := g.orgs[h.org].Partner
	switch h.role {
	case fixture.PartnerAdmin:
		return partner && h.acc < 0
	case fixture.OrganisationAdmin, "audit-admin":
		return h.acc < 0
	case fixture.AccountAdmin:
		return h.acc >= 0
	case fixture.Signer:
		return !partner || h.acc >= 0
	}
	return true
}

// notYetHeld returns the roles that somebody does not hold.
func (g *game) notYetHeld(who int, roles []scopedRoles) []scopedRoles {
	return slices.DeleteFunc(slices.Clone(roles), func(h scopedRoles) bool { return g.holds[who][h] && !g.ended(who, h) })
}

// stays reports whether somebody holds a role without an end and is not suspended.
func (g *game) stays(who int, h scopedRoles) bool {
	return g.counts(who, h) && g.ends[who][h].IsZero()
}

func (g *game) admins(org int) (n int) {
	for who := range g.holds {
		if g.stays(who, scopedRoles{fixture.OrganisationAdmin, org, -1}) || g.stays(who, scopedRoles{fixture.PartnerAdmin, org, -1}) {
			n++
		}
	}
	return n
}

func (g *game) partnerAdmins(org int) (n int) {
	for who := range g.holds {
		if g.stays(who, scopedRoles{fixture.PartnerAdmin, org, -1}) {
			n++
		}
	}
	return n
}

// children returns how many organisations are directly below one.
func (g *game) children(org int) (n int) {
	for _, organisation := range g.orgs {
		if len(organisation.above) > 0 && organisation.above[0] == org {
			n++
		}
	}
	return n
}

func (g *game) isOpen(i *modelInvitation) bool {
	return i.status == access.Pending && i.image == nil && g.Now().Before(i.expires)
}

// closedKind returns the refusal of an invitation that is not open. It is empty
// for an open one.
func (g *game) closedKind(i *modelInvitation) access.Kind {
	switch {
	case i.image != nil:
		return access.NotFound
	case i.status == access.Pending && !g.isOpen(i):
		return access.InvitationExpired
	}
	return map[access.Status]access.Kind{access.Accepted: access.InvitationAccepted, access.Declined: access.InvitationDeclined,
		access.Revoked: access.InvitationRevoked, access.Expired: access.InvitationExpired}[i.status]
}

// slotHolder returns the invitation that holds the slot of an address and scope. An
// invitation that was removed holds none.
func (g *game) slotHolder(to, org, acc int) *modelInvitation {
	n := slices.IndexFunc(g.invitations, func(i *modelInvitation) bool {
		return i.status == access.Pending && i.image == nil && i.to == to && i.roles[0].org == org && i.roles[0].acc == acc
	})
	if n < 0 {
		return nil
	}
	return g.invitations[n]
}

// at returns a scope as the use cases name it.
func (g *game) at(org, acc int) access.Scope {
	if acc < 0 {
		return fixture.Whole(g.orgs[org].Organisation)
	}
	return fixture.ScopeOf(g.orgs[org].accounts[acc])
}

func (g *game) named(h scopedRoles) access.ScopedRole {
	return access.ScopedRole{Role: h.role, Account: g.at(h.org, h.acc).Account}
}
