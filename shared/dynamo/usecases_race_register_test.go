package dynamo_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/fixture"
)

// TestRaceRegistrationsThatMeet refuses writes that conflict with a transaction at an
// item, as DynamoDB on AWS does. One registration succeeds all the same, and the
// others get a refusal.
func TestRaceRegistrationsThatMeet(t *testing.T) {
	conflicts := dynamotest.NewConflicts(dynamo.PartitionKey, dynamo.SortKey)
	table := table{dynamo.Store{Client: conflicts.Client(t)}, t}
	table.Table = dynamotest.CreateTable(t, table.Client, dynamo.PartitionKey, dynamo.SortKey)
	t.Parallel()
	f := fixture.New(t, table)
	here, admin := f.Organisation("admin", false)
	there, other := f.Organisation("other", false)
	invitations := []access.Invitation{f.Invited(admin, fixture.Whole(here), "ada", fixture.OrganisationAdmin), f.Invited(other, fixture.Whole(there), "ada", fixture.Viewer)}
	tokens := []string{f.Token(invitations[0].ID), f.Token(invitations[1].ID)}
	f.WantOneSuccess(fixture.Answers(12, func(n int) error {
		return fixture.Persist(func() error {
			_, err := f.Register().Do(t.Context(), invitations[n%2].ID, fixture.Registration(tokens[n%2]))
			return err
		})
	}), access.AlreadyRegistered, access.InvitationAccepted)
	if f.Directory.People() != 3 || f.Directory.Passwords() != 3 {
		t.Errorf("%d identities, %d passwords were set, want those of three people", f.Directory.People(), f.Directory.Passwords())
	}
	wantSound(f, table)
	t.Logf("%d writes conflicted with a transaction", conflicts.Refused())
}
