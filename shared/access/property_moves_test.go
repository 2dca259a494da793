package access_test

import (
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// The moves. Each computes what the model expects and compares the outcome. These
// create organisations and accounts, let time pass and choose people and scopes.

// check compares the outcome of a move with the expected one: success if no refusal
// is expected, or one of several refusals. It reports whether the move succeeded.
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

// verdict is the first expected refusal, in the order of the checks.
type verdict struct{ kinds []access.Kind }

// unless adds the kinds if the condition does not hold and nothing was refused before.
func (v *verdict) unless(holds bool, kinds ...access.Kind) {
	if !holds && len(v.kinds) == 0 {
		v.kinds = kinds
	}
}

func (g *game) somebody() int { return g.random.Intn(len(g.people)) }

// anyScope returns a scope, more often one of the first organisations,
// where most has happened.
func (g *game) anyScope() (org, acc int) {
	org = g.random.Intn(3)
	if g.random.Intn(4) == 0 {
		org = g.random.Intn(len(g.orgs))
	}
	return org, g.random.Intn(len(g.orgs[org].accounts)+1) - 1
}

// aMember returns a person, more often one who holds a grant in an
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

// anybodyFor returns a person, more often an administrator of a scope. Otherwise
// most moves would be refused.
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

// anInvitation returns an invitation, more often an open one.
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
	v.unless(g.gives(by, scopedRoles{fixture.PartnerAdmin, parent, -1}), access.Forbidden)
	v.unless(g.orgs[parent].Partner, access.Forbidden)
	v.unless(len(g.orgs[parent].above)+1 < access.MaxLevels, access.LimitReached)
	partner := g.random.Intn(4) > 0
	created, err := g.CreateChildOrganisation().Do(g.Context(), g.people[by].ID(), g.orgs[parent].ID, fmt.Sprint("organisation ", len(g.orgs)), partner, "")
	if g.check(err, v.kinds, "person %d creates an organisation below %d", by, parent) {
		g.orgs = append(g.orgs, &modelOrganisation{Organisation: created.Organisation, above: append([]int{parent}, g.orgs[parent].above...)})
	}
}

// createOrganisation lets the first person create an organisation.
func (g *game) createOrganisation(parent int, partner bool) {
	created, err := g.CreateChildOrganisation().Do(g.Context(), g.people[0].ID(), g.orgs[parent].ID, fmt.Sprint("organisation ", len(g.orgs)), partner, "")
	g.Must(err)
	g.orgs = append(g.orgs, &modelOrganisation{Organisation: created.Organisation, above: append([]int{parent}, g.orgs[parent].above...)})
	g.createAccounts(len(g.orgs) - 1)
}

// createAccounts lets the first person create the accounts of an organisation.
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

// removeExpired removes expired invitations at random, as a time-to-live does.
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

// expires reports removals, and removals that were reported before or never happened.
func (g *game) expires() {
	for _, i := range g.invitations {
		switch {
		case i.image != nil && g.random.Intn(3) > 0:
			if g.check(g.Expire().Do(g.Context(), *i.image), nil, "the removal of the invitation of %d is reported", i.to) {
				i.status, i.image = access.Expired, nil
			}
		case i.image == nil && g.random.Intn(4) == 0:
			stored := g.Invitation(i.id)
			if g.check(g.Expire().Do(g.Context(), stored), nil, "a removal of the invitation of %d is reported that did not happen", i.to) &&
				i.status == access.Pending && !g.isOpen(i) {
				i.status = access.Expired
			}
		}
	}
}
