package dynamo_test

import (
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// stepDown lets somebody remove their own access, or become an Organisation Admin.
func stepDown(f *fixture.Fixture, n int, o access.Organisation, who access.Caller, version string) error {
	if n%2 == 0 {
		return fixture.Err(f.Remove().Do(f.Context(), who.ID(), fixture.Whole(o), who.ID()))
	}
	return fixture.ErrOfThree(f.Edit().If(access.IfVersion(version)).Do(f.Context(), who.ID(), o.ID, who.ID(),
		access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.OrganisationAdmin}}}))
}

// TestLastAdministratorWhenTwoStepDown lets the last two step down at
// the same time. One of them does.
func TestLastAdministratorWhenTwoStepDown(t *testing.T) {
	f, table := onDynamoDB(t)
	for round := range 8 {
		group, chief, _ := f.Partner()
		f.CreateBelow(chief, group, "Company", false)
		both := []access.Caller{chief, f.Member(fixture.Whole(group), "other-"+strings.ToLower(access.NewID()), fixture.PartnerAdmin)}
		versions := fixture.Each(both, func(c access.Caller) string { return f.Membership(c.ID(), group.ID).Version })
		f.WantOneSuccess(fixture.Answers(2, func(n int) error { return stepDown(f, round/2+n, group, both[n], versions[n]) }), access.LastAdministrator)
	}
	wantSound(f, table)
}

// TestLastAdministratorWhileOrganisationIsCreated checks that either an
// organisation below is created and its creator stays, or the creator leaves and
// there is no room.
func TestLastAdministratorWhileOrganisationIsCreated(t *testing.T) {
	f, table := onDynamoDB(t)
	for round := range 12 {
		group, chief, _ := f.Partner()
		version := f.Membership(chief.ID(), group.ID).Version
		var left, created error
		fixture.Together(func() { left = stepDown(f, round, group, chief, version) }, func() {
			_, created = f.CreateChildOrganisation().Do(t.Context(), chief.ID(), group.ID, "Company", false, "")
		})
		switch {
		case created == nil:
			f.WantRefusal("stepping down", left, access.LastAdministrator)
		case access.KindOf(created) == access.Forbidden || access.KindOf(created) == access.NotFound:
			f.WantRefusal("stepping down", left, "")
		default:
			t.Errorf("created: %v, stepped down: %v", created, left)
		}
	}
	wantSound(f, table)
}
