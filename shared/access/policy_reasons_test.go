package access

import (
	"errors"
	"testing"
	"time"
)

// TestARefusedRoleNamesTheReason tells an administrator whether a role is above their
// authority, or would last longer than it.
func TestARefusedRoleNamesTheReason(t *testing.T) {
	end := time.Date(2036, time.February, 29, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what string
		held Grant
		role ScopedRole
		says string // empty: allowed
	}{
		{"a role above", at(OrganisationAdmin, here, ""), ScopedRole{Role: PartnerOrganisationAdmin}, "One of the roles is above your own authority."},
		{"a role without an end", until(at(OrganisationAdmin, here, ""), end), ScopedRole{Role: "partner-viewer"}, "Your own role ends on 29 February 2036 12:00:00 UTC. Grant roles that end by then."},
		{"a role that ends later", until(at(OrganisationAdmin, here, ""), end), ScopedRole{Role: "partner-viewer", Until: end.Add(time.Second)}, "Your own role ends on 29 February 2036 12:00:00 UTC. Grant roles that end by then."},
		{"a role that ends with it", until(at(OrganisationAdmin, here, ""), end), ScopedRole{Role: "partner-viewer", Until: end}, ""},
		{"a role of accounts", at(OrganisationAdmin, here, ""), ScopedRole{Role: "account-viewer"}, "The role account-viewer cannot be granted at this scope."},
		{"a role at all", at("partner-viewer", here, ""), ScopedRole{Role: "partner-viewer"}, "Only an administrator may do this."},
	} {
		snapshot := policySnapshot(true, "", c.held)
		snapshot.At = end.Add(-time.Hour)
		_, err := snapshot.mayGive(policyRoles(t), actor, "", []ScopedRole{c.role})
		said := ""
		if refusal, is := errors.AsType[*Error](err); is {
			said = refusal.Detail
		}
		if said != c.says || (err == nil) != (c.says == "") {
			t.Errorf("%s: %v, want %q", c.what, err, c.says)
		}
	}
}
