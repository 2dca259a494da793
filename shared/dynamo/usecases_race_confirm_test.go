package dynamo_test

import (
	"fmt"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// contested is an invitation that several people act on at the same moment: an
// administrator who confirms the request of another person, and one rival.
type contested struct {
	*fixture.Fixture
	organisation     access.Organisation
	admin, ada, asks access.Caller
	invitation       access.Invitation
	token            string
}

func (c contested) confirm() error {
	return fixture.Err(c.ConfirmAcceptance().Do(c.Context(), c.admin.ID(), c.organisation.ID, c.invitation.ID, c.asks.ID()))
}

// TestRaceConfirmations lets a confirmation race with everything that ends the invitation
// or its request. One of the two wins, and only an acceptance gives something.
func TestRaceConfirmations(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	for name, race := range map[string]struct {
		rival    func(c contested) error
		refusals []access.Kind
	}{
		"a revocation": {func(c contested) error {
			return c.Revoke().Do(c.Context(), c.admin.ID(), c.organisation.ID, c.invitation.ID)
		}, []access.Kind{access.InvitationAccepted, access.InvitationRevoked}},
		"an acceptance by the invitee": {func(c contested) error {
			return fixture.Err(c.Accept().Do(c.Context(), c.ada, c.invitation.ID, access.AcceptRequest{Token: c.token}))
		}, []access.Kind{access.InvitationAccepted}},
		"a decline of the request": {func(c contested) error {
			return fixture.Err(c.DeclineAcceptance().Do(c.Context(), c.admin.ID(), c.organisation.ID, c.invitation.ID, c.asks.ID()))
		}, []access.Kind{access.InvitationAccepted, access.RequestNotPending}},
	} {
		for range 4 {
			c := contested{Fixture: f, organisation: organisation, admin: admin}
			c.ada, c.asks = c.newIdentity(), c.newIdentity()
			invited, err := f.Directory.Identity(t.Context(), c.ada, access.IdentityProof{})
			f.Must(err)
			c.invitation = f.Invited(admin, fixture.Whole(organisation), strings.TrimSuffix(invited.Email, fixture.Mailbox("")), fixture.Viewer)
			c.token = f.Token(c.invitation.ID)
			f.Must(fixture.Err(f.RequestAcceptance().Do(t.Context(), c.asks, c.invitation.ID, access.AcceptRequest{Token: c.token})))
			errs := make([]error, 2)
			f.WantOneSuccess(fixture.Answers(2, func(n int) error {
				errs[n] = []func(contested) error{contested.confirm, race.rival}[n](c)
				return errs[n]
			}), race.refusals...)
			given := f.HeldRoles(c.asks, organisation) != ""
			if confirmed := errs[0] == nil; given != confirmed {
				t.Errorf("against %s: answers %v, and who asked holds %q", name, errs, f.HeldRoles(c.asks, organisation))
			}
			if f.HeldRoles(c.ada, organisation) != "" && given {
				t.Errorf("against %s: both got the roles", name)
			}
		}
	}
	wantSound(f, table)
}

// TestRaceOfEqualConfirmations lets two administrators confirm one request. Both are told
// that it is accepted, and it is accepted once.
func TestRaceOfEqualConfirmations(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	for n := range 4 {
		c := contested{Fixture: f, organisation: organisation, admin: admin}
		c.asks = c.newIdentity()
		c.invitation = f.Invited(admin, fixture.Whole(organisation), fmt.Sprint("invitee-", n), fixture.Viewer)
		f.Must(fixture.Err(f.RequestAcceptance().Do(t.Context(), c.asks, c.invitation.ID, access.AcceptRequest{Token: f.Token(c.invitation.ID)})))
		before := len(f.EventsOfType(organisation, access.EventAccessGranted))
		if got := fixture.Answers(2, func(int) error { return c.confirm() }); got[""] != 2 {
			t.Errorf("the confirmations were answered by %v", got)
		}
		if granted := len(f.EventsOfType(organisation, access.EventAccessGranted)) - before; granted != 1 {
			t.Errorf("access was granted %d times", granted)
		}
	}
	wantSound(f, table)
}

// newIdentity returns somebody who can sign in and is no user.
func (c contested) newIdentity() access.Caller {
	return c.Directory.AddForeign(fixture.Address(c, fixture.Mailbox("one-"+strings.ToLower(access.NewID()))), true, fixture.Password)
}

// TestRaceRequests lets several people ask for one invitation. One request is open.
func TestRaceRequests(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	c := contested{Fixture: f}
	var people [6]access.Caller
	for n := range people {
		people[n] = c.newIdentity()
	}
	f.WantOneSuccess(fixture.Answers(len(people), func(n int) error {
		return fixture.Err(f.RequestAcceptance().Do(t.Context(), people[n], invitation.ID, access.AcceptRequest{Token: token}))
	}), access.RequestPending)
	if events := f.EventsOfType(organisation, access.EventAcceptanceRequested); len(events) != 1 || f.Invitation(invitation.ID).Version != 2 {
		t.Errorf("events: %+v", events)
	}
	wantSound(f, table)
}
