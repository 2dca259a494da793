package dynamo_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/fixture"
)

// onDynamoDB returns a fixture in a table of its own in DynamoDB Local, and that
// table.
func onDynamoDB(t *testing.T) (*fixture.Fixture, table) {
	t.Helper()
	table := newTable(t, &http.Transport{MaxIdleConnsPerHost: 100}, retry.NewStandard())
	t.Parallel()
	return fixture.New(t, table), table
}

// wantSound fails the test if the table is not sound.
func wantSound(w *fixture.Fixture, b table) {
	w.Helper()
	if wrong := sound(w.T, b.items()); len(wrong) > 0 {
		w.Errorf("the table is not sound:\n%s", strings.Join(wrong, "\n"))
	}
}

func TestRace100RegistrationsMakeOneUser(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer, organisationAdmin)
	secret := w.Token(invitation.ID)

	w.WantOneSuccess(fixture.Answers(100, func(int) error {
		_, err := w.Register().Do(t.Context(), invitation.ID, registration(secret))
		return err
	}), access.InvitationAccepted, access.Unavailable, access.AlreadyRegistered)
	ada, ok := w.Directory.SignIn(invitation.Email, password)
	if !ok || w.Directory.People() != 2 || w.Directory.Passwords() != 2 {
		t.Errorf("signs in: %t, identities: %d, passwords set: %d, want those of two people", ok, w.Directory.People(), w.Directory.Passwords())
	}
	if held := w.HeldRoles(ada, organisation); held != "audit-viewer organisation-admin" {
		t.Errorf("holds %q", held)
	}
	wantSound(w, table)
}

func TestRace100AcceptancesMakeOneGrant(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.Organisation("admin", false)
	ada := w.Member(whole(organisation), "ada", viewer)
	eve := w.Member(whole(organisation), "eve", viewer)
	invitation := w.Invited(admin, whole(organisation), "ada", organisationAdmin)
	secret := w.Token(invitation.ID)

	w.WantOneSuccess(fixture.Answers(100, func(n int) error {
		caller := ada
		if n%10 == 9 {
			caller = eve
		}
		_, err := w.Accept().Do(t.Context(), caller, invitation.ID, secret)
		return err
	}), access.AlreadyGranted, access.WrongAccount, access.InvitationAccepted)
	if held := w.HeldRoles(ada, organisation); held != "audit-viewer organisation-admin" {
		t.Errorf("holds %q", held)
	}
	if held := w.HeldRoles(eve, organisation); held != "audit-viewer" {
		t.Errorf("the other holds %q", held)
	}
	wantSound(w, table)
}

// TestRaceAdministratorsRemoveEachOther lets two administrators remove each
// other. One is removed and one stays, every time.
func TestRaceAdministratorsRemoveEachOther(t *testing.T) {
	w, table := onDynamoDB(t)
	for range 8 {
		organisation, first := w.Organisation("admin-"+strings.ToLower(access.NewID()), false)
		admins := []access.Caller{first, w.Member(whole(organisation), "other-"+strings.ToLower(access.NewID()), organisationAdmin)}
		w.WantOneSuccess(fixture.Answers(2, func(n int) error {
			_, err := w.Remove().Do(t.Context(), admins[n].ID(), whole(organisation), admins[1-n].ID())
			return err
		}), access.NotFound, access.LastAdministrator)
		if left := w.HeldRoles(admins[0], organisation) + w.HeldRoles(admins[1], organisation); left != string(organisationAdmin) {
			t.Errorf("what is left: %q", left)
		}
	}
	wantSound(w, table)
}

// TestRaceLastAdministratorsRemoveThemselves lets the last two administrators
// leave. One stays.
func TestRaceLastAdministratorsRemoveThemselves(t *testing.T) {
	w, table := onDynamoDB(t)
	for range 5 {
		organisation, first := w.Organisation("admin-"+strings.ToLower(access.NewID()), false)
		admins := []access.Caller{first, w.Member(whole(organisation), "other-"+strings.ToLower(access.NewID()), organisationAdmin)}
		w.WantOneSuccess(fixture.Answers(2, func(n int) error {
			_, err := w.Remove().Do(t.Context(), admins[n].ID(), whole(organisation), admins[n].ID())
			return err
		}), access.LastAdministrator)
	}
	wantSound(w, table)
}

// TestRaceRemovalAgainstAcceptance checks that a removed user holds nothing in
// the end and has no pending invitation.
func TestRaceRemovalAgainstAcceptance(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.Organisation("admin", false)
	for range 8 {
		name := "ada-" + strings.ToLower(access.NewID())
		ada := w.Member(whole(organisation), name, viewer)
		invitation := w.Invited(admin, whole(organisation), name, signer)
		secret := w.Token(invitation.ID)
		var accepted, removed error
		fixture.Together(
			func() { _, accepted = w.Accept().Do(t.Context(), ada, invitation.ID, secret) },
			func() { _, removed = w.Remove().Do(t.Context(), admin.ID(), whole(organisation), ada.ID()) })
		w.WantRefusal("removal", removed, "")
		if accepted != nil {
			w.WantRefusal("acceptance", accepted, access.InvitationRevoked)
		}
		if held := w.HeldRoles(ada, organisation); held != "" {
			t.Errorf("holds %q after the removal", held)
		}
		if status := w.Invitation(invitation.ID).Status; status == access.Pending {
			t.Error("the invitation is still open after the removal")
		}
	}
	wantSound(w, table)
}

// TestRaceRemovalOfTheInviterAgainstAcceptance checks that an acceptance succeeds
// only if the inviter has authority at that moment.
func TestRaceRemovalOfTheInviterAgainstAcceptance(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.Organisation("admin", false)
	for range 5 {
		inviter := w.Member(whole(organisation), "inviter-"+strings.ToLower(access.NewID()), organisationAdmin)
		name := "ada-" + strings.ToLower(access.NewID())
		invitation := w.Invited(inviter, whole(organisation), name, viewer)
		secret := w.Token(invitation.ID)
		var accepted, removed error
		fixture.Together(
			func() { _, accepted = w.Register().Do(t.Context(), invitation.ID, registration(secret)) },
			func() { _, removed = w.Remove().Do(t.Context(), admin.ID(), whole(organisation), inviter.ID()) })
		w.WantRefusal("removal", removed, "")
		if accepted != nil {
			w.WantRefusal("acceptance", accepted, access.InvitationNotAuthorised)
		}
		if status := w.Invitation(invitation.ID).Status; (status == access.Accepted) != (accepted == nil) {
			t.Errorf("the invitation is %s, its acceptance was answered with %v", status, accepted)
		}
	}
	wantSound(w, table)
}

// TestRaceAnswersToOneInvitation accepts, declines and revokes an invitation at
// the same time. It ends once.
func TestRaceAnswersToOneInvitation(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.Organisation("admin", false)
	ada := w.Member(whole(organisation), "ada", viewer)
	for _, role := range []access.RoleID{"audit-admin", "billing-viewer", "billing-editor", "billing-admin", "developer"} {
		invitation := w.Invited(admin, whole(organisation), "ada", role)
		secret := w.Token(invitation.ID)
		w.WantOneSuccess(fixture.Answers(3, func(n int) error {
			switch n {
			case 0:
				_, err := w.Accept().Do(t.Context(), ada, invitation.ID, secret)
				return err
			case 1:
				return w.Decline().Do(t.Context(), invitation.ID, secret)
			}
			return w.Revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID)
		}), access.InvitationAccepted, access.InvitationDeclined, access.InvitationRevoked)
	}
	wantSound(w, table)
}

func TestRace100InvitationsMakeOne(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.Organisation("admin", false)
	spellings := []string{"ada@example.com", "ADA@example.com", "Ada@EXAMPLE.com"}
	w.WantOneSuccess(fixture.Answers(100, func(n int) error {
		_, err := w.Invite().Do(t.Context(), admin.ID(), organisation.ID,
			access.InviteRequest{Email: spellings[n%len(spellings)], Roles: []access.RoleID{viewer}}, "")
		return err
	}), access.InvitationPending)
	wantSound(w, table)
}

// TestRaceDeliveriesOfOneMail sends one mail twenty times at the same moment. One
// delivery sends it. The others are retried later and find nothing to do.
func TestRaceDeliveriesOfOneMail(t *testing.T) {
	w, table := onDynamoDB(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	fixture.Answers(20, func(int) error { return w.Deliver().Do(t.Context(), invitation.ID) })
	w.Must(w.Deliver().Do(t.Context(), invitation.ID))
	if mails := len(w.Postbox.Mails(invitation.ID)); mails != 1 {
		t.Errorf("%d mails were sent, want 1", mails)
	}
	wantSound(w, table)
}
