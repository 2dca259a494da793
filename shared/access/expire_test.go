package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestExpireIgnoresOpenAndClosedInvitations expires invitations that are open or
// closed, which changes nothing.
func TestExpireIgnoresOpenAndClosedInvitations(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	open := f.Invited(admin, fixture.Whole(organisation), "open", fixture.Viewer)
	stale := f.Invitation(open.ID)
	f.Set(open.ExpiresAt.Add(-time.Second))
	f.Must(f.Expire().Do(t.Context(), stale))
	resent := f.Resent(admin, open)
	f.Set(open.ExpiresAt)
	f.Must(f.Expire().Do(t.Context(), stale)) // of the attempt before
	if status := f.Invitation(open.ID).StatusAt(f.Now()); status != access.Pending || !resent.ExpiresAt.After(f.Now()) {
		t.Errorf("an open invitation is %s", status)
	}
	declined := f.Invited(admin, fixture.Whole(organisation), "declined", fixture.Viewer)
	image := f.Invitation(declined.ID)
	f.Must(f.Decline().Do(t.Context(), declined.ID, f.Token(declined.ID)))
	f.Set(declined.ExpiresAt)
	f.Must(f.Expire().Do(t.Context(), image))
	if status := f.Invitation(declined.ID).Status; status != access.Declined || len(f.EventsOfType(organisation, access.EventInvitationExpired)) != 0 {
		t.Errorf("a declined invitation is %s", status)
	}
}
