package access_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestExpireOfWhatIsNotOver leaves it alone, whatever somebody tells.
func TestExpireOfWhatIsNotOver(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	open := w.Invited(admin, whole(organisation), "open", viewer)
	stale := w.Invitation(open.ID)
	w.Set(open.ExpiresAt.Add(-time.Second))
	w.Must(w.Expire().Do(t.Context(), stale))
	renewed := w.Resent(admin, open)
	w.Set(open.ExpiresAt)
	w.Must(w.Expire().Do(t.Context(), stale)) // of the round before
	if status := w.Invitation(open.ID).StatusAt(w.Now()); status != access.Pending || !renewed.ExpiresAt.After(w.Now()) {
		t.Errorf("an open invitation is %s", status)
	}
	declined := w.Invited(admin, whole(organisation), "declined", viewer)
	image := w.Invitation(declined.ID)
	w.Must(w.Decline().Do(t.Context(), declined.ID, w.Token(declined.ID)))
	w.Set(declined.ExpiresAt)
	w.Must(w.Expire().Do(t.Context(), image))
	if status := w.Invitation(declined.ID).Status; status != access.Declined || len(w.EventsOfType(organisation, access.EventInvitationExpired)) != 0 {
		t.Errorf("a declined invitation is %s", status)
	}
}
