package access_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// lapses lets the time of an invitation pass and a time-to-live remove it.
func (w *world) lapses(i access.Invitation) (image access.Invitation) {
	w.Helper()
	image = w.invitation(i.ID)
	if w.Now().Before(i.ExpiresAt) {
		w.set(i.ExpiresAt)
	}
	w.removed(i.ID)
	return image
}

// TestExpireKeepsWhoLetItLapse: what DynamoDB removed is listed again as expired,
// with everything that was known of it, and on record once.
func TestExpireKeepsWhoLetItLapse(t *testing.T) { onEachStore(t, expiresWhatWasRemoved) }

func expiresWhatWasRemoved(w *world) {
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer, signer)
	secret := w.secret(invitation.ID)
	w.tell(invitation, delivery.Event{Status: access.Delivered, At: w.Now(), Detail: "250 ok"})
	image := w.lapses(invitation)
	for range 3 {
		w.refused("expire", w.expire().Do(w.Context(), image), "")
	}
	got, err := w.invitations(admin, organisation, access.Filter{Limit: 10, Email: "ada"})
	w.lists("listed", got, err, "ada@example.com expired")
	if i := w.invitation(invitation.ID); i.Delivery.Status != access.Delivered || i.Inviter.ID != admin.ID() || len(i.Roles) != 2 {
		w.Errorf("kept %+v", i)
	}
	_, err = w.preview().Do(w.Context(), invitation.ID, secret)
	w.refused("its link", err, access.InvitationExpired)
	records := w.recorded(organisation, access.InvitationLapsed)
	if len(records) != 1 || records[0].Actor != access.System || len(records[0].Before) != 2 || len(records[0].After) != 0 {
		w.Errorf("on record: %+v", records)
	}
}

// TestExpireOfWhatIsNotOver leaves it alone, whatever somebody tells.
func TestExpireOfWhatIsNotOver(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	open := w.invited(admin, whole(organisation), "open", viewer)
	stale := w.invitation(open.ID)
	w.set(open.ExpiresAt.Add(-time.Second))
	w.must(w.expire().Do(t.Context(), stale))
	renewed := w.resent(admin, open)
	w.set(open.ExpiresAt)
	w.must(w.expire().Do(t.Context(), stale)) // of the round before
	if status := w.invitation(open.ID).StatusAt(w.Now()); status != access.Pending || !renewed.ExpiresAt.After(w.Now()) {
		t.Errorf("an open invitation is %s", status)
	}
	declined := w.invited(admin, whole(organisation), "declined", viewer)
	image := w.invitation(declined.ID)
	w.must(w.decline().Do(t.Context(), declined.ID, w.secret(declined.ID)))
	w.set(declined.ExpiresAt)
	w.must(w.expire().Do(t.Context(), image))
	if status := w.invitation(declined.ID).Status; status != access.Declined || len(w.recorded(organisation, access.InvitationLapsed)) != 0 {
		t.Errorf("a declined invitation is %s", status)
	}
}

// TestInviteBeforeTheRemovalIsTold: what was removed holds up nobody, and is
// told of all the same.
func TestInviteBeforeTheRemovalIsTold(t *testing.T) { onEachStore(t, invitesBeforeTheRemovalIsTold) }

func invitesBeforeTheRemovalIsTold(w *world) {
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	image := w.lapses(first)
	second := w.invited(admin, whole(organisation), "ada", signer)
	w.must(w.expire().Do(w.Context(), image))
	got, err := w.invitations(admin, organisation, access.Filter{Limit: 10, Email: "ada"})
	slices.Sort(got) // those of one address are sorted by their ids
	w.lists("listed", got, err, "ada@example.com expired", "ada@example.com pending")
	if held := w.held(w.takes(second), organisation); held != string(signer) {
		w.Errorf("holds %q", held)
	}
}

// TestLapsedInvitationsMakeRoom: those whose time is up do not count, though they
// are stored and nobody was told yet.
func TestLapsedInvitationsMakeRoom(t *testing.T) { onEachStore(t, lapsedInvitationsMakeRoom) }

func lapsedInvitationsMakeRoom(w *world) {
	organisation, admin := w.organisation("admin", false)
	w.limits.OpenInvitations = 3
	var last access.Invitation
	for n := range 3 {
		last = w.invited(admin, whole(organisation), fmt.Sprint("person", n), viewer)
	}
	_, err := w.invite().Do(w.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("more"), Roles: []access.RoleID{viewer}}, "")
	w.refused("a fourth", err, access.LimitReached)
	w.set(last.ExpiresAt)
	for n := range 3 {
		w.invited(admin, whole(organisation), fmt.Sprint("more", n), viewer)
	}
	_, err = w.invite().Do(w.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("more"), Roles: []access.RoleID{viewer}}, "")
	w.refused("a fourth of the next", err, access.LimitReached)
	if n := len(w.recorded(organisation, access.InvitationLapsed)); n != 3 {
		w.Errorf("%d expired on record, want 3", n)
	}
}
