package access_test

import (
	"errors"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// askedByEve is the scene in which eve, who is a user, asks instead of grace.
func askedByEve(t *testing.T) (s askedScene, eve access.Caller, between *fixture.Between) {
	s = asked(t)
	s.Must(s.decline(s.admin, s.grace))
	eve = s.Member(fixture.Whole(s.organisation), "eve", fixture.Signer)
	s.Must(s.ask(eve, s.invitation))
	between = &fixture.Between{Store: s.Store}
	s.Store = between
	return s, eve, between
}

// TestConfirmTwiceAtOnce lets another administrator confirm after the invitation was read. The
// later one writes nothing.
func TestConfirmTwiceAtOnce(t *testing.T) {
	s, eve, between := askedByEve(t)
	between.AfterInvitation = func() {
		s.Must(s.confirm(s.admin, eve))
		between.BeforeAccept = func() { t.Error("the acceptance is written twice") }
	}
	s.Must(s.confirm(s.admin, eve))
	if events := s.EventsOfType(s.organisation, access.EventInvitationAccepted); events[len(events)-1].InvitedEmail != fixture.Mailbox("ada") {
		t.Errorf("events: %+v", events)
	}
}

// TestConfirmSomebodyWhoIsDeleted lets the person be deleted after the invitation was read.
func TestConfirmSomebodyWhoIsDeleted(t *testing.T) {
	s, eve, between := askedByEve(t)
	between.AfterInvitation = func() { s.Must(fixture.Err(s.DeleteUser().Do(t.Context(), eve.ID()))) }
	err := s.confirm(s.admin, eve)
	s.WantRefusal("the confirmation", err, access.RequestNotPending)
	if err != nil && !strings.Contains(err.Error(), "was deleted") {
		t.Errorf("the refusal is %v", err)
	}
}

// TestConfirmSomebodyWhoBecomesAUser lets the person accept another invitation while the
// confirmation reads whether they are a user.
func TestConfirmSomebodyWhoBecomesAUser(t *testing.T) {
	s := asked(t)
	shop := s.Account(s.organisation, "Shop")
	other := s.Invited(s.admin, fixture.ScopeOf(shop), "grace", fixture.Biller)
	healthy := s.Store
	becomes := func() {
		s.Must(fixture.Err(s.Accept().Do(t.Context(), s.grace, other.ID, access.AcceptRequest{Token: s.Token(other.ID)})))
	}
	s.Store = becomesUser{healthy, &becomes}
	s.Must(s.confirm(s.admin, s.grace))
	if held := s.HeldRoles(s.grace, s.organisation); held != "audit-viewer billing-viewer@"+string(shop.ID) {
		t.Errorf("holds %q", held)
	}
}

// TestAskWhileBecomingAUser lets the person accept another invitation while their request reads
// whether they are a user. The request is that of a user.
func TestAskWhileBecomingAUser(t *testing.T) {
	s := asked(t)
	s.Must(s.decline(s.admin, s.grace))
	other := s.Invited(s.admin, fixture.ScopeOf(s.Account(s.organisation, "Shop")), "grace", fixture.Biller)
	becomes := func() {
		s.Must(fixture.Err(s.Accept().Do(t.Context(), s.grace, other.ID, access.AcceptRequest{Token: s.Token(other.ID)})))
	}
	s.Store = becomesUser{s.Store, &becomes}
	s.Must(s.ask(s.grace, s.invitation))
	if request := s.Invitation(s.invitation.ID).AcceptanceRequest; request.New || request.User.ID != s.grace.ID() {
		t.Errorf("the request is %+v", request)
	}
}

// TestAFailureIsNoRefusalOfARequest lets the reads of a confirmation fail.
func TestAFailureIsNoRefusalOfARequest(t *testing.T) {
	s, eve, between := askedByEve(t)
	for _, call := range []string{"Invitation", "User", "UserByAddress"} {
		s.Store = broken{between, call}
		if err := s.confirm(s.admin, eve); !errors.Is(err, fixture.ErrStore) {
			t.Errorf("%s: %v, want the failure of the store", call, err)
		}
	}
	s.Store = between
	s.Must(s.confirm(s.admin, eve))
}
