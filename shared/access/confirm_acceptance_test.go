package access_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestConfirmIsAnAcceptance(t *testing.T) {
	s := asked(t)
	other := s.Member(fixture.Whole(s.organisation), "other", fixture.OrganisationAdmin)
	s.Pass(time.Minute)
	confirmed, err := s.ConfirmAcceptance().If(access.IfVersion("2")).Do(t.Context(), other.ID(), s.organisation.ID, s.invitation.ID, s.grace.ID())
	s.Must(err)
	stored := s.Invitation(s.invitation.ID)
	if confirmed.Status != access.Accepted || confirmed.AcceptedBy != s.grace.ID() || confirmed.AcceptanceRequest.IsOpen() ||
		stored.Status != access.Accepted || stored.AcceptedBy != s.grace.ID() || stored.AcceptanceRequest.IsOpen() {
		t.Errorf("the invitation is %+v, stored %+v", confirmed, stored)
	}
	membership := s.Membership(s.grace.ID(), s.organisation.ID)
	if len(membership.Grants) != 1 || membership.Grants[0].By != s.invitation.Inviter || membership.Grants[0].Invitation != s.invitation.ID ||
		membership.User.Email.String() != fixture.Mailbox("grace") || !membership.User.CreatedAt.Equal(s.Now()) {
		t.Errorf("the membership is %+v", membership)
	}
	accepted := s.EventsOfType(s.organisation, access.EventInvitationAccepted)
	last := accepted[len(accepted)-1]
	if last.Actor.ID != other.ID() || last.Subject.Email != fixture.Mailbox("grace") || last.Subject.ID != s.grace.ID() || last.InvitedEmail != fixture.Mailbox("ada") {
		t.Errorf("the event is %+v", last)
	}
	granted := s.EventsOfType(s.organisation, access.EventAccessGranted)
	if last := granted[len(granted)-1]; last.Actor.ID != s.admin.ID() || last.InvitedEmail != "" {
		t.Errorf("the event is %+v", last)
	}
	s.Must(s.confirm(other, s.grace)) // once more
	s.WantRefusal("for somebody else", s.confirm(other, s.admin), access.InvitationAccepted)
	_, err = s.Accept().Do(t.Context(), s.grace, s.invitation.ID, access.AcceptRequest{Token: s.token})
	s.WantRefusal("an acceptance by who asked", err, access.AlreadyGranted)
}

func TestConfirmForAUser(t *testing.T) {
	s := asked(t)
	s.Must(s.decline(s.admin, s.grace))
	eve := s.Member(fixture.Whole(s.organisation), "eve", fixture.Signer)
	s.Must(s.ask(eve, s.invitation))
	s.Must(s.confirm(s.admin, eve))
	if held := s.HeldRoles(eve, s.organisation); held != "audit-viewer signing-editor" {
		t.Errorf("holds %q", held)
	}
}

func TestConfirmAuthorisation(t *testing.T) {
	s := asked(t)
	shop := s.Account(s.organisation, "Shop")
	viewer := s.Member(fixture.Whole(s.organisation), "viewer", fixture.Viewer)
	shopAdmin := s.Member(fixture.ScopeOf(shop), "shop-admin", access.AccountAdmin)
	_, stranger := s.Organisation("stranger", false)
	for name, c := range map[string]struct {
		by   access.Caller
		want access.Kind
	}{
		"a member":                       {viewer, access.Forbidden},
		"an administrator of an account": {shopAdmin, access.NotFound},
		"a stranger":                     {stranger, access.NotFound},
		"who asks":                       {s.grace, access.NotFound},
	} {
		s.WantRefusal(name+" confirms", s.confirm(c.by, s.grace), c.want)
		s.WantRefusal(name+" declines", s.decline(c.by, s.grace), c.want)
	}
	if held := s.HeldRoles(s.grace, s.organisation); held != "" {
		t.Errorf("holds %q", held)
	}
}

// TestConfirmAboveAuthority checks that nobody confirms roles that they could not give.
func TestConfirmAboveAuthority(t *testing.T) {
	s := asked(t)
	partner, chief, deputy := s.Partner()
	s.organisation = partner
	s.invitation = s.Invited(chief, fixture.Whole(partner), "leader", access.PartnerOrganisationAdmin)
	s.token = s.Token(s.invitation.ID)
	s.Must(s.ask(s.grace, s.invitation))
	s.WantRefusal("a deputy confirms", s.confirm(deputy, s.grace), access.RoleNotAllowed)
	s.WantRefusal("a deputy declines", s.decline(deputy, s.grace), access.RoleNotAllowed)
	s.Must(s.confirm(chief, s.grace))
}

// TestConfirmReadsInviterAuthority checks that the inviter must still be able to grant the
// roles, and that a resend by another administrator keeps the request.
func TestConfirmReadsInviterAuthority(t *testing.T) {
	s := asked(t)
	other := s.Member(fixture.Whole(s.organisation), "other", fixture.OrganisationAdmin)
	_, err := s.Remove().Do(t.Context(), other.ID(), fixture.Whole(s.organisation), s.admin.ID())
	s.Must(err)
	s.WantRefusal("the inviter is gone", s.confirm(other, s.grace), access.InvitationNotAuthorised)
	resent := s.Resent(other, s.invitation)
	if resent.AcceptanceRequest.User != s.invitation.AcceptanceRequest.User {
		t.Fatalf("the resend has the request %+v", resent.AcceptanceRequest)
	}
	s.Must(s.confirm(other, s.grace))
	if held := s.HeldRoles(s.grace, s.organisation); held != "audit-viewer" {
		t.Errorf("holds %q", held)
	}
}

// TestConfirmOfAnExpiredInvitation checks that a request revives with its invitation.
func TestConfirmOfAnExpiredInvitation(t *testing.T) {
	s := asked(t)
	s.LetExpire(s.invitation)
	s.Must(s.Expire().Do(t.Context(), s.invitation))
	s.WantRefusal("expired", s.confirm(s.admin, s.grace), access.InvitationExpired)
	s.Resent(s.admin, s.invitation)
	s.Must(s.confirm(s.admin, s.grace))
}

// TestAnswersNameTheRequest checks that a screen that shows an old state changes nothing.
func TestAnswersNameTheRequest(t *testing.T) {
	s := asked(t)
	eve := s.Member(fixture.Whole(s.organisation), "eve", fixture.Viewer)
	s.WantRefusal("a request that nobody made", s.confirm(s.admin, eve), access.RequestNotPending)
	s.Must(s.decline(s.admin, s.grace))
	s.WantRefusal("confirm of a declined one", s.confirm(s.admin, s.grace), access.RequestNotPending)
	s.WantRefusal("decline of a declined one", s.decline(s.admin, s.grace), access.RequestNotPending)
	s.Must(s.ask(eve, s.invitation))
	s.WantRefusal("confirm of another's", s.confirm(s.admin, s.grace), access.RequestNotPending)
	s.WantRefusal("decline of another's", s.decline(s.admin, s.grace), access.RequestNotPending)
	updated, err := s.TryUpdate(s.admin, s.invitation, fixture.Viewer, fixture.Signer)
	s.Must(err)
	if !updated.AcceptanceRequest.IsOpen() {
		t.Error("the update dropped the request")
	}
	_, err = s.ConfirmAcceptance().If(access.IfVersion("4")).Do(t.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID, eve.ID())
	s.WantRefusal("confirm of other roles than shown", err, access.VersionMismatch)
	_, err = s.DeclineAcceptance().If(access.IfVersion("4")).Do(t.Context(), s.admin.ID(), s.organisation.ID, s.invitation.ID, eve.ID())
	s.WantRefusal("decline of what is not shown", err, access.VersionMismatch)
	events := s.EventsOfType(s.organisation, access.EventAcceptanceDeclined)
	if len(events) != 1 || events[0].Actor.ID != s.admin.ID() || events[0].Subject.Email != fixture.Mailbox("grace") || events[0].InvitedEmail != fixture.Mailbox("ada") {
		t.Errorf("events: %+v", events)
	}
}

// TestConfirmOfATakenAddress checks that a new user gets no address that another user has.
func TestConfirmOfATakenAddress(t *testing.T) {
	s := asked(t)
	s.moveAddress(s.Member(fixture.Whole(s.organisation), "eve", fixture.Viewer), "grace")
	s.WantRefusal("confirm", s.confirm(s.admin, s.grace), access.AlreadyRegistered)
	s.Must(s.decline(s.admin, s.grace))
}

// TestConfirmOfAnotherAddress checks that an administrator confirms only the address that
// they were shown.
func TestConfirmOfAnotherAddress(t *testing.T) {
	s := asked(t)
	eve := s.Member(fixture.Whole(s.organisation), "eve", fixture.Viewer)
	s.Must(s.decline(s.admin, s.grace))
	s.Must(s.ask(eve, s.invitation))
	s.moveAddress(eve, "eve.new")
	s.WantRefusal("confirm", s.confirm(s.admin, eve), access.RequestNotPending)
	s.Must(s.decline(s.admin, eve))
}

// moveAddress gives a user another address.
func (s askedScene) moveAddress(user access.Caller, name string) {
	from, err := s.Store.User(s.Context(), user.ID())
	s.Must(err)
	to := from
	to.Email = fixture.Address(s.T, fixture.Mailbox(name))
	s.Must(s.Store.RelinkUser(s.Context(), access.UserRelink{From: from, To: to, At: s.Now()}))
}

func TestConfirmKeepsLimit(t *testing.T) {
	s := asked(t)
	s.Limits.Grants = 0
	s.WantRefusal("over the limit", s.confirm(s.admin, s.grace), access.LimitReached)
}

// TestConfirmADeletedUser confirms the request of a user whose profile was deleted since.
// The request was deleted with it.
func TestConfirmADeletedUser(t *testing.T) {
	s := asked(t)
	s.Must(s.decline(s.admin, s.grace))
	eve := s.Member(fixture.Whole(s.organisation), "eve", fixture.Signer)
	s.Must(s.ask(eve, s.invitation))
	s.Must(fixture.Err(s.DeleteUser().Do(t.Context(), eve.ID())))
	s.WantRefusal("a confirmation", s.confirm(s.admin, eve), access.RequestNotPending)
	_, err := s.Store.User(t.Context(), eve.ID())
	if !errors.Is(err, access.ErrNotFound) {
		t.Errorf("the deleted user is back: %v", err)
	}
	s.WantRefusal("a decline", s.decline(s.admin, eve), access.RequestNotPending)
	if asks := s.Invitation(s.invitation.ID).AcceptanceRequest; asks.IsOpen() {
		t.Errorf("%+v is left", asks)
	}
}

// TestConfirmNothingNew confirms the request of a user who holds every role already. The
// invitation stays open for the invitee.
func TestConfirmNothingNew(t *testing.T) {
	s := asked(t)
	s.Must(s.decline(s.admin, s.grace))
	eve := s.Member(fixture.Whole(s.organisation), "eve", fixture.Viewer)
	s.Must(s.ask(eve, s.invitation))
	s.WantRefusal("a confirmation", s.confirm(s.admin, eve), access.AlreadyGranted)
	if status := s.Invitation(s.invitation.ID).Status; status != access.Pending {
		t.Errorf("the invitation is %s", status)
	}
}

// TestConfirmAUserWithoutTheirAddress confirms the request of a user whose address was
// freed since, because their identity was gone.
func TestConfirmAUserWithoutTheirAddress(t *testing.T) {
	s := asked(t)
	s.Must(s.decline(s.admin, s.grace))
	eve := s.Member(fixture.Whole(s.organisation), "eve", fixture.Signer)
	_, err := s.RequestAcceptance().Do(t.Context(), eve, s.invitation.ID, access.AcceptRequest{Token: s.token, Language: "de"})
	s.Must(err)
	user, err := s.Store.User(t.Context(), eve.ID())
	s.Must(err)
	s.Must(s.Store.FreeAddress(t.Context(), user))
	s.WantRefusal("a confirmation", s.confirm(s.admin, eve), access.RequestNotPending)
	s.Must(s.decline(s.admin, eve))
}
