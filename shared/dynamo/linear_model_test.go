package dynamo_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/anishathalye/porcupine"

	"admit/shared/access"
)

// source names the register of what one user holds directly in one organisation.
type source struct {
	user         access.UserID
	organisation access.OrganisationID
}

// holding is what a register contains: roles by account, or at the whole organisation, and
// suspended if they are.
type holding map[access.ScopedRole]bool

// suspended stands for the suspension of a holding.
var suspended = access.ScopedRole{Role: "suspended"}

// roles returns the roles of the holding.
func (h holding) roles() holding {
	roles := maps.Clone(h)
	delete(roles, suspended)
	return roles
}

// with returns roles that are suspended if those of the holding are.
func (h holding) with(roles holding) holding {
	if h[suspended] && len(roles) > 0 {
		roles[suspended] = true
	}
	return roles
}

// step is what one operation did to a register, or saw of it, at one moment between the
// call of the operation and its return.
type step struct {
	source
	what string
	sees func(holding) bool    // whether the operation could be answered as it was; nil if it saw nothing
	does func(holding) holding // what the register contains afterwards; nil if it changed nothing
	// maybe says that nobody knows whether the operation took effect.
	maybe bool
}

// registers is the model: each register is a value of its own. A history is linearizable
// if every step can be put at one moment between call and return, so that each saw what
// the steps before it had left.
var registers = (&porcupine.NondeterministicModel{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byRegister := map[source][]porcupine.Operation{}
		for _, operation := range history {
			of := operation.Input.(step).source
			byRegister[of] = append(byRegister[of], operation)
		}
		return slices.Collect(maps.Values(byRegister))
	},
	Init:  func() []any { return []any{""} },
	Equal: func(a, b any) bool { return a == b },
	Step: func(state, input, _ any) []any {
		s, held := input.(step), parseHolding(state.(string))
		if s.sees != nil && !s.sees(held) {
			return nil
		}
		if s.does == nil {
			return []any{state}
		}
		after := s.does(held).String()
		if s.maybe {
			return []any{state, after}
		}
		return []any{after}
	},
	DescribeOperation: func(input, _ any) string { return input.(step).what },
}).ToModel()

// String returns the holding as text. Equal holdings have equal texts.
func (h holding) String() string {
	var roles []string
	for r := range h {
		roles = append(roles, string(r.Role)+"@"+string(r.Account))
	}
	slices.Sort(roles)
	return strings.Join(roles, " ")
}

func parseHolding(text string) holding {
	held := holding{}
	for _, part := range strings.Fields(text) {
		role, account, _ := strings.Cut(part, "@")
		held[access.ScopedRole{Role: access.RoleID(role), Account: access.AccountID(account)}] = true
	}
	return held
}

func holdingOf(grants []access.Grant) holding {
	held := holding{}
	for _, g := range grants {
		held[access.ScopedRole{Role: g.Role, Account: g.Scope.Account}] = true
	}
	return held
}

// namesOnly has the permission that each plain role of the histories gives.
var namesOnly = map[access.RoleID]access.Permission{"audit-viewer": "audit:read", "billing-viewer": "billing:read"}

// gives reports whether a role that is held at an organisation gives a permission at a
// scope of that organisation or, if below is true, of one below.
func gives(r access.ScopedRole, p access.Permission, account access.AccountID, below bool) bool {
	switch r.Role {
	case access.PartnerOrganisationAdmin:
		return true
	case access.OrganisationAdmin:
		return !below
	case access.AccountAdmin:
		return !below && r.Account == account
	}
	return !below && namesOnly[r.Role] == p && (r.Account == "" || r.Account == account)
}

// giving returns the roles of a holding that give a permission.
func (h holding) giving(p access.Permission, account access.AccountID, below bool) holding {
	giving := holding{}
	for r := range h {
		if !h[suspended] && gives(r, p, account, below) {
			giving[r] = true
		}
	}
	return giving
}

// sourcesOf returns the registers that a decision about a scope rests on: that of the
// organisation, and those of the organisations above.
func sourcesOf(user access.UserID, o access.Organisation) []source {
	all := []source{{user, o.ID}}
	for _, above := range o.Ancestors {
		all = append(all, source{user, above.ID})
	}
	return all
}

// asked is a check, with the organisation that it asks about.
type asked struct {
	access.Check
	of access.Organisation
}

// seenInDecisions returns the steps of the decisions of one operation. For each source a
// decision saw exactly the grants that it names: an allow that the named grants were held,
// a deny that none was. An operation reads what a user holds in an organisation once, and
// what of it governs below once, perhaps at another moment. So there are at most two steps
// for each source.
func seenInDecisions(user access.UserID, checks []asked, items []access.Decision) []step {
	type read struct {
		source
		below bool
	}
	seen := map[read][]func(holding) bool{}
	what := map[read]string{}
	for n, check := range checks {
		for _, from := range sourcesOf(user, check.of) {
			named, r := holding{}, read{from, from.organisation != check.of.ID}
			for _, g := range items[n].Because {
				if g.Scope.Organisation == from.organisation {
					named[access.ScopedRole{Role: g.Role, Account: g.Scope.Account}] = true
				}
			}
			what[r] += fmt.Sprintf("; decides %s at %v: %q", check.Permission, check.Scope, named)
			seen[r] = append(seen[r], func(h holding) bool {
				return maps.Equal(h.giving(check.Permission, check.Scope.Account, r.below), named)
			})
		}
	}
	var steps []step
	for r, all := range seen {
		steps = append(steps, step{source: r.source, what: strings.TrimPrefix(what[r], "; "), sees: func(h holding) bool {
			return !slices.ContainsFunc(all, func(sees func(holding) bool) bool { return !sees(h) })
		}})
	}
	return steps
}

// seenInScopes returns the steps of a list of scopes: for each organisation exactly what
// its membership gave.
func seenInScopes(user access.UserID, organisations []access.Organisation, p access.Permission, items []access.AllowedScope) []step {
	var steps []step
	for _, o := range organisations {
		listed := holding{} // at the whole organisation, or at accounts; the role says whether also below
		for _, i := range items {
			if i.Scope.Organisation == o.ID {
				listed[access.ScopedRole{Role: access.RoleID(fmt.Sprint(i.Below)), Account: i.Scope.Account}] = true
			}
		}
		steps = append(steps, step{source: source{user, o.ID}, what: fmt.Sprintf("lists scopes of %s: %q", p, listed),
			sees: func(h holding) bool { return maps.Equal(h.scopes(p), listed) }})
	}
	return steps
}

// scopes returns the scopes at which a holding gives a permission, in the form of
// seenInScopes.
func (h holding) scopes(p access.Permission) holding {
	if whole := h.giving(p, "", false); len(whole) > 0 {
		below := whole[access.ScopedRole{Role: access.PartnerOrganisationAdmin}]
		return holding{access.ScopedRole{Role: access.RoleID(fmt.Sprint(below))}: true}
	}
	scopes := holding{}
	for r := range h {
		if !h[suspended] && gives(r, p, r.Account, false) {
			scopes[access.ScopedRole{Role: "false", Account: r.Account}] = true
		}
	}
	return scopes
}

// seenInPermissions returns the steps of a list of permissions. A permission that is not
// in the list was given by no source. At an organisation without others above, the list
// is exactly what its membership gave.
func seenInPermissions(user access.UserID, o access.Organisation, account access.AccountID, asked, listed []access.Permission) []step {
	var steps []step
	for _, from := range sourcesOf(user, o) {
		below := from.organisation != o.ID
		steps = append(steps, step{source: from, what: fmt.Sprintf("lists permissions: %v", listed), sees: func(h holding) bool {
			return !slices.ContainsFunc(asked, func(p access.Permission) bool {
				given, shown := len(h.giving(p, account, below)) > 0, slices.Contains(listed, p)
				return given && !shown || shown && !given && len(o.Ancestors) == 0
			})
		}})
	}
	return steps
}
