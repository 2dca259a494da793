package access_test

import (
	"math/rand"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// The moves that few random sequences make, each in its shortest sequence.

// holding returns a game in which person 3 holds a role.
func holding(t *testing.T, h scopedRoles) *game {
	g := newGame(t, rand.New(rand.NewSource(1)))
	g.people[3] = g.Member(g.at(h.org, h.acc), "person3", h.role)
	g.holds[3][h] = true
	return g
}

// end lets the role of person 3 end in an hour, and the hour pass.
func (g *game) end(h scopedRoles) {
	g.editsTo(0, h.org, 3, []scopedRoles{h}, map[scopedRoles]time.Time{h: g.Now().Add(time.Hour)})
	g.Pass(time.Hour)
}

// TestTheModelOfASuspensionThatEnds takes the last role at an account from somebody who is
// suspended and has an open invitation to the whole organisation.
func TestTheModelOfASuspensionThatEnds(t *testing.T) {
	shop := scopedRoles{fixture.Viewer, 1, 0}
	for name, move := range map[string]func(g *game){
		"a removal": func(g *game) { g.removesFrom(0, shop.org, shop.acc, 3) },
		"a leave":   func(g *game) { g.leavesScope(3, shop.org, shop.acc) },
		"an end": func(g *game) {
			g.end(shop)
			g.reportsEndsOf(3, shop.org)
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := holding(t, shop)
			above := scopedRoles{fixture.PartnerAdmin, 0, -1} // somebody who sees nothing cannot leave
			g.Member(g.at(above.org, above.acc), "person3", above.role)
			g.holds[3][above] = true
			offered := []scopedRoles{{fixture.Viewer, shop.org, -1}}
			g.recordInvitation(0, 3, offered, g.Invited(g.people[0], g.at(shop.org, -1), "person3", fixture.Viewer))
			g.suspendsIn(0, shop.org, 3, true)
			move(g)
			g.compare()
			if last := g.invitations[len(g.invitations)-1]; last.status != access.Revoked {
				t.Errorf("the invitation is %s", last.status)
			}
		})
	}
}

// TestTheModelOfAnInheritedRoleThatEnds edits, in the organisation below, the access of
// somebody whose role above has ended. The organisation still lists it.
func TestTheModelOfAnInheritedRoleThatEnds(t *testing.T) {
	above := scopedRoles{fixture.PartnerAdmin, 0, -1}
	g := holding(t, above)
	g.end(above)
	g.editsTo(0, 1, 3, []scopedRoles{{fixture.Viewer, 1, -1}}, nil)
	g.compare()
}
