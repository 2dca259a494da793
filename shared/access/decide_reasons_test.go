package access_test

import (
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestManyDecisionsNameFewerGrants asks the same check once and a hundred times about
// somebody whose permission rests on seven grants.
func TestManyDecisionsNameFewerGrants(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	middle := f.CreateBelow(chief, top, "middle", true)
	low := f.CreateBelow(chief, middle, "low", true)
	f.Member(fixture.Whole(top), "ada", fixture.PartnerAdmin)
	f.Member(fixture.Whole(middle), "ada", fixture.PartnerAdmin)
	ada := f.Member(fixture.Whole(low), "ada", fixture.PartnerAdmin, fixture.OrganisationAdmin, "billing-viewer", "billing-editor", "billing-admin")
	for checks, want := range map[int]int{1: 7, 71: 7, 72: 6, access.MaxChecks: 5} {
		check := access.Check{Permission: "billing:read", Scope: fixture.Whole(low)}
		decided, err := f.Decide().Do(t.Context(), ada.ID(), ada.ID(), slices.Repeat([]access.Check{check}, checks))
		f.Must(err)
		if len(decided.Items) != checks {
			t.Fatalf("%d answers to %d checks", len(decided.Items), checks)
		}
		for _, d := range decided.Items {
			if len(d.Because) != want {
				t.Fatalf("each of %d decisions names %d grants, want %d", checks, len(d.Because), want)
			}
		}
	}
}
