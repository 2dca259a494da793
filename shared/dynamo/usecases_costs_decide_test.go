package dynamo_test

import (
	"fmt"

	"admit/shared/access"
	"admit/shared/fixture"
)

// The rows of decisions in the table of costs.
const (
	oneCheck        = "decide, an organisation"
	oneAtAccount    = "decide, an account"
	oneInherited    = "decide, an account at level 5, inherited"
	hundredAtOne    = "decide, 100 checks at one scope"
	hundredAtMany   = "decide, 100 checks in 10 organisations"
	hundredAccounts = "decide, 100 accounts of an organisation"
)

// decisionLimits are what decisions may cost. A hundred checks at one scope cost what one
// costs. What is inherited costs one more read, for the name of the organisation above.
var decisionLimits = map[string]struct {
	waits int
	read  float64
}{
	oneCheck: {2, 4}, oneAtAccount: {2, 4}, oneInherited: {2, 5}, hundredAtOne: {2, 4},
	hundredAtMany: {2, 32}, hundredAccounts: {2, 103},
}

// asks returns a call that asks checks about somebody, and fails if what is allowed is
// not as wanted.
func (p *priced) asks(about access.Caller, want bool, checks ...access.Check) func() error {
	return func() error {
		decided, err := p.Decide().Do(p.Context(), about.ID(), about.ID(), checks)
		for n, d := range decided.Items {
			if allowed := len(d.Because) > 0; allowed != want {
				return fmt.Errorf("check %d is answered %t", n, allowed)
			}
		}
		return err
	}
}

// checksAt returns a number of checks at scopes in turn.
func checksAt(n int, scopes ...access.Scope) []access.Check {
	var checks []access.Check
	for i := range n {
		checks = append(checks, access.Check{Permission: "audit:read", Scope: scopes[i%len(scopes)]})
	}
	return checks
}

// deepAccount stores an account of an organisation that is five levels deep, below the
// partner.
func (p *priced) deepAccount() access.Account {
	p.Helper()
	above := p.partner
	for level := 2; level <= access.MaxLevels; level++ {
		above = p.CreateBelow(p.partnerAdmin, above, fmt.Sprint("Level ", level), level < access.MaxLevels)
	}
	return p.Account(above, "Shop")
}

// pricedDecisions are the operations of products. They come after the others.
var pricedDecisions = []pricedOperation{
	{oneCheck, func(p *priced) func() error {
		return p.asks(p.admin, true, checksAt(1, fixture.Whole(p.organisation))...)
	}},
	{oneAtAccount, func(p *priced) func() error {
		return p.asks(p.Member(fixture.ScopeOf(p.account), "shopper", fixture.Viewer), true, checksAt(1, fixture.ScopeOf(p.account))...)
	}},
	{oneInherited, func(p *priced) func() error {
		return p.asks(p.partnerAdmin, true, checksAt(1, fixture.ScopeOf(p.deepAccount()))...)
	}},
	{"decide, a user who holds nothing", func(p *priced) func() error {
		return p.asks(access.Caller{Issuer: fixture.Issuer, Subject: "nobody"}, false, checksAt(1, fixture.ScopeOf(p.account))...)
	}},
	{hundredAtOne, func(p *priced) func() error {
		return p.asks(p.admin, true, checksAt(access.MaxChecks, fixture.ScopeOf(p.account))...)
	}},
	{hundredAccounts, func(p *priced) func() error {
		var scopes []access.Scope
		for n := range access.MaxChecks {
			scopes = append(scopes, fixture.ScopeOf(p.Account(p.organisation, fmt.Sprint("Shop ", n))))
		}
		return p.asks(p.admin, true, checksAt(access.MaxChecks, scopes...)...)
	}},
	{hundredAtMany, func(p *priced) func() error {
		var scopes []access.Scope
		for n := range 10 {
			o := p.CreateBelow(p.partnerAdmin, p.partner, fmt.Sprint("Below ", n), false)
			scopes = append(scopes, fixture.ScopeOf(p.Account(o, "Shop")))
		}
		return p.asks(p.partnerAdmin, true, checksAt(access.MaxChecks, scopes...)...)
	}},
	{"list scopes, 50", func(p *priced) func() error {
		return func() error {
			return fixture.Err(p.Decide().Scopes(p.Context(), p.admin.ID(), p.admin.ID(), "audit:read", access.Filter{Limit: 50}))
		}
	}},
	{"list one's permissions", func(p *priced) func() error {
		return func() error {
			return fixture.Err(p.Decide().Permissions(p.Context(), p.admin.ID(), fixture.ScopeOf(p.account)))
		}
	}},
	{"decide about a member", func(p *priced) func() error {
		return func() error {
			return fixture.Err(p.Decide().Member(p.Context(), p.admin.ID(), p.guest.ID(), checksAt(1, fixture.Whole(p.organisation))[0]))
		}
	}},
}
