package access_test

import (
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestWhichEntryIsWrong checks that a refusal counts the entries of a list from one, and
// tells all of them up to the limit.
func TestWhichEntryIsWrong(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Limits.Grants, f.Limits.Roles = 3, 3
	invite := func(roles ...access.RoleID) error {
		return fixture.Err(f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("ada"), Roles: roles}, ""))
	}
	edit := func(roles ...access.RoleID) error {
		grants := fixture.Each(roles, func(r access.RoleID) access.ScopedRole { return access.ScopedRole{Role: r} })
		return f.TryEdit(admin, organisation, admin, grants...)
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{invite(fixture.Viewer, fixture.Viewer, "king"), "[{roles entry 2 is a duplicate} {roles entry 3 is not a role in the catalogue}]"},
		{invite(fixture.Viewer, fixture.Signer, fixture.Biller, fixture.Biller), "[{roles has more than 3 roles}]"},
		{invite(), "[{roles must have at least one role}]"},
		{edit(fixture.Viewer, fixture.Signer, fixture.Viewer), "[{grants entry 3 is a duplicate}]"},
		{edit(fixture.Viewer, fixture.Viewer, fixture.Signer, fixture.Signer), "[{grants has more than 3 grants} {grants entry 2 is a duplicate}]"},
	} {
		if c.err == nil || !strings.HasSuffix(c.err.Error(), c.want) {
			t.Errorf("%v, want %s", c.err, c.want)
		}
	}
}
