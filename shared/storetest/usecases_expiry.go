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
func expiresToTheSecond(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	eve := f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	for name, act := range map[string]func(i access.Invitation, token string) error{
		"preview": func(i access.Invitation, token string) error {
			_, err := f.Preview().Do(f.Context(), i.ID, token)
			return err
		},
		"register": func(i access.Invitation, token string) error {
			_, err := f.Register().Do(f.Context(), i.ID, fixture.Registration(token))
			return err
		},
		"accept": func(i access.Invitation, token string) error {
			_, err := f.Accept().Do(f.Context(), eve, i.ID, access.AcceptRequest{Token: token})
			return err
		},
		"decline": func(i access.Invitation, token string) error {
			return f.Decline().Do(f.Context(), i.ID, token)
		},
		"revoke": func(i access.Invitation, _ string) error {
			return f.Revoke().Do(f.Context(), admin.ID(), organisation.ID, i.ID)
		},
	} {
		wantExpiryToTheSecond(f, organisation, admin, name, act)
	}
}

// wantExpiryToTheSecond tries one use of an invitation before its end and after.
func wantExpiryToTheSecond(f *fixture.Fixture, organisation access.Organisation, admin access.Caller, name string, act func(access.Invitation, string) error) {
	f.Helper()
	invitee := name
	if name == "accept" {
		invitee = "eve"
	}
	began := fixture.Noon.Add(999 * time.Millisecond)
	for _, c := range []struct {
		at   time.Duration // after the second of the invite
		want access.Kind
	}{
		{72 * time.Hour, access.InvitationExpired},
		{72*time.Hour + 500*time.Millisecond, access.InvitationExpired},
		{100 * time.Hour, access.InvitationExpired},
		{72*time.Hour - time.Second, ""},
	} {
		f.Set(began)
		account := f.Account(organisation, name+c.at.String())
		invitation := f.Invited(admin, fixture.ScopeOf(account), invitee, fixture.Signer)
		if end := fixture.Noon.Add(72 * time.Hour); !invitation.ExpiresAt.Equal(end) {
			f.Errorf("the invitation expires at %s, want %s", invitation.ExpiresAt, end)
		}
		secret := f.Token(invitation.ID)
		f.Set(fixture.Noon.Add(c.at))
		f.WantRefusal(name+" "+c.at.String()+" after the invite", act(invitation, secret), c.want)
		if stored := f.Invitation(invitation.ID); c.want != "" && stored.Status != access.Pending {
			f.Errorf("a refused %s left it %s", name, stored.Status)
		}
	}
}

// expiresWhatWasRemoved checks that an invitation whose item DynamoDB removed is
// listed as expired, with everything that was known of it. It has one event.
func expiresWhatWasRemoved(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	secret := f.Token(invitation.ID)
	f.TrackEvent(invitation, delivery.Event{Status: access.Delivered, At: f.Now(), Detail: "250 ok"})
	image := f.LetExpire(invitation)
	for range 3 {
		f.WantRefusal("expire", f.Expire().Do(f.Context(), image), "")
	}
	got, err := f.ListedInvitations(admin, organisation, access.Filter{Limit: 10, Email: "ada"})
	f.WantList("listed", got, err, "ada@example.com expired")
	if i := f.Invitation(invitation.ID); i.Delivery.Status != access.Delivered || i.Inviter.ID != admin.ID() || len(i.Roles) != 2 {
		f.Errorf("kept %+v", i)
	}
	_, err = f.Preview().Do(f.Context(), invitation.ID, secret)
	f.WantRefusal("its link", err, access.InvitationExpired)
	events := f.EventsOfType(organisation, access.EventInvitationExpired)
	if len(events) != 1 || events[0].Actor != access.System || len(events[0].Before) != 2 || len(events[0].After) != 0 {
		f.Errorf("events: %+v", events)
	}
}

// invitesBeforeTheRemovalIsReported invites an address whose expired invitation was
// removed from the table, before the stream has reported the removal. The expired
// invitation is listed all the same.
func invitesBeforeTheRemovalIsReported(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	image := f.LetExpire(first)
	second := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	f.Must(f.Expire().Do(f.Context(), image))
	got, err := f.ListedInvitations(admin, organisation, access.Filter{Limit: 10, Email: "ada"})
	slices.Sort(got) // those of one address are sorted by their ids
	f.WantList("listed", got, err, "ada@example.com expired", "ada@example.com pending")
	if held := f.HeldRoles(f.Join(second), organisation); held != string(fixture.Signer) {
		f.Errorf("holds %q", held)
	}
}

// expiredInvitationsMakeRoom checks that expired invitations do not count as open,
// although they are stored and the stream has reported no removal.
func expiredInvitationsMakeRoom(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	f.Limits.OpenInvitations = 3
	var last access.Invitation
	for n := range 3 {
		last = f.Invited(admin, fixture.Whole(organisation), fmt.Sprint("person", n), fixture.Viewer)
	}
	_, err := f.Invite().Do(f.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("more"), Roles: []access.RoleID{fixture.Viewer}}, "")
	f.WantRefusal("a fourth", err, access.LimitReached)
	f.Set(last.ExpiresAt)
	for n := range 3 {
		f.Invited(admin, fixture.Whole(organisation), fmt.Sprint("more", n), fixture.Viewer)
	}
	_, err = f.Invite().Do(f.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("more"), Roles: []access.RoleID{fixture.Viewer}}, "")
	f.WantRefusal("a fourth of the next", err, access.LimitReached)
	if n := len(f.EventsOfType(organisation, access.EventInvitationExpired)); n != 3 {
		f.Errorf("%d events of expiry, want 3", n)
	}
}
