package dynamo_test

import (
	"fmt"
	"slices"

	"admit/shared/access"
	"admit/shared/fixture"
)

// Operations that decide. A call that fails is an error, and never an answer: neither
// "allowed" nor "not allowed". Some of the checks rest on each of the two calls that read
// at the same time.
var decisionOperations = []operation{
	{name: "decide", of: "POST /decisions", reads: true, prepare: func(f *fixture.Fixture, s *scene) {
		createBelow(f, s)
		partnerJoins(f, s)
	}, act: func(f *fixture.Fixture, s *scene) error {
		return wantDecided(f, s, true, false, true, true)
	}},
	{name: "decide by what is inherited alone", of: "POST /decisions", reads: true, prepare: createBelow, act: func(f *fixture.Fixture, s *scene) error {
		return wantDecided(f, s, true, false, true, false)
	}},
	{name: "list scopes", of: "POST /decisions/scopes", reads: true, prepare: partnerJoins, act: func(f *fixture.Fixture, s *scene) error {
		scopes, err := f.Decide().Scopes(f.Context(), s.partnerAdmin.ID(), s.partnerAdmin.ID(), "audit:read", access.Filter{Limit: 10})
		return wantAnswer(err, len(scopes.Items), 2)
	}},
	{name: "list permissions", of: "GET /me/permissions", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		list, err := f.Decide().Permissions(f.Context(), s.ada.ID(), fixture.Whole(s.organisation))
		return wantAnswer(err, len(list.Permissions), 1)
	}},
	{name: "decide about a member", of: "GET /organisations/{organisationId}/permissions/{userId}/decision", reads: true, act: func(f *fixture.Fixture, s *scene) error {
		decided, err := f.Decide().Member(f.Context(), s.admin.ID(), s.ada.ID(), access.Check{Permission: "audit:read", Scope: fixture.Whole(s.organisation)})
		return wantAnswer(err, len(decided.Items), 1)
	}},
}

// createBelow creates an organisation below the group.
func createBelow(f *fixture.Fixture, s *scene) {
	s.below = f.CreateBelow(s.partnerAdmin, s.group, "Below", false)
}

// partnerJoins gives the Partner Organisation Admin of the group a role in the
// organisation, which is not below the group.
func partnerJoins(f *fixture.Fixture, s *scene) {
	f.Join(f.InvitedByOperator(fixture.Whole(s.organisation), "chief", fixture.Viewer))
}

// wantDecided asks what the Partner Organisation Admin may do in the group, in the
// organisation, in the organisation below the group, and, with a permission that the role
// in the organisation has, at an account of it.
func wantDecided(f *fixture.Fixture, s *scene, want ...bool) error {
	var checks []access.Check
	for _, c := range []struct {
		p  access.Permission
		at access.Scope
	}{
		{"marketplace:purchase", fixture.Whole(s.group)}, {"marketplace:purchase", fixture.Whole(s.organisation)},
		{"marketplace:purchase", fixture.Whole(s.below)}, {"audit:read", fixture.ScopeOf(s.shop)},
	} {
		checks = append(checks, access.Check{Permission: c.p, Scope: c.at})
	}
	decided, err := f.Decide().Do(f.Context(), s.partnerAdmin.ID(), s.partnerAdmin.ID(), checks)
	if err != nil {
		return wantAnswer(err, len(decided.Items), 0)
	}
	got := fixture.Each(decided.Items, func(d access.Decision) bool { return len(d.Because) > 0 })
	if !slices.Equal(got, want) {
		return fmt.Errorf("decided %v, want %v", got, want)
	}
	return nil
}

// wantAnswer returns the error of a call. Without an error there must be the wanted
// number of answers, and with one there must be none.
func wantAnswer(err error, answers, want int) error {
	switch {
	case err != nil && answers > 0:
		return fmt.Errorf("%d answers beside the refusal %s", answers, access.KindOf(err)) // an error of the kind Unavailable would pass
	case err == nil && answers != want:
		return fmt.Errorf("%d answers, want %d", answers, want)
	}
	return err
}
