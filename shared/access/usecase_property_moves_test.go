package access_test

import (
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
)

// The moves. Each says what the model expects and what came of it.

func (g *game) did(expected access.Kind, err error, format string, args ...any) bool {
	what := fmt.Sprintf(format, args...)
	g.log = append(g.log, fmt.Sprintf("%s: %v", what, err))
	g.refused(what, err, expected)
	return err == nil
}

func (g *game) scope(org, acc int) access.Scope {
	if acc < 0 {
		return whole(g.orgs[org])
	}
	return scopeOf(g.accs[org][acc])
}

func (g *game) somebody() int { return g.dice.Intn(len(g.people)) }

func (g *game) somewhere() (org, acc int) { return g.dice.Intn(len(g.orgs)), g.dice.Intn(3) - 1 }

func (g *game) invites() {
	org, acc := g.somewhere()
	by, to := g.anybodyFor(org, acc), g.somebody()
	var offer, lacking []held
	for _, n := range g.dice.Perm(len(playable))[:1+g.dice.Intn(2)] {
		offer = append(offer, held{playable[n], org, acc})
	}
	expected := access.Kind("")
	for _, h := range offer {
		if !g.holds[to][h] {
			lacking = append(lacking, h)
		}
		if !fits(h) || !g.gives(by, h) {
			expected = access.RoleNotAllowed
		}
	}
	switch {
	case !g.sees(by, org, acc):
		expected = access.NotFound
	case !g.governs(by, org, acc):
		expected = access.Forbidden
	case expected != "":
	case len(lacking) == 0:
		expected = access.AlreadyGranted
	case g.hasOpen(to, org, acc):
		expected = access.InvitationPending
	}
	request := access.InviteRequest{Email: mailbox(fmt.Sprint("person", to)), Account: g.scope(org, acc).Account}
	for _, h := range offer {
		request.Roles = append(request.Roles, h.role)
	}
	invitation, err := g.invite().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, request)
	if g.did(expected, err, "person %d invites %d to %v", by, to, offer) {
		g.invitations = append(g.invitations, &modelled{id: invitation.ID, to: to, by: by, roles: lacking, open: true, expires: invitation.ExpiresAt})
	}
}

func (g *game) hasOpen(to, org, acc int) bool {
	return slices.ContainsFunc(g.invitations, func(i *modelled) bool {
		return i.open && i.to == to && i.roles[0].org == org && i.roles[0].acc == acc && g.Now().Before(i.expires)
	})
}

// anybodyFor is, more often than not, somebody with power at a scope: most of
// what happens at random would otherwise be refused.
func (g *game) anybodyFor(org, acc int) int {
	who := g.somebody()
	for range 10 {
		if g.governs(who, org, acc) || g.dice.Intn(5) == 0 {
			break
		}
		who = g.somebody()
	}
	return who
}

// anInvitation is, more often than not, an open one.
func (g *game) anInvitation() *modelled {
	i := g.invitations[g.dice.Intn(len(g.invitations))]
	for range 10 {
		if i.open && g.Now().Before(i.expires) {
			break
		}
		i = g.invitations[g.dice.Intn(len(g.invitations))]
	}
	return i
}

// sent is the secret of an invitation, if it was ever mailed.
func (g *game) sent(i *modelled) (string, bool) {
	g.must(g.deliver().Do(g.Context(), i.id))
	secrets := g.postbox.Secrets(i.id)
	if len(secrets) == 0 {
		return "", false
	}
	return secrets[len(secrets)-1], true
}

// accepts lets somebody, most often the invitee, take an invitation.
func (g *game) accepts() {
	i := g.anInvitation()
	secret, ok := g.sent(i)
	if !ok {
		return
	}
	expected := access.Kind("")
	for _, h := range i.roles {
		if i.by >= 0 && !g.gives(i.by, h) {
			expected = access.InvitationNotAuthorised
		}
	}
	if g.people[i.to] == (access.Caller{}) {
		if !i.open || !g.Now().Before(i.expires) {
			return // what it is refused with is told elsewhere
		}
		accepted, err := g.register().Do(g.Context(), i.id, registration(secret))
		if g.did(expected, err, "person %d registers with %v", i.to, i.roles) {
			g.people[i.to] = access.Caller{Issuer: accepted.User.Issuer, Subject: accepted.User.Subject}
			g.took(i)
		}
		return
	}
	who := i.to
	if g.dice.Intn(4) == 0 {
		who = g.somebody()
	}
	_, err := g.accept().Do(g.Context(), g.people[who], i.id, secret)
	switch over := !i.open || !g.Now().Before(i.expires); {
	case over:
		if err == nil {
			g.Errorf("person %d accepts what is over", who)
		}
		return
	case who != i.to:
		expected = access.WrongAccount
	}
	if g.did(expected, err, "person %d accepts %v of %d", who, i.roles, i.to) {
		g.took(i)
	}
}

func (g *game) took(i *modelled) {
	i.open = false
	for _, h := range i.roles {
		g.holds[i.to][h] = true
	}
}

func (g *game) removes() {
	org, acc := g.somewhere()
	by, user := g.anybodyFor(org, acc), g.somebody()
	goes, stays, expected := map[held]bool{}, g.holds[user][held{partnerAdmin, 0, -1}] && org > 0, access.Kind("")
	for h := range g.holds[user] {
		switch {
		case h.org == org && (acc < 0 || h.acc == acc):
			goes[h] = true
			if !g.gives(by, h) {
				expected = access.RoleNotAllowed
			}
		case h.org == org && h.acc < 0:
			stays = true
		}
	}
	for _, i := range g.invitations {
		if i.to == user && i.open && g.Now().Before(i.expires) && i.roles[0].org == org && (acc < 0 || i.roles[0].acc == acc) &&
			slices.ContainsFunc(i.roles, func(h held) bool { return !g.gives(by, h) }) {
			expected = access.RoleNotAllowed
		}
	}
	leads := goes[held{organisationAdmin, org, -1}] || goes[held{partnerAdmin, org, -1}]
	switch {
	case !g.sees(by, org, acc):
		expected = access.NotFound
	case !g.governs(by, org, acc):
		expected = access.Forbidden
	case len(goes) == 0 && stays && g.governs(by, org, -1): // an Account Admin is told nothing of the organisation
		expected = access.InheritedAccess
	case len(goes) == 0:
		expected = access.NotFound
	case expected != "":
	case leads && g.leaders(org) == 1 && (org == 0 || !g.holds[by][held{partnerAdmin, 0, -1}]):
		expected = access.LastAdministrator
	}
	_, err := g.remove().Do(g.Context(), g.people[by].ID(), g.scope(org, acc), g.people[user].ID())
	if g.did(expected, err, "person %d removes %d from %d/%d", by, user, org, acc) {
		for h := range goes {
			delete(g.holds[user], h)
		}
		for _, i := range g.invitations {
			if i.to == user && i.roles[0].org == org && (acc < 0 || i.roles[0].acc == acc) {
				i.open = false
			}
		}
	}
}

func (g *game) revokes() {
	i := g.anInvitation()
	by := g.anybodyFor(i.roles[0].org, i.roles[0].acc)
	if !i.open || !g.Now().Before(i.expires) {
		return
	}
	org, acc, expected := i.roles[0].org, i.roles[0].acc, access.Kind("")
	for _, h := range i.roles {
		if !g.gives(by, h) {
			expected = access.RoleNotAllowed
		}
	}
	switch {
	case !g.sees(by, org, -1):
		expected = access.NotFound
	case !g.governs(by, org, -1) && !g.governs(by, org, 0) && !g.governs(by, org, 1):
		expected = access.Forbidden
	case !g.governs(by, org, acc):
		expected = access.NotFound
	}
	if g.did(expected, g.revoke().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, i.id), "person %d revokes %v of %d", by, i.roles, i.to) {
		i.open = false
	}
}

func (g *game) declines() {
	i := g.anInvitation()
	if secret, ok := g.sent(i); ok && i.open && g.Now().Before(i.expires) && g.dice.Intn(3) == 0 {
		if g.did("", g.decline().Do(g.Context(), i.id, secret), "person %d declines %v", i.to, i.roles) {
			i.open = false
		}
	}
}

func (g *game) waits() { g.pass(time.Duration(g.dice.Intn(20)) * time.Hour) }
