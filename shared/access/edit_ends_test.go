package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestAnEditRevokesWhatWouldRestoreARole changes the end of a role that an open invitation
// offers, too. Only an edit that takes something of the role away revokes the invitation.
func TestAnEditRevokesWhatWouldRestoreARole(t *testing.T) {
	soon, later := fixture.Noon.Add(time.Hour), fixture.Noon.Add(2*time.Hour)
	for name, c := range map[string]struct {
		before, after access.ScopedRole
		want          access.Status
	}{
		"a later end":          {access.ScopedRole{Role: fixture.Signer, Until: soon}, access.ScopedRole{Role: fixture.Signer, Until: later}, access.Pending},
		"no end any more":      {access.ScopedRole{Role: fixture.Signer, Until: soon}, access.ScopedRole{Role: fixture.Signer}, access.Pending},
		"an earlier end":       {access.ScopedRole{Role: fixture.Signer, Until: later}, access.ScopedRole{Role: fixture.Signer, Until: soon}, access.Revoked},
		"an end":               {access.ScopedRole{Role: fixture.Signer}, access.ScopedRole{Role: fixture.Signer, Until: soon}, access.Revoked},
		"another role instead": {access.ScopedRole{Role: fixture.Signer, Until: soon}, access.ScopedRole{Role: fixture.Biller, Until: later}, access.Revoked},
	} {
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
		invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
		viewer := access.ScopedRole{Role: fixture.Viewer}
		f.EditRoles(admin, organisation, ada, viewer, c.before)
		f.EditRoles(admin, organisation, ada, viewer, c.after)
		if got := f.Invitation(invitation.ID).Status; got != c.want {
			t.Errorf("%s: the invitation is %s, want %s", name, got, c.want)
		}
	}
}
