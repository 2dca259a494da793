package access_test

import (
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
)

// The moves. Each says what the model expects and what came of it. These are
// those that create places, let time pass and choose what the others are about.

// check compares what came of a move with what was expected: success, where nothing
// was, or one of several refusals.
func (g *game) check(err error, expected []access.Kind, format string, args ...any) bool {
	what := fmt.Sprintf(format, args...)
	g.log = append(g.log, fmt.Sprintf("%s: %v", what, err))
	switch {
	case len(expected) == 0 && err != nil:
		g.Errorf("%s: refused with %v", what, err)
	case len(expected) > 0 && (err == nil || !slices.Contains(expected, access.KindOf(err))):
		g.Errorf("%s: %v, want %v", what, err, expected)
	}
	return err == nil
}

// verdict is the first thing that is wrong, in the order in which it is judged.
type verdict struct{ kinds []access.Kind }

func (v *verdict) unless(holds bool, kinds ...access.Kind) {
	if !holds && len(v.kinds) == 0 {
		v.kinds = kinds
	}
}

func (g *game) somebody() int { return g.random.Intn(len(g.people)) }

// anyScope is, more often than not, one of the places that were there first,
// where most has happened.
func (g *game) anyScope() (org, acc int) {
	org = g.random.Intn(3)
	if g.random.Intn(4) == 0 {
		org = g.random.Intn(len(g.orgs))
	}
	return org, g.random.Intn(len(g.orgs[org].accounts)+1) - 1
}

// aMember is, more often than not, somebody who holds something in an
// organisation.
func (g *game) aMember(org int) int {
	who := g.somebody()
	for range 10 {
		if len(g.modelledTexts(who, org)) > 0 {
			break
		}
		who = g.somebody()
	}
	return who
}

// anybodyFor is, more often than not, somebody with power at a scope: most of
// what happens at random would otherwise be refused.
func (g *game) anybodyFor(org, acc int) int {
	who := g.somebody()
	for range 10 {
		if g.governs(who, org, acc) || g.random.Intn(5) == 0 {
			break
		}
		who = g.somebody()
	}
	return who
}

// anInvitation is, more often than not, an open one.
func (g *game) anInvitation() *modelInvitation {
	i := g.invitations[g.random.Intn(len(g.invitations))]
	for range 10 {
		if g.isOpen(i) || g.random.Intn(5) == 0 {
			break
		}
		i = g.invitations[g.random.Intn(len(g.invitations))]
	}
	return i
}

func (g *game) createsBelow() {
	parent := len(g.orgs) - 1 - g.random.Intn(2)
	by := g.anybodyFor(parent, -1)
	if len(g.orgs) > 7 {
		return
	}
	var v verdict
	v.unless(g.sees(by, parent, -1), access.NotFound)
	v.unless(g.gives(by, scopedRoles{partnerAdmin, parent, -1}), access.Forbidden)
	v.unless(g.orgs[parent].Partner, access.Forbidden)
	v.unless(len(g.orgs[parent].above)+1 < access.MaxLevels, access.LimitReached)
	partner := g.random.Intn(4) > 0
	created, err := g.CreateChildOrganisation().Do(g.Context(), g.people[by].ID(), g.orgs[parent].ID, fmt.Sprint("organisation ", len(g.orgs)), partner, "")
	if g.check(err, v.kinds, "person %d creates an organisation below %d", by, parent) {
		g.orgs = append(g.orgs, &modelOrganisation{Organisation: created.Organisation, above: append([]int{parent}, g.orgs[parent].above...)})
	}
}

// createOrganisation creates an organisation by the one who is above all.
func (g *game) createOrganisation(parent int, partner bool) {
	created, err := g.CreateChildOrganisation().Do(g.Context(), g.people[0].ID(), g.orgs[parent].ID, fmt.Sprint("organisation ", len(g.orgs)), partner, "")
	g.Must(err)
	g.orgs = append(g.orgs, &modelOrganisation{Organisation: created.Organisation, above: append([]int{parent}, g.orgs[parent].above...)})
	g.createAccounts(len(g.orgs) - 1)
}

// createAccounts creates the accounts of an organisation by the one who is above all.
func (g *game) createAccounts(org int) {
	for _, name := range []string{"Shop", "Yard"} {
		account, err := g.CreateAccount().Do(g.Context(), g.people[0].ID(), g.orgs[org].ID, name, "")
		g.Must(err)
		g.orgs[org].accounts = append(g.orgs[org].accounts, account)
	}
}

func (g *game) createsAccount() {
	org := g.random.Intn(len(g.orgs))
	by := g.anybodyFor(org, -1)
	if len(g.orgs[org].accounts) > 3 {
		return
	}
	var v verdict
	v.unless(g.sees(by, org, -1), access.NotFound)
	v.unless(g.governs(by, org, -1), access.Forbidden)
	account, err := g.CreateAccount().Do(g.Context(), g.people[by].ID(), g.orgs[org].ID, fmt.Sprint("account ", len(g.orgs[org].accounts)), "")
	if g.check(err, v.kinds, "person %d creates an account in %d", by, org) {
		g.orgs[org].accounts = append(g.orgs[org].accounts, account)
	}
}

func (g *game) waits() { g.Pass(time.Duration(g.random.Intn(40)) * time.Hour) }

// removeExpired lets a time-to-live remove invitations whose time is up.
func (g *game) removeExpired() {
	for _, i := range g.invitations {
		if i.status == access.Pending && i.image == nil && !g.isOpen(i) && g.random.Intn(2) == 0 {
			image := g.Invitation(i.id)
			g.RemoveItem(i.id)
			i.image = &image
			g.log = append(g.log, fmt.Sprintf("the invitation of %d is removed", i.to))
		}
	}
}

// expires tells of removals, and of what has been told already or never was one.
func (g *game) expires() {
	for _, i := range g.invitations {
		switch {
		case i.image != nil && g.random.Intn(3) > 0:
			if g.check(g.Expire().Do(g.Context(), *i.image), nil, "the removal of the invitation of %d is told", i.to) {
				i.status, i.image = access.Expired, nil
			}
		case i.image == nil && g.random.Intn(4) == 0:
			stored := g.Invitation(i.id)
			if g.check(g.Expire().Do(g.Context(), stored), nil, "a removal of the invitation of %d is told that was none", i.to) &&
				i.status == access.Pending && !g.isOpen(i) {
				i.status = access.Expired
			}
		}
	}
}
