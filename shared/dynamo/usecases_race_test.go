package dynamo_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/fixture"
)

// onDynamoDB returns a fixture in a new table in DynamoDB Local, and that
// table. It is for races, so the table conflicts as on AWS; see [dynamotest.Conflicts].
func onDynamoDB(t *testing.T) (*fixture.Fixture, table) {
	t.Helper()
	table := newTable(t, transportIn(t, true), retry.NewStandard())
	t.Parallel()
	return fixture.New(t, table), table
}

// transportIn returns the transport of a test's calls to DynamoDB.
func transportIn(t *testing.T, race bool) http.RoundTripper {
	t.Helper()
	if dynamotest.ConflictsIn(t, race) {
		conflicts := dynamotest.NewConflicts(dynamo.PartitionKey, dynamo.SortKey)
		t.Cleanup(func() { t.Logf("%d writes met a transaction", conflicts.Refused()) })
		return conflicts
	}
	return &http.Transport{MaxIdleConnsPerHost: 100}
}

// wantSound fails the test if the table is not sound.
func wantSound(f *fixture.Fixture, b table) {
	f.Helper()
	if wrong := sound(f.T, b.items()); len(wrong) > 0 {
		f.Errorf("the table is not sound:\n%s", strings.Join(wrong, "\n"))
	}
}

func TestRace100RegistrationsMakeOneUser(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer, fixture.OrganisationAdmin)
	token := f.Token(invitation.ID)

	f.WantOneSuccess(fixture.Answers(100, func(int) error {
		_, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
		return err
	}), access.InvitationAccepted, access.Unavailable, access.AlreadyRegistered)
	ada, ok := f.Directory.SignIn(invitation.Email, fixture.Password)
	if !ok || f.Directory.People() != 2 || f.Directory.Passwords() != 2 {
		t.Errorf("signs in: %t, identities: %d, passwords set: %d, want those of two people", ok, f.Directory.People(), f.Directory.Passwords())
	}
	if held := f.HeldRoles(ada, organisation); held != "audit-viewer organisation-admin" {
		t.Errorf("holds %q", held)
	}
	wantSound(f, table)
}

func TestRace100AcceptancesMakeOneGrant(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	eve := f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.OrganisationAdmin)
	token := f.Token(invitation.ID)

	f.WantOneSuccess(fixture.Answers(100, func(n int) error {
		caller := ada
		if n%10 == 9 {
			caller = eve
		}
		_, err := f.Accept().Do(t.Context(), caller, invitation.ID, access.AcceptRequest{Token: token})
		return err
	}), access.AlreadyGranted, access.WrongUser, access.InvitationAccepted)
	if held := f.HeldRoles(ada, organisation); held != "audit-viewer organisation-admin" {
		t.Errorf("holds %q", held)
	}
	if held := f.HeldRoles(eve, organisation); held != "audit-viewer" {
		t.Errorf("the other holds %q", held)
	}
	wantSound(f, table)
}

// TestRaceAdministratorsRemoveEachOther lets two administrators remove each
// other. One is removed and one stays, every time.
func TestRaceAdministratorsRemoveEachOther(t *testing.T) {
	f, table := onDynamoDB(t)
	for range 8 {
		organisation, first := f.Organisation("admin-"+strings.ToLower(access.NewID()), false)
		admins := []access.Caller{first, f.Member(fixture.Whole(organisation), "other-"+strings.ToLower(access.NewID()), fixture.OrganisationAdmin)}
		f.WantOneSuccess(fixture.Answers(2, func(n int) error {
			_, err := f.Remove().Do(t.Context(), admins[n].ID(), fixture.Whole(organisation), admins[1-n].ID())
			return err
		}), access.NotFound, access.LastAdministrator)
		if left := f.HeldRoles(admins[0], organisation) + f.HeldRoles(admins[1], organisation); left != string(fixture.OrganisationAdmin) {
			t.Errorf("what is left: %q", left)
		}
	}
	wantSound(f, table)
}

// TestRaceLastAdministratorsRemoveThemselves lets the last two administrators
// leave. One stays.
func TestRaceLastAdministratorsRemoveThemselves(t *testing.T) {
	f, table := onDynamoDB(t)
	for range 5 {
		organisation, first := f.Organisation("admin-"+strings.ToLower(access.NewID()), false)
		admins := []access.Caller{first, f.Member(fixture.Whole(organisation), "other-"+strings.ToLower(access.NewID()), fixture.OrganisationAdmin)}
		f.WantOneSuccess(fixture.Answers(2, func(n int) error {
			_, err := f.Remove().Do(t.Context(), admins[n].ID(), fixture.Whole(organisation), admins[n].ID())
			return err
		}), access.LastAdministrator)
	}
	wantSound(f, table)
}

// TestRaceRemovalAgainstAcceptance checks that a removed user holds nothing in
// the end and has no pending invitation.
func TestRaceRemovalAgainstAcceptance(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	for range 8 {
		name := "ada-" + strings.ToLower(access.NewID())
		ada := f.Member(fixture.Whole(organisation), name, fixture.Viewer)
		invitation := f.Invited(admin, fixture.Whole(organisation), name, fixture.Signer)
		token := f.Token(invitation.ID)
		var accepted, removed error
		fixture.Together(
			func() {
				_, accepted = f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
			},
			func() { _, removed = f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), ada.ID()) })
		f.WantRefusal("removal", removed, "")
		if accepted != nil {
			f.WantRefusal("acceptance", accepted, access.InvitationRevoked)
		}
		if held := f.HeldRoles(ada, organisation); held != "" {
			t.Errorf("holds %q after the removal", held)
		}
		if status := f.Invitation(invitation.ID).Status; status == access.Pending {
			t.Error("the invitation is still open after the removal")
		}
	}
	wantSound(f, table)
}

// TestRaceRemovalOfTheInviterAgainstAcceptance checks that an acceptance succeeds
// only if the inviter has authority at that moment.
func TestRaceRemovalOfTheInviterAgainstAcceptance(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	for range 5 {
		inviter := f.Member(fixture.Whole(organisation), "inviter-"+strings.ToLower(access.NewID()), fixture.OrganisationAdmin)
		name := "ada-" + strings.ToLower(access.NewID())
		invitation := f.Invited(inviter, fixture.Whole(organisation), name, fixture.Viewer)
		token := f.Token(invitation.ID)
		var accepted, removed error
		fixture.Together(
			func() { _, accepted = f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token)) },
			func() { _, removed = f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), inviter.ID()) })
		f.WantRefusal("removal", removed, "")
		if accepted != nil {
			f.WantRefusal("acceptance", accepted, access.InvitationNotAuthorised)
		}
		if status := f.Invitation(invitation.ID).Status; (status == access.Accepted) != (accepted == nil) {
			t.Errorf("the invitation is %s, its acceptance was answered with %v", status, accepted)
		}
	}
	wantSound(f, table)
}

// TestRaceAnswersToOneInvitation accepts, declines and revokes an invitation at
// the same time. It ends once.
func TestRaceAnswersToOneInvitation(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	for _, role := range []access.RoleID{"audit-admin", "billing-viewer", "billing-editor", "billing-admin", "developer"} {
		invitation := f.Invited(admin, fixture.Whole(organisation), "ada", role)
		token := f.Token(invitation.ID)
		f.WantOneSuccess(fixture.Answers(3, func(n int) error {
			switch n {
			case 0:
				_, err := f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
				return err
			case 1:
				return f.Decline().Do(t.Context(), invitation.ID, token)
			}
			return f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID)
		}), access.InvitationAccepted, access.InvitationDeclined, access.InvitationRevoked)
	}
	wantSound(f, table)
}

func TestRace100InvitationsMakeOne(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	spellings := []string{"ada@example.com", "ADA@example.com", "Ada@EXAMPLE.com"}
	f.WantOneSuccess(fixture.Answers(100, func(n int) error {
		_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID,
			access.InviteRequest{Email: spellings[n%len(spellings)], Roles: []access.RoleID{fixture.Viewer}}, "")
		return err
	}), access.InvitationPending)
	wantSound(f, table)
}

// TestRaceDeliveriesOfOneMail sends one mail twenty times at the same moment. One
// delivery sends it. The others are retried later and find nothing to do.
func TestRaceDeliveriesOfOneMail(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	fixture.Answers(20, func(int) error { return f.Deliver().Do(t.Context(), invitation.ID) })
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	if mails := len(f.Mailer.Mails(invitation.ID)); mails != 1 {
		t.Errorf("%d mails were sent, want 1", mails)
	}
	wantSound(f, table)
}
