package access_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestStillAdministrator checks who gets a stored answer again: the administrators of the
// organisation and of its accounts.
func TestStillAdministrator(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	_, stranger := f.Organisation("stranger", false)
	for name, c := range map[string]struct {
		caller access.Caller
		want   access.Kind
	}{
		"an administrator":         {admin, ""},
		"an account administrator": {f.Member(fixture.ScopeOf(shop), "cay", access.AccountAdmin), ""},
		"a member":                 {f.Member(fixture.Whole(organisation), "eve", fixture.Viewer), access.Forbidden},
		"a stranger":               {stranger, access.NotFound},
	} {
		f.WantRefusal(name, access.StillAdministrator{Store: f.Store, Now: f.Now}.Do(t.Context(), c.caller.ID(), organisation.ID), c.want)
	}
}
