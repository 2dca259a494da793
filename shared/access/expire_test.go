package access_test

import (
	"context"
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

// conflictingExpiry is a store in which the first expiry conflicts with another write.
type conflictingExpiry struct {
	fixture.Store
	tries int
}

// Expire implements [access.Store].
func (s *conflictingExpiry) Expire(ctx context.Context, w access.InvitationClosure) error {
	if s.tries++; s.tries == 1 {
		return access.ErrStale
	}
	return s.Store.Expire(ctx, w)
}

// TestExpireTriesAgain records an expiry that conflicted with another write, also if the
// invitation is no longer stored.
func TestExpireTriesAgain(t *testing.T) {
	for name, removed := range map[string]bool{"stored": false, "removed": true} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
			if removed {
				f.LetExpire(i)
			}
			f.Set(i.ExpiresAt)
			store := &conflictingExpiry{Store: f.Store}
			f.Must(access.Expire{Store: store, Now: f.Now}.Do(t.Context(), i))
			if n := len(f.EventsOfType(organisation, access.EventInvitationExpired)); store.tries != 2 || n != 1 {
				t.Errorf("%d events after %d tries", n, store.tries)
			}
		})
	}
}
