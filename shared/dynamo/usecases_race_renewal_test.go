package dynamo_test

import (
	"fmt"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestRaceRenewals lets several holders of an expired link ask for a new one while it is
// still stored as pending. All are answered, and there are one request and one notice.
func TestRaceRenewals(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	f.Set(invitation.ExpiresAt)
	answers := fixture.Answers(6, func(int) error {
		return fixture.Err(f.RequestRenewal().Do(t.Context(), invitation.ID, token))
	})
	if answers[""] != 6 {
		t.Errorf("answers %v", answers)
	}
	if events := f.EventsOfType(organisation, access.EventRenewalRequested); len(events) != 1 || f.Invitation(invitation.ID).Version != 2 {
		t.Errorf("events: %+v", events)
	}
	notified := fixture.Answers(4, func(int) error {
		_ = f.Notify().Do(t.Context(), invitation.ID) // busy while another one sends it
		return nil
	})
	if sent := f.Mailer.Notices(invitation.ID); notified[""] != 4 || len(sent) != 1 {
		t.Errorf("%d notices", len(sent))
	}
	wantSound(f, table)
}

// TestRaceOfARenewalAndAResend lets a request for a new link race with the resend that would
// answer it. After both, the invitation is pending and nobody asks.
func TestRaceOfARenewalAndAResend(t *testing.T) {
	f, table := onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	for n := range 4 {
		invitation := f.Invited(admin, fixture.Whole(organisation), fmt.Sprint("invitee-", n), fixture.Viewer)
		token := f.Token(invitation.ID)
		f.Set(invitation.ExpiresAt)
		errs := make([]error, 2)
		fixture.Together(
			func() { _, errs[0] = f.RequestRenewal().Do(t.Context(), invitation.ID, token) },
			func() { _, errs[1] = f.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "") },
		)
		f.Must(errs[1])
		if errs[0] != nil {
			f.WantRefusal("request", errs[0], access.NotFound) // the resend came first
		}
		if after := f.Invitation(invitation.ID); after.Status != access.Pending || !after.RenewalRequestedAt.IsZero() || after.Notice != (access.Notice{}) {
			t.Errorf("the invitation is %+v", after)
		}
	}
	wantSound(f, table)
}
