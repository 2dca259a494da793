package dynamo_test

import (
	"math/rand"
	"slices"

	"admit/shared/access"
	"admit/shared/fixture"
)

// The operations of a history that ask.

// question returns a random check.
func (h *linearHistory) question(random *rand.Rand) asked {
	h.recording.Lock()
	organisations := append(slices.Clone(h.orgs), h.children...)
	h.recording.Unlock()
	n := random.Intn(len(organisations) + 1)
	p := linearPermissions[random.Intn(len(linearPermissions))]
	if n == len(organisations) {
		return asked{access.Check{Permission: p, Scope: fixture.ScopeOf(h.shop)}, h.orgs[2]}
	}
	return asked{access.Check{Permission: p, Scope: fixture.Whole(organisations[n])}, organisations[n]}
}

// decide asks one check or many.
func (h *linearHistory) decide(random *rand.Rand) {
	var checks []asked
	for range []int{1, 1, 12}[random.Intn(3)] {
		checks = append(checks, h.question(random))
	}
	h.ask(checks)
}

// decideEverything asks for every permission at every scope. It returns the grants that
// something was allowed by.
func (h *linearHistory) decideEverything() []access.Grant {
	var checks []asked
	for _, p := range linearPermissions {
		for _, o := range append(slices.Clone(h.orgs), h.children...) {
			checks = append(checks, asked{access.Check{Permission: p, Scope: fixture.Whole(o)}, o})
		}
		checks = append(checks, asked{access.Check{Permission: p, Scope: fixture.ScopeOf(h.shop)}, h.orgs[2]})
	}
	return h.ask(checks)
}

// ask decides checks in one call. It returns the grants that something was allowed by.
func (h *linearHistory) ask(checks []asked) (because []access.Grant) {
	called := h.clock.Add(1)
	decided, err := h.Decide().Do(h.Context(), h.subject.ID(), h.subject.ID(), fixture.Each(checks, func(a asked) access.Check { return a.Check }))
	if h.failed(err, called, step{what: "decide"}) {
		return nil
	}
	for _, d := range decided.Items {
		h.count(map[bool]string{true: "allowed", false: "denied"}[len(d.Because) > 0])
		because = append(because, d.Because...)
	}
	h.record(called, seenInDecisions(h.subject.ID(), checks, decided.Items)...)
	return because
}

// member lets the chief ask about the user.
func (h *linearHistory) member(random *rand.Rand) {
	check := h.question(random)
	called := h.clock.Add(1)
	decided, err := h.Decide().Member(h.Context(), h.chief.ID(), h.subject.ID(), check.Check)
	if !h.failed(err, called, step{what: "member"}) {
		h.record(called, seenInDecisions(h.subject.ID(), []asked{check}, decided.Items)...)
	}
}

// scopes lists where the user has a permission, page by page.
func (h *linearHistory) scopes(random *rand.Rand) {
	check := h.question(random)
	f := access.Filter{Limit: 1 + 99*random.Intn(2)}
	var items []access.AllowedScope
	called := h.clock.Add(1)
	for more := true; more; more = f.After != "" {
		page, err := h.Decide().Scopes(h.Context(), h.subject.ID(), h.subject.ID(), check.Permission, f)
		if h.failed(err, called, step{what: "scopes"}) {
			return
		}
		items, f.After = append(items, page.Items...), page.Next
	}
	h.record(called, seenInScopes(h.subject.ID(), h.orgs, check.Permission, items)...)
}

// permissions lists what the user may do at a scope.
func (h *linearHistory) permissions(random *rand.Rand) {
	check := h.question(random)
	called := h.clock.Add(1)
	list, err := h.Decide().Permissions(h.Context(), h.subject.ID(), check.Scope)
	if access.KindOf(err) == access.NotFound && err != nil {
		list, err = access.PermissionList{}, nil
	}
	if !h.failed(err, called, step{what: "permissions"}) {
		h.record(called, seenInPermissions(h.subject.ID(), check.of, check.Scope.Account, linearPermissions, list.Permissions)...)
	}
}
