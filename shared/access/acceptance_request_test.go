package access_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// askedScene is an invitation to ada that grace asks to accept. Grace is no user yet.
type askedScene struct {
	*fixture.Fixture
	organisation access.Organisation
	admin, grace access.Caller
	invitation   access.Invitation // as it is after the request
	token        string
}

func asked(t *testing.T) askedScene {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	s := askedScene{Fixture: f, organisation: organisation, admin: admin}
	s.grace = f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("grace")), true, fixture.Password)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	s.token = f.Token(invitation.ID)
	f.Must(s.ask(s.grace, invitation))
	s.invitation = f.Invitation(invitation.ID)
	return s
}

func (s askedScene) ask(by access.Caller, i access.Invitation) error {
	return fixture.Err(s.RequestAcceptance().Do(s.Context(), by, i.ID, access.AcceptRequest{Token: s.token}))
}

func (s askedScene) confirm(by access.Caller, user access.Caller) error {
	return fixture.Err(s.ConfirmAcceptance().Do(s.Context(), by.ID(), s.organisation.ID, s.invitation.ID, user.ID()))
}

func (s askedScene) decline(by access.Caller, user access.Caller) error {
	return fixture.Err(s.DeclineAcceptance().Do(s.Context(), by.ID(), s.organisation.ID, s.invitation.ID, user.ID()))
}

func TestRequestGivesNothing(t *testing.T) {
	s := asked(t)
	request := s.invitation.AcceptanceRequest
	if request.User.ID != s.grace.ID() || request.User.Email.String() != fixture.Mailbox("grace") || !request.At.Equal(s.Now()) {
		t.Fatalf("the request is %+v", request)
	}
	if s.invitation.Version != 2 || s.invitation.StatusAt(s.Now()) != access.Pending || s.HeldRoles(s.grace, s.organisation) != "" {
		t.Errorf("the invitation is %+v", s.invitation)
	}
	if _, err := s.Store.User(t.Context(), s.grace.ID()); err == nil {
		t.Error("who asks is a user already")
	}
	events := s.EventsOfType(s.organisation, access.EventAcceptanceRequested)
	if len(events) != 1 || events[0].Actor.ID != s.grace.ID() || events[0].Subject.Email != fixture.Mailbox("grace") || events[0].InvitedEmail != fixture.Mailbox("ada") {
		t.Errorf("events: %+v", events)
	}

	s.Pass(time.Hour)
	again, err := s.RequestAcceptance().Do(t.Context(), s.grace, s.invitation.ID, access.AcceptRequest{Token: s.token})
	s.Must(err)
	if again != request || s.Invitation(s.invitation.ID).Version != 2 || len(s.EventsOfType(s.organisation, access.EventAcceptanceRequested)) != 1 {
		t.Errorf("asked twice: %+v", again)
	}
}

func TestRequestIsRefused(t *testing.T) {
	s := asked(t)
	ada, eve := s.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("Ada")), true, fixture.Password), s.Member(fixture.Whole(s.organisation), "eve", fixture.Viewer)
	unverified := s.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("new")), false, fixture.Password)
	s.WantRefusal("the invitee", s.ask(ada, s.invitation), access.RequestNotNeeded)
	s.WantRefusal("somebody else", s.ask(eve, s.invitation), access.RequestPending)
	s.WantRefusal("an address that is not verified", s.ask(unverified, s.invitation), access.WrongUser)
	wrong := fixture.Err(s.RequestAcceptance().Do(t.Context(), eve, s.invitation.ID, access.AcceptRequest{Token: "wrong"}))
	_, known := s.Accept().Do(t.Context(), eve, s.invitation.ID, access.AcceptRequest{Token: "wrong"})
	s.WantRefusal("a wrong token", wrong, access.NotFound)
	if wrong.Error() != known.Error() {
		t.Errorf("a wrong token: %v, of an acceptance %v", wrong, known)
	}
}

// TestRequestByAnotherIdentityWithTheAddress comes from somebody who signs in with a new
// identity. They do not get the request that the old one made.
func TestRequestByAnotherIdentityWithTheAddress(t *testing.T) {
	s := asked(t)
	s.Must(s.Directory.Delete(t.Context(), s.grace.Subject))
	again := s.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("grace")), true, fixture.Password)
	s.WantRefusal("another identity", s.ask(again, s.invitation), access.RequestPending)
}

// TestRequestForAClosedInvitation checks that a request is refused as an acceptance is,
// and that one that is open then gives nothing.
func TestRequestForAClosedInvitation(t *testing.T) {
	for want, end := range map[access.Kind]func(s askedScene){
		access.InvitationRevoked: func(s askedScene) {
			s.Must(s.Revoke().Do(s.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID))
		},
		access.InvitationDeclined: func(s askedScene) { s.Must(s.Decline().Do(s.Context(), s.invitation.ID, s.token)) },
		access.InvitationExpired:  func(s askedScene) { s.Set(s.invitation.ExpiresAt) },
		access.InvitationAccepted: func(s askedScene) { s.Join(s.invitation) },
	} {
		t.Run(string(want), func(t *testing.T) {
			s := asked(t)
			end(s)
			eve := s.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("eve")), true, fixture.Password)
			s.WantRefusal("another request", s.ask(eve, s.invitation), want)
			s.WantRefusal("the same request", s.ask(s.grace, s.invitation), want)
			s.WantRefusal("confirm", s.confirm(s.admin, s.grace), want)
			s.WantRefusal("decline", s.decline(s.admin, s.grace), want)
			if held := s.HeldRoles(s.grace, s.organisation); held != "" {
				t.Errorf("holds %q", held)
			}
			if left := s.Invitation(s.invitation.ID).AcceptanceRequest; left.IsOpen() && want != access.InvitationExpired {
				t.Errorf("the request is still there: %+v", left)
			}
		})
	}
}

// TestAcceptTellsBothAddresses checks what the holder of a link is told who signed in with
// another address.
func TestAcceptTellsBothAddresses(t *testing.T) {
	s := asked(t)
	eve := s.Member(fixture.Whole(s.organisation), "eve", fixture.Viewer)
	unverified := s.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("new")), false, fixture.Password)
	for name, c := range map[string]struct {
		caller access.Caller
		want   access.AccountMismatch
	}{
		"who asked":                      {s.grace, access.AccountMismatch{Invited: fixture.Mailbox("ada"), SignedIn: fixture.Mailbox("grace"), RequestedAt: fixture.Noon}},
		"a user who did not ask":         {eve, access.AccountMismatch{Invited: fixture.Mailbox("ada"), SignedIn: fixture.Mailbox("eve")}},
		"somebody without a proof":       {unverified, access.AccountMismatch{Invited: fixture.Mailbox("ada")}},
		"somebody who does not exist":    {access.Caller{Issuer: fixture.Issuer, Subject: "nobody"}, access.AccountMismatch{Invited: fixture.Mailbox("ada")}},
		"an identity without an address": {access.Caller{Issuer: fixture.Issuer}, access.AccountMismatch{Invited: fixture.Mailbox("ada")}},
		"somebody without any identity":  {access.Caller{}, access.AccountMismatch{Invited: fixture.Mailbox("ada")}},
	} {
		_, err := s.Accept().Do(t.Context(), c.caller, s.invitation.ID, access.AcceptRequest{Token: s.token})
		s.WantRefusal(name, err, access.WrongUser)
		if refusal, ok := errors.AsType[*access.Error](err); !ok || refusal.Mismatch == nil || *refusal.Mismatch != c.want {
			t.Errorf("%s is told by %+v, want %+v", name, err, c.want)
		}
	}
}

// TestAcceptTellsTheAddressOfAnotherUser checks what a person is told whose address belongs
// to another user.
func TestAcceptTellsTheAddressOfAnotherUser(t *testing.T) {
	s := asked(t)
	eve := s.Member(fixture.Whole(s.organisation), "eve", fixture.Viewer)
	s.Must(s.Directory.Delete(t.Context(), eve.Subject))
	again := s.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("eve")), true, fixture.Password)
	unknowing := s.RequestAcceptance()
	unknowing.Accept.Directory = nil
	_, err := unknowing.Do(t.Context(), again, s.invitation.ID, access.AcceptRequest{Token: s.token})
	s.WantRefusal("another user's address", err, access.WrongUser)
	want := access.AccountMismatch{Invited: fixture.Mailbox("ada"), SignedIn: fixture.Mailbox("eve")}
	if refusal, ok := errors.AsType[*access.Error](err); !ok || refusal.Mismatch == nil || *refusal.Mismatch != want {
		t.Errorf("the refusal is %v, want %+v", err, want)
	}
}
