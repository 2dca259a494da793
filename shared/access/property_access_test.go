package access_test

import (
	"maps"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// The moves that accept invitations, change access and remove it.

// lastToken sends the mail of an invitation. It returns the token that opens it,
// if there is one.
func (g *game) lastToken(i *modelInvitation) (string, bool) {
	g.Must(g.Deliver().Do(g.Context(), i.id))
	if tokens := g.Mailer.Tokens(i.id); len(tokens) > i.mails {
		i.token, i.mails = tokens[len(tokens)-1], len(tokens)
	}
	return i.token, i.token != ""
}

// accepts lets somebody, most often the invitee, accept an invitation.
func (g *game) accepts() {
	i := g.anInvitation()
	token, ok := g.lastToken(i)
	if !ok {
		return
	}
	who := i.to
	if g.random.Intn(4) == 0 {
		who = g.somebody()
	}
	isNew := g.people[i.to] == (access.Caller{})
	var v verdict
	v.unless(i.image == nil, access.NotFound)
	v.unless(isNew || i.status != access.Accepted || who != i.to, access.AlreadyGranted)
	v.unless(g.closedKind(i) == "", g.closedKind(i))
	v.unless(isNew || who == i.to, access.WrongUser)
	v.unless(i.by < 0 || g.mayGive(i.by, i.roles), access.InvitationNotAuthorised)
	v.unless(!g.suspended[[2]int{i.to, i.roles[0].org}], access.AccessSuspended)
	if isNew {
		accepted, err := g.Register().Do(g.Context(), i.id, fixture.Registration(token))
		if g.check(err, v.kinds, "person %d registers with %v", i.to, i.roles) {
			g.people[i.to] = access.Caller{Issuer: accepted.User.Issuer, Subject: accepted.User.Subject}
			g.accepted(i)
		}
		return
	}
	_, err := g.Accept().Do(g.Context(), g.people[who], i.id, access.AcceptRequest{Token: token})
	if g.check(err, v.kinds, "person %d accepts %v of %d", who, i.roles, i.to) {
		g.accepted(i)
	}
}

func (g *game) accepted(i *modelInvitation) {
	i.status = access.Accepted
	for _, h := range i.roles {
		if g.ended(i.to, h) {
			delete(g.ends[i.to], h)
		}
		g.holds[i.to][h] = true
	}
}

func (g *game) declines() {
	i := g.anInvitation()
	token, ok := g.lastToken(i)
	if !ok || g.random.Intn(3) > 0 {
		return
	}
	var v verdict
	v.unless(i.image == nil, access.NotFound)
	v.unless(g.closedKind(i) == "" || i.status == access.Declined, g.closedKind(i))
	if g.check(g.Decline().Do(g.Context(), i.id, token), v.kinds, "person %d declines %v", i.to, i.roles) {
		i.status = access.Declined
	}
}

// openTo returns the open invitations of somebody in an organisation that offer a
// matching role.
func (g *game) openTo(who, org int, matches func(h scopedRoles) bool) []*modelInvitation {
	return slices.DeleteFunc(slices.Clone(g.invitations), func(i *modelInvitation) bool {
		return !g.isOpen(i) || i.to != who || i.roles[0].org != org || !slices.ContainsFunc(i.roles, matches)
	})
}

// revokedWith returns the open invitations that are revoked when somebody holds less in an
// organisation: those that offer a matching role, and all of them if somebody who is
// suspended holds nothing more.
func (g *game) revokedWith(user, org int, after map[scopedRoles]bool, matches func(h scopedRoles) bool) []*modelInvitation {
	keeps := slices.ContainsFunc(g.holdsIn(user, org), func(h scopedRoles) bool { return after[h] })
	all := g.suspended[[2]int{user, org}] && !keeps
	return g.openTo(user, org, func(h scopedRoles) bool { return all || matches(h) })
}

// removesLastAdmin reports whether an organisation would lose its last
// administrator by a change of what somebody holds and when it ends, or its last Partner
// Organisation Admin while there are organisations below it.
func (g *game) removesLastAdmin(org, user int, after map[scopedRoles]bool, ends map[scopedRoles]time.Time) bool {
	before, hasPartnerAdmin := g.admins(org), g.partnerAdmins(org)
	was, ended := g.holds[user], g.ends[user]
	g.holds[user], g.ends[user] = after, ends
	left, governs := g.admins(org), g.partnerAdmins(org)
	g.holds[user], g.ends[user] = was, ended
	return left < before && left == 0 || g.children(org) > 0 && governs < hasPartnerAdmin && governs == 0
}

// setHoldings sets what somebody holds, forgets the ends and the suspensions of what they
// hold no more, and marks invitations as revoked.
func (g *game) setHoldings(user int, after map[scopedRoles]bool, revoked []*modelInvitation) {
	g.holds[user] = after
	maps.DeleteFunc(g.ends[user], func(h scopedRoles, _ time.Time) bool { return !after[h] })
	maps.DeleteFunc(g.suspended, func(at [2]int, _ bool) bool { return at[0] == user && len(g.modelledTexts(user, at[1])) == 0 })
	for _, i := range revoked {
		i.status = access.Revoked
	}
}

// changeHoldings is setHoldings by somebody, who may take the last administrator from an
// organisation that they govern from above.
func (g *game) changeHoldings(by, org, user int, after map[scopedRoles]bool, ends map[scopedRoles]time.Time, revoked []*modelInvitation) {
	if g.removesLastAdmin(org, user, after, ends) && g.above(by, org) {
		g.orgs[org].hasAdmin, g.orgs[org].hasPartnerAdmin = false, false
	}
	g.setHoldings(user, after, revoked)
}

func (g *game) removes() {
	org, acc := g.anyScope()
	g.removesFrom(g.anybodyFor(org, acc), org, acc, g.aMember(org))
}

func (g *game) removesFrom(by, org, acc, user int) {
	covered := func(h scopedRoles) bool { return h.org == org && (acc < 0 || h.acc == acc) }
	var removed []scopedRoles
	after, staysInherited := map[scopedRoles]bool{}, g.above(user, org)
	for h := range g.holds[user] {
		if covered(h) {
			removed = append(removed, h)
			continue
		}
		after[h] = true
		staysInherited = staysInherited || (h.org == org && h.acc < 0 && g.counts(user, h))
	}
	revoked := g.revokedWith(user, org, after, covered)
	var v verdict
	v.unless(g.sees(by, org, acc), access.NotFound)
	v.unless(g.governs(by, org, acc), access.Forbidden)
	v.unless(len(removed) > 0 || !staysInherited || !g.governs(by, org, -1), access.InheritedAccess) // an Account Admin learns nothing about the organisation
	v.unless(len(removed) > 0, access.NotFound)
	v.unless(g.mayTake(by, removed), access.RoleNotAllowed)
	v.unless(!g.removesLastAdmin(org, user, after, g.ends[user]) || g.above(by, org), access.LastAdministrator)
	_, err := g.Remove().Do(g.Context(), g.people[by].ID(), g.at(org, acc), g.people[user].ID())
	if g.check(err, v.kinds, "person %d removes %d from %d/%d", by, user, org, acc) {
		g.changeHoldings(by, org, user, after, g.ends[user], revoked)
	}
}

func (g *game) leaves() {
	org, acc := g.anyScope()
	g.leavesScope(g.aMember(org), org, acc)
}

func (g *game) leavesScope(user, org, acc int) {
	covered := func(h scopedRoles) bool { return h.org == org && (acc < 0 || h.acc == acc) }
	after := map[scopedRoles]bool{}
	for h := range g.holds[user] {
		if !covered(h) {
			after[h] = true
		}
	}
	revoked := g.revokedWith(user, org, after, covered)
	var v verdict
	v.unless(g.sees(user, org, acc), access.NotFound)
	v.unless(len(after) < len(g.holds[user]), access.InheritedAccess)
	v.unless(!g.removesLastAdmin(org, user, after, g.ends[user]) || g.above(user, org), access.LastAdministrator)
	_, err := g.Remove().Leave(g.Context(), g.people[user].ID(), g.at(org, acc))
	if g.check(err, v.kinds, "person %d leaves %d/%d", user, org, acc) {
		g.changeHoldings(user, org, user, after, g.ends[user], revoked)
	}
}

// wantedGrants returns what somebody is to hold in an organisation: some of what
// they hold, and other roles.
func (g *game) wantedGrants(user, org int) []scopedRoles {
	var wantedGrants []scopedRoles
	for acc := -1; acc < len(g.orgs[org].accounts); acc++ {
		for _, role := range playable {
			if h := (scopedRoles{role, org, acc}); g.holds[user][h] && g.random.Intn(3) > 0 || g.random.Intn(25) == 0 {
				wantedGrants = append(wantedGrants, h)
			}
		}
	}
	if len(wantedGrants) == 0 {
		wantedGrants = []scopedRoles{{fixture.Viewer, org, -1}}
	}
	return wantedGrants
}

func (g *game) edits() {
	org, acc := g.anyScope()
	by, user := g.anybodyFor(org, acc), g.aMember(org)
	g.editsTo(by, org, user, g.wantedGrants(user, org), nil)
}

// editsTo sets what somebody holds, as far as the editor sees it. A role that is held keeps
// its end, unless changed has another one; a zero time takes the end away.
func (g *game) editsTo(by, org, user int, wantedGrants []scopedRoles, changed map[scopedRoles]time.Time) {
	sees := func(h scopedRoles) bool {
		return h.org == org && (g.governs(by, org, -1) || h.acc >= 0 && g.governs(by, org, h.acc))
	}
	ends := map[scopedRoles]time.Time{}
	for _, h := range wantedGrants {
		if end, has := changed[h]; has {
			ends[h] = end
		} else if g.holds[user][h] && sees(h) {
			ends[h] = g.ends[user][h]
		}
	}
	var added, taken []scopedRoles
	after, shown := map[scopedRoles]bool{}, 0
	for h := range g.holds[user] {
		after[h] = true
		if sees(h) {
			shown++
			if !slices.Contains(wantedGrants, h) || !ends[h].Equal(g.ends[user][h]) {
				taken = append(taken, h)
				delete(after, h)
			}
		}
	}
	for _, h := range wantedGrants {
		if !sees(h) || !g.holds[user][h] || !ends[h].Equal(g.ends[user][h]) {
			added = append(added, h)
			after[h] = true
		}
	}
	revoked := g.openTo(user, org, func(h scopedRoles) bool {
		longer := slices.Contains(added, h) && (ends[h].IsZero() || !g.ends[user][h].IsZero() && ends[h].After(g.ends[user][h]))
		return slices.Contains(taken, h) && !longer
	})
	shownNow := g.AsShown(g.people[by], g.orgs[org].Organisation, g.people[user])
	_, _, err := g.Edit().If(shownNow).Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, g.people[user].ID(),
		access.EditRequest{Grants: fixture.Each(wantedGrants, func(h scopedRoles) access.ScopedRole {
			named := g.named(h)
			named.Until = ends[h]
			return named
		})})
	expected := g.editRefusals(by, user, org, shown, added, taken, after, ends)
	if g.check(err, expected, "person %d edits %d in %d: more %v, less %v, ends %v", by, user, org, added, taken, ends) {
		endsAfter := maps.Clone(g.ends[user])
		maps.Copy(endsAfter, ends)
		g.changeHoldings(by, org, user, after, endsAfter, revoked)
		for h, end := range ends {
			if delete(g.ends[user], h); !end.IsZero() && (sees(h) || g.holds[user][h]) {
				g.ends[user][h] = end
			}
		}
	}
}

// editRefusals returns the expected refusals of an edit.
func (g *game) editRefusals(by, user, org, shown int, added, taken []scopedRoles, after map[scopedRoles]bool, ends map[scopedRoles]time.Time) []access.Kind {
	var v verdict
	v.unless(g.sees(by, org, -1), access.NotFound)
	v.unless(g.governsAny(by, org), access.Forbidden)
	v.unless(shown > 0 || !g.governs(by, org, -1) || !g.inherits(user, org), access.InheritedAccess)
	v.unless(shown > 0, access.NotFound)
	v.unless(!slices.ContainsFunc(added, func(h scopedRoles) bool { return h.acc >= 0 && !g.sees(by, org, h.acc) }), access.NotFound)
	// Of several refusals, the use case returns any one.
	var refusals []access.Kind
	for _, h := range added {
		switch {
		case !g.governs(by, org, h.acc):
			refusals = append(refusals, access.Forbidden)
		case !g.fits(h) || !g.lasts(by, []scopedRoles{h}, ends):
			refusals = append(refusals, access.RoleNotAllowed)
		}
	}
	for acc := -1; acc < len(g.orgs[org].accounts) && len(refusals) == 0; acc++ {
		there := slices.DeleteFunc(slices.Clone(added), func(h scopedRoles) bool { return h.acc != acc })
		if len(there) > 0 && !g.lasts(by, there, ends) {
			refusals = append(refusals, access.RoleNotAllowed)
		}
	}
	v.unless(len(refusals) == 0, refusals...)
	v.unless(g.mayTake(by, taken), access.RoleNotAllowed)
	endsAfter := maps.Clone(g.ends[user])
	maps.Copy(endsAfter, ends)
	v.unless(!g.removesLastAdmin(org, user, after, endsAfter) || g.above(by, org), access.LastAdministrator)
	return v.kinds
}
