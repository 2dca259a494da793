package dynamo_test

import (
	"errors"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// reminded returns a fixture on DynamoDB with an invitation whose reminder is due, and the
// token of its email.
func reminded(t *testing.T) (f *fixture.Fixture, table table, admin access.Caller, i access.Invitation, token string) {
	t.Helper()
	f, table = onDynamoDB(t)
	organisation, admin := f.Organisation("admin", false)
	i = f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token = f.Token(i.ID)
	f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
	return f, table, admin, i, token
}

// TestRaceReminders sends one reminder twenty times at the same moment. It is sent once.
func TestRaceReminders(t *testing.T) {
	f, table, _, i, _ := reminded(t)
	fixture.Together(slices.Repeat([]func(){func() {
		if err := f.Deliver().Remind(t.Context(), delivery.Reminder{Invitation: i.ID, Attempt: 1}); err != nil && !errors.Is(err, delivery.ErrBusy) {
			t.Error(err)
		}
	}}, 20)...)
	if mails := len(f.Mailer.Mails(i.ID)); mails != 2 || f.Invitation(i.ID).RemindedAt.IsZero() {
		t.Errorf("%d mails were sent, want 2", mails)
	}
	wantSound(f, table)
}

// TestRaceReminderAndAcceptance accepts an invitation while its reminder is sent. The
// acceptance succeeds, with or without a reminder before it.
func TestRaceReminderAndAcceptance(t *testing.T) {
	f, table, _, i, token := reminded(t)
	fixture.Together(
		func() {
			if err := f.Deliver().Remind(t.Context(), delivery.Reminder{Invitation: i.ID, Attempt: 1}); err != nil {
				t.Error(err)
			}
		},
		func() {
			if _, err := f.Register().Do(t.Context(), i.ID, fixture.Registration(token)); err != nil {
				t.Error(err)
			}
		},
	)
	if stored := f.Invitation(i.ID); stored.Status != access.Accepted || len(f.Mailer.Mails(i.ID)) > 2 {
		t.Errorf("the invitation is %s, %d mails", stored.Status, len(f.Mailer.Mails(i.ID)))
	}
	f.Must(f.Deliver().Remind(t.Context(), delivery.Reminder{Invitation: i.ID, Attempt: 1}))
	wantSound(f, table)
}

// TestRaceReminderAndResend resends an invitation while its reminder is sent. The new attempt
// has none of the old tokens, and its own reminder is still to come.
func TestRaceReminderAndResend(t *testing.T) {
	f, table, admin, i, _ := reminded(t)
	fixture.Together(
		func() {
			if err := f.Deliver().Remind(t.Context(), delivery.Reminder{Invitation: i.ID, Attempt: 1}); err != nil {
				t.Error(err)
			}
		},
		func() { f.Resent(admin, i) },
	)
	stored := f.Invitation(i.ID)
	if stored.Attempt != 2 || len(stored.TokenHashes) > 0 || !stored.RemindedAt.IsZero() {
		t.Errorf("after the resend: attempt %d, %d token hashes, reminded at %s", stored.Attempt, len(stored.TokenHashes), stored.RemindedAt)
	}
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	f.Set(stored.ExpiresAt.Add(-delivery.RemindBefore))
	f.Must(f.Deliver().Remind(t.Context(), delivery.Reminder{Invitation: i.ID, Attempt: 2}))
	tokens := f.Mailer.Tokens(i.ID)
	for _, token := range tokens[len(tokens)-2:] {
		_, err := f.Preview().Do(t.Context(), i.ID, token)
		f.WantRefusal("a link of the new attempt", err, "")
	}
	wantSound(f, table)
}
