package dynamo_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestRaceRegistrationsThatMeet refuses writes that meet a transaction at an
// item, as DynamoDB on AWS does. One registration succeeds all the same, and the
// others get a refusal.
func TestRaceRegistrationsThatMeet(t *testing.T) {
	transport := &meetings{Transport: http.Transport{MaxIdleConnsPerHost: 100}, underWay: map[string]int{}}
	table := newTable(t, transport, retry.NewStandard())
	t.Parallel()
	w := fixture.New(t, table)
	here, admin := w.Organisation("admin", false)
	there, other := w.Organisation("other", false)
	invitations := []access.Invitation{w.Invited(admin, whole(here), "ada", organisationAdmin), w.Invited(other, whole(there), "ada", viewer)}
	secrets := []string{w.Token(invitations[0].ID), w.Token(invitations[1].ID)}
	w.WantOneSuccess(fixture.Answers(12, func(n int) error {
		return fixture.Persist(func() error {
			_, err := w.Register().Do(t.Context(), invitations[n%2].ID, registration(secrets[n%2]))
			return err
		})
	}), access.AlreadyRegistered, access.InvitationAccepted)
	if w.Directory.People() != 3 || w.Directory.Passwords() != 3 {
		t.Errorf("%d identities, %d passwords were set, want those of three people", w.Directory.People(), w.Directory.Passwords())
	}
	wantSound(w, table)
	t.Logf("%d writes met a transaction", transport.conflicts)
}
