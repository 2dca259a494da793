package access_test

import (
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// The moves that offer roles.

// someRoles returns one or two roles at a scope.
func (g *game) someRoles(org, acc int) []scopedRoles {
	var roles []scopedRoles
	for _, n := range g.random.Perm(len(playable))[:1+g.random.Intn(2)] {
		roles = append(roles, scopedRoles{playable[n], org, acc})
	}
	return roles
}

// mayGive is the rule "governed roles" for an administrator of the scope.
func (g *game) mayGive(by int, roles []scopedRoles) bool {
	return g.lasts(by, roles, nil) && !slices.ContainsFunc(roles, func(h scopedRoles) bool { return !g.fits(h) })
}

func (g *game) mayTake(by int, roles []scopedRoles) bool {
	return !slices.ContainsFunc(roles, func(h scopedRoles) bool { return !g.gives(by, h) })
}

// inviteRefusals returns the expected refusals of an invitation.
func (g *game) inviteRefusals(by, to int, roles []scopedRoles) []access.Kind {
	org, acc := roles[0].org, roles[0].acc
	var v verdict
	v.unless(g.sees(by, org, acc), access.NotFound)
	v.unless(g.governs(by, org, acc), access.Forbidden)
	v.unless(g.mayGive(by, roles), access.RoleNotAllowed)
	v.unless(len(g.notYetHeld(to, roles)) > 0, access.AlreadyGranted)
	slotHolder := g.slotHolder(to, org, acc)
	v.unless(slotHolder == nil || !g.isOpen(slotHolder), access.InvitationPending)
	return v.kinds
}

// recordInvitation adds an invitation to the model.
func (g *game) recordInvitation(by, to int, roles []scopedRoles, i access.Invitation) {
	if expired := g.slotHolder(to, roles[0].org, roles[0].acc); expired != nil {
		expired.status = access.Expired
	}
	g.invitations = append(g.invitations, &modelInvitation{id: i.ID, to: to, by: by, roles: g.notYetHeld(to, roles), status: access.Pending, expires: i.ExpiresAt})
}

func (g *game) request(to int, roles []scopedRoles) access.InviteRequest {
	return access.InviteRequest{Email: fixture.Mailbox(fmt.Sprint("person", to)), Account: g.at(roles[0].org, roles[0].acc).Account, Roles: names(roles)}
}

func names(roles []scopedRoles) []access.RoleID {
	return fixture.Each(roles, func(h scopedRoles) access.RoleID { return h.role })
}

func (g *game) invites() {
	org, acc := g.anyScope()
	by, to, roles := g.anybodyFor(org, acc), g.somebody(), g.someRoles(org, acc)
	expected := g.inviteRefusals(by, to, roles)
	i, err := g.Invite().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, g.request(to, roles), "")
	if g.check(err, expected, "person %d invites %d to %v", by, to, roles) {
		g.recordInvitation(by, to, roles, i)
	}
}

// batches invites several people at once, or makes a dry run of it.
func (g *game) batches() {
	org, _ := g.anyScope()
	by, dry := g.anybodyFor(org, -1), g.random.Intn(3) == 0
	r := access.BatchRequest{DryRun: dry}
	var to []int
	var roles [][]scopedRoles
	for range 1 + g.random.Intn(5) {
		acc := g.random.Intn(len(g.orgs[org].accounts)+1) - 1
		to, roles = append(to, g.somebody()), append(roles, g.someRoles(org, acc))
		r.Rows = append(r.Rows, g.request(to[len(to)-1], roles[len(roles)-1]))
	}
	var v verdict
	v.unless(g.sees(by, org, -1), access.NotFound)
	v.unless(g.governsAny(by, org), access.Forbidden)
	expected := make([][]access.Kind, len(r.Rows))
	for n := range r.Rows {
		expected[n] = g.inviteRefusals(by, to[n], roles[n])
		if slices.ContainsFunc(r.Rows[:n], func(o access.InviteRequest) bool { return o.Email == r.Rows[n].Email && o.Account == r.Rows[n].Account }) {
			expected[n] = []access.Kind{access.DuplicateRow}
		}
	}
	outcomes, err := g.Batch().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, r, "")
	if !g.check(err, v.kinds, "person %d invites %d at once, dry %t", by, len(to), dry) {
		return
	}
	for n, o := range outcomes {
		if g.check(o.Refused, expected[n], "row %d: %d to %v", n, to[n], roles[n]) && !dry {
			g.recordInvitation(by, to[n], roles[n], *o.Invitation)
		}
	}
}

// adminRefusals returns the refusals that come first when somebody manages an
// invitation.
func (g *game) adminRefusals(by int, i *modelInvitation) (v verdict) {
	org, acc := i.roles[0].org, i.roles[0].acc
	v.unless(g.sees(by, org, -1), access.NotFound)
	v.unless(g.governsAny(by, org), access.Forbidden)
	v.unless(i.image == nil && g.governs(by, org, acc), access.NotFound)
	return v
}

// sameRoles reports whether two lists have the same roles in any order.
func sameRoles(a, b []scopedRoles) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(h scopedRoles) bool { return !slices.Contains(b, h) })
}

func (g *game) updates() {
	i := g.anInvitation()
	org, acc := i.roles[0].org, i.roles[0].acc
	by, roles := g.anybodyFor(org, acc), g.someRoles(org, acc)
	v := g.adminRefusals(by, i)
	v.unless(g.mayTake(by, i.roles), access.RoleNotAllowed)
	v.unless(g.closedKind(i) == "", g.closedKind(i))
	changed := !sameRoles(roles, i.roles)
	v.unless(!changed || g.mayGive(by, roles), access.RoleNotAllowed)
	missing := g.notYetHeld(i.to, roles)
	v.unless(!changed || len(missing) > 0, access.AlreadyGranted)
	_, err := g.Update().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, i.id, access.UpdateInvitationRequest{Roles: names(roles)})
	if g.check(err, v.kinds, "person %d updates %v of %d to %v", by, i.roles, i.to, roles) && changed && !sameRoles(missing, i.roles) {
		i.by, i.roles = by, missing
	}
}

func (g *game) resends() {
	i := g.invitations[g.random.Intn(len(g.invitations))]
	org, acc := i.roles[0].org, i.roles[0].acc
	by := g.anybodyFor(org, acc)
	v := g.adminRefusals(by, i)
	v.unless(i.status != access.Accepted, access.InvitationAccepted)
	v.unless(i.status != access.Revoked, access.InvitationRevoked)
	v.unless(g.mayGive(by, i.roles), access.RoleNotAllowed)
	missing := g.notYetHeld(i.to, i.roles)
	v.unless(len(missing) > 0, access.AlreadyGranted)
	conflict := g.slotHolder(i.to, org, acc)
	v.unless(conflict == nil || conflict == i || !g.isOpen(conflict), access.InvitationPending)
	resent, err := g.Resend().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, i.id, "")
	if g.check(err, v.kinds, "person %d resends %v to %d", by, i.roles, i.to) {
		if conflict != nil && conflict != i {
			conflict.status = access.Expired
		}
		i.status, i.by, i.roles, i.expires, i.token = access.Pending, by, missing, resent.ExpiresAt, ""
		if want := g.Now().Truncate(time.Second).Add(access.OpenFor); !i.expires.Equal(want) {
			g.Errorf("a resent invitation ends at %s, want %s", i.expires, want)
		}
	}
}

func (g *game) takesOver() {
	i := g.anInvitation()
	org := i.roles[0].org
	by := g.anybodyFor(org, i.roles[0].acc)
	v := g.adminRefusals(by, i)
	v.unless(g.mayGive(by, i.roles), access.RoleNotAllowed)
	v.unless(g.closedKind(i) == "", g.closedKind(i))
	if g.check(fixture.Err(g.TakeOver().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, i.id)), v.kinds, "person %d takes over %v of %d", by, i.roles, i.to) {
		i.by = by
	}
}

// compareMarks compares which invitations need an inviter, as an administrator lists them,
// with the model and with the preview, which judges the inviter as an acceptance does.
func (g *game) compareMarks() {
	g.Helper()
	who, org := g.somebody(), g.random.Intn(len(g.orgs))
	if !g.governs(who, org, -1) {
		return
	}
	_, page, err := g.List().Invitations(g.Context(), g.people[who].ID(), g.orgs[org].ID, access.Filter{Limit: 100})
	g.Must(err)
	for _, listed := range page.Items {
		n := slices.IndexFunc(g.invitations, func(i *modelInvitation) bool { return i.id == listed.ID })
		if n < 0 { // that of the first administrator
			continue
		}
		i := g.invitations[n]
		if want := g.isOpen(i) && i.by >= 0 && !g.mayGive(i.by, i.roles); listed.NeedsInviter != want {
			g.Errorf("person %d is shown that %v to %d needs an inviter: %t, want %t", who, i.roles, i.to, listed.NeedsInviter, want)
		}
		if !g.isOpen(i) || i.token == "" {
			continue
		}
		_, err := g.Preview().Do(g.Context(), i.id, i.token)
		if refused := access.KindOf(err) == access.InvitationNotAuthorised; listed.NeedsInviter != refused {
			g.Errorf("an invitation that needs an inviter (%t) is previewed with %v", listed.NeedsInviter, err)
		}
	}
}

func (g *game) revokes() {
	i := g.anInvitation()
	org := i.roles[0].org
	by := g.anybodyFor(org, i.roles[0].acc)
	v := g.adminRefusals(by, i)
	v.unless(g.mayTake(by, i.roles), access.RoleNotAllowed)
	v.unless(g.closedKind(i) == "" || i.status == access.Revoked, g.closedKind(i))
	if g.check(g.Revoke().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, i.id), v.kinds, "person %d revokes %v of %d", by, i.roles, i.to) {
		i.status = access.Revoked
	}
}
