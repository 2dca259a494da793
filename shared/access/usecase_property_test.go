package access_test

import (
	"fmt"
	"math/rand"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

// TestAnySequence plays random use cases by random people in a small world and
// compares, after each, what everybody holds with a model that is too simple to
// be wrong in the same way. A failure prints the seed, which plays it again.
func TestAnySequence(t *testing.T) {
	sequences, steps := 150, 60
	for n := range sequences {
		seed := time.Now().UnixNano() + int64(n)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			play(t, rand.New(rand.NewSource(seed)), steps)
		})
	}
}

// held is one role at one scope. The model knows nothing but who holds what,
// and which invitations are open.
type held struct {
	role access.RoleID
	org  int
	acc  int // -1: the whole organisation
}

type modelled struct {
	id      access.InvitationID
	to      int
	by      int // -1: an operator
	roles   []held
	open    bool
	expires time.Time
}

type game struct {
	*world
	dice        *rand.Rand
	orgs        []access.Organisation // 0 is the partner, 1 and 2 are below it
	accs        [][]access.Account
	people      []access.Caller // zero until registered
	holds       []map[held]bool
	invitations []*modelled
	log         []string
}

var playable = []access.RoleID{partnerAdmin, organisationAdmin, accountAdmin, viewer, signer, biller, "audit-admin"}

func play(t *testing.T, dice *rand.Rand, steps int) {
	g := &game{world: newWorld(t, inMemoryStore()), dice: dice}
	group, chief := g.organisation("person0", true)
	g.orgs = []access.Organisation{group, g.below("person1", group), g.below("person2", group)}
	g.people = []access.Caller{chief, {}, {}, {}, {}}
	g.holds = []map[held]bool{{held{partnerAdmin, 0, -1}: true}, {}, {}, {}, {}}
	for org, organisation := range g.orgs {
		g.accs = append(g.accs, []access.Account{g.account(organisation, "Shop"), g.account(organisation, "Yard")})
		if org > 0 {
			open, err := g.store.Offers(t.Context(), organisation.ID, address(t, mailbox(fmt.Sprint("person", org))))
			g.must(err)
			g.invitations = append(g.invitations, &modelled{id: open[0].ID, to: org, by: -1, open: true,
				roles: []held{{organisationAdmin, org, -1}}, expires: open[0].ExpiresAt})
		}
	}
	moves := []func(){g.invites, g.invites, g.invites, g.accepts, g.accepts, g.accepts, g.accepts, g.removes, g.removes, g.revokes, g.declines, g.waits}
	for range steps {
		moves[dice.Intn(len(moves))]()
		g.compare()
		if t.Failed() {
			t.Fatalf("what happened:\n%s", strings.Join(g.log, "\n"))
		}
	}
}

// The model.

// gives tells whether somebody may give, and so take, a role somewhere.
func (g *game) gives(who int, h held) bool {
	mine := g.holds[who]
	switch {
	case mine[held{partnerAdmin, 0, -1}]:
		return true
	case h.role == partnerAdmin:
		return false
	case mine[held{organisationAdmin, h.org, -1}]:
		return true
	}
	return h.acc >= 0 && mine[held{accountAdmin, h.org, h.acc}]
}

// governs tells whether somebody is an administrator of a scope.
func (g *game) governs(who, org, acc int) bool { return g.gives(who, held{"any", org, acc}) }

// sees tells whether somebody may know that a scope is there.
func (g *game) sees(who, org, acc int) bool {
	if g.holds[who][held{partnerAdmin, 0, -1}] {
		return true
	}
	for h := range g.holds[who] {
		if h.org == org && (acc < 0 || h.acc < 0 || h.acc == acc) {
			return true
		}
	}
	return false
}

// fits tells whether the catalogue lets a role be given at a scope.
func fits(h held) bool {
	switch h.role {
	case partnerAdmin:
		return h.org == 0 && h.acc < 0
	case organisationAdmin, "audit-admin":
		return h.acc < 0
	case accountAdmin:
		return h.acc >= 0
	case signer:
		return h.org > 0 || h.acc >= 0
	}
	return true
}

func (g *game) leaders(org int) (n int) {
	for _, mine := range g.holds {
		if mine[held{organisationAdmin, org, -1}] || mine[held{partnerAdmin, org, -1}] {
			n++
		}
	}
	return n
}

// compare looks at everything that everybody holds.
func (g *game) compare() {
	g.Helper()
	for who, caller := range g.people {
		for org, organisation := range g.orgs {
			var want []string
			for h := range g.holds[who] {
				if h.org == org {
					want = append(want, strings.TrimSuffix(string(h.role)+"@"+string(g.scope(org, h.acc).Account), "@"))
				}
			}
			got := strings.Fields(g.held(caller, organisation))
			sort.Strings(got)
			sort.Strings(want)
			if !slices.Equal(got, want) {
				g.Errorf("person %d holds %v in organisation %d, want %v", who, got, org, want)
			}
		}
	}
	for org, organisation := range g.orgs {
		if n := g.place(organisation).Organisation.Admins; n != g.leaders(org) {
			g.Errorf("organisation %d counts %d administrators, want %d", org, n, g.leaders(org))
		}
	}
	if g.leaders(0) == 0 {
		g.Error("the organisation above all has no administrator")
	}
}
