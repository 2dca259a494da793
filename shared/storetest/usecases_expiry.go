package storetest

import (
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// expiresToTheSecond checks that an invitation works one second before its end, and
// that nothing works from the second of its end on, although the item is stored.
func expiresToTheSecond(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	eve := w.Member(whole(organisation), "eve", viewer)
	for name, act := range map[string]func(i access.Invitation, token string) error{
		"preview": func(i access.Invitation, token string) error {
			_, err := w.Preview().Do(w.Context(), i.ID, token)
			return err
		},
		"register": func(i access.Invitation, token string) error {
			_, err := w.Register().Do(w.Context(), i.ID, registration(token))
			return err
		},
		"accept": func(i access.Invitation, token string) error {
			_, err := w.Accept().Do(w.Context(), eve, i.ID, token)
			return err
		},
		"decline": func(i access.Invitation, token string) error {
			return w.Decline().Do(w.Context(), i.ID, token)
		},
		"revoke": func(i access.Invitation, _ string) error {
			return w.Revoke().Do(w.Context(), admin.ID(), organisation.ID, i.ID)
		},
	} {
		wantExpiryToTheSecond(w, organisation, admin, name, act)
	}
}

// wantExpiryToTheSecond tries one use of an invitation before its end and after.
func wantExpiryToTheSecond(w *fixture.Fixture, organisation access.Organisation, admin access.Caller, name string, act func(access.Invitation, string) error) {
	w.Helper()
	invitee := name
	if name == "accept" {
		invitee = "eve"
	}
	began := noon.Add(999 * time.Millisecond)
	for _, c := range []struct {
		at   time.Duration // after the second of the invite
		want access.Kind
	}{
		{72 * time.Hour, access.InvitationExpired},
		{72*time.Hour + 500*time.Millisecond, access.InvitationExpired},
		{100 * time.Hour, access.InvitationExpired},
		{72*time.Hour - time.Second, ""},
	} {
		w.Set(began)
		account := w.Account(organisation, name+c.at.String())
		invitation := w.Invited(admin, scopeOf(account), invitee, signer)
		if end := noon.Add(72 * time.Hour); !invitation.ExpiresAt.Equal(end) {
			w.Errorf("it ends at %s, want %s", invitation.ExpiresAt, end)
		}
		secret := w.Token(invitation.ID)
		w.Set(noon.Add(c.at))
		w.WantRefusal(name+" "+c.at.String()+" after the invite", act(invitation, secret), c.want)
		if stored := w.Invitation(invitation.ID); c.want != "" && stored.Status != access.Pending {
			w.Errorf("a refused %s left it %s", name, stored.Status)
		}
	}
}

// expiresWhatWasRemoved checks that an invitation whose item DynamoDB removed is
// listed as expired, with everything that was known of it. It has one event.
func expiresWhatWasRemoved(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer, signer)
	secret := w.Token(invitation.ID)
	w.Tell(invitation, delivery.Event{Status: access.Delivered, At: w.Now(), Detail: "250 ok"})
	image := w.LetExpire(invitation)
	for range 3 {
		w.WantRefusal("expire", w.Expire().Do(w.Context(), image), "")
	}
	got, err := w.ListedInvitations(admin, organisation, access.Filter{Limit: 10, Email: "ada"})
	w.WantList("listed", got, err, "ada@example.com expired")
	if i := w.Invitation(invitation.ID); i.Delivery.Status != access.Delivered || i.Inviter.ID != admin.ID() || len(i.Roles) != 2 {
		w.Errorf("kept %+v", i)
	}
	_, err = w.Preview().Do(w.Context(), invitation.ID, secret)
	w.WantRefusal("its link", err, access.InvitationExpired)
	events := w.EventsOfType(organisation, access.EventInvitationExpired)
	if len(events) != 1 || events[0].Actor != access.System || len(events[0].Before) != 2 || len(events[0].After) != 0 {
		w.Errorf("on record: %+v", events)
	}
}

// invitesBeforeTheRemovalIsTold invites an address whose expired invitation was
// removed from the table, before the stream has reported the removal. The expired
// invitation is listed all the same.
func invitesBeforeTheRemovalIsTold(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	first := w.Invited(admin, whole(organisation), "ada", viewer)
	image := w.LetExpire(first)
	second := w.Invited(admin, whole(organisation), "ada", signer)
	w.Must(w.Expire().Do(w.Context(), image))
	got, err := w.ListedInvitations(admin, organisation, access.Filter{Limit: 10, Email: "ada"})
	slices.Sort(got) // those of one address are sorted by their ids
	w.WantList("listed", got, err, "ada@example.com expired", "ada@example.com pending")
	if held := w.HeldRoles(w.Join(second), organisation); held != string(signer) {
		w.Errorf("holds %q", held)
	}
}

// lapsedInvitationsMakeRoom checks that expired invitations do not count as open,
// although they are stored and the stream has reported no removal.
func lapsedInvitationsMakeRoom(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	w.Limits.OpenInvitations = 3
	var last access.Invitation
	for n := range 3 {
		last = w.Invited(admin, whole(organisation), fmt.Sprint("person", n), viewer)
	}
	_, err := w.Invite().Do(w.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("more"), Roles: []access.RoleID{viewer}}, "")
	w.WantRefusal("a fourth", err, access.LimitReached)
	w.Set(last.ExpiresAt)
	for n := range 3 {
		w.Invited(admin, whole(organisation), fmt.Sprint("more", n), viewer)
	}
	_, err = w.Invite().Do(w.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("more"), Roles: []access.RoleID{viewer}}, "")
	w.WantRefusal("a fourth of the next", err, access.LimitReached)
	if n := len(w.EventsOfType(organisation, access.EventInvitationExpired)); n != 3 {
		w.Errorf("%d expired on record, want 3", n)
	}
}
