package delivery_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// toAnAccount returns an invitation to an account, whose email is queued.
func toAnAccount(t *testing.T) (*fixture.Fixture, access.Organisation, access.Invitation) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	return f, organisation, f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer)
}

// TestAnInvitationWhoseAccountIsGoneIsRevoked sends no email of an invitation that the deletion of
// its account has not seen.
func TestAnInvitationWhoseAccountIsGoneIsRevoked(t *testing.T) {
	f, organisation, i := toAnAccount(t)
	for _, c := range []struct {
		closing error // what the store answers
		want    error
	}{{access.ErrStale, delivery.ErrBusy}, {fixture.ErrStore, fixture.ErrStore}, {nil, nil}, {nil, nil}} {
		outrunBy(f, "Close", func(call func() error) error {
			if c.closing != nil {
				return c.closing
			}
			return call()
		}).withoutAccount = true
		if err := f.Deliver().Do(t.Context(), i.ID); !errors.Is(err, c.want) {
			t.Errorf("the error is %v, want %v", err, c.want)
		}
	}
	events := f.EventsOfType(organisation, access.EventInvitationRevoked)
	if stored := f.Invitation(i.ID); stored.Status != access.Revoked || len(f.Mailer.Mails(i.ID)) != 0 || len(events) != 1 || events[0].Actor != access.System {
		t.Errorf("it is %s, with %d mails and %+v", stored.Status, len(f.Mailer.Mails(i.ID)), events)
	}
}

// TestAnEmailWaitsForADeletion sends no email while its account is being deleted. If the deletion
// has come to nothing, it is sent.
func TestAnEmailWaitsForADeletion(t *testing.T) {
	f, organisation, i := toAnAccount(t)
	f.Must(f.Store.BeginDeletion(t.Context(), access.DeletionStart{Before: f.Snapshot(i.Scope).Organisation,
		Deletion: access.Deletion{At: f.Now(), Account: i.Scope.Account, Until: f.Now().Add(time.Minute)}}))
	if err := f.Deliver().Do(t.Context(), i.ID); !errors.Is(err, delivery.ErrBusy) || len(f.Mailer.Mails(i.ID)) != 0 {
		t.Errorf("the error is %v, with %d mails", err, len(f.Mailer.Mails(i.ID)))
	}
	f.Pass(time.Minute)
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	if n := len(f.Mailer.Mails(i.ID)); n != 1 {
		t.Errorf("%d mails of %s", n, organisation.Name)
	}
}

// TestAClaimOfAReminderWithoutAnAnswerIsReleased sends the reminder at once when the caller tries
// again.
func TestAClaimOfAReminderWithoutAnAnswerIsReleased(t *testing.T) {
	f, _, _, i := mailed(t)
	f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
	outrunBy(f, "ClaimReminder", func(call func() error) error { return errors.Join(call(), fixture.ErrStore) })
	if err := f.Deliver().Remind(t.Context(), reminderOf(i)); !errors.Is(err, fixture.ErrStore) {
		t.Errorf("the error is %v", err)
	}
	wantReminders(f, i, 0)
	f.Must(f.Deliver().Remind(t.Context(), reminderOf(i)))
	wantReminders(f, i, 1)
}

// TestAClaimOfAReminderThatIsOutrun sends none after the invitation was revoked.
func TestAClaimOfAReminderThatIsOutrun(t *testing.T) {
	f, organisation, admin, i := mailed(t)
	f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
	outrunBy(f, "ClaimReminder", func(call func() error) error {
		f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		return call()
	})
	f.Must(f.Deliver().Remind(t.Context(), reminderOf(i)))
	wantReminders(f, i, 0)
}

// TestAReleaseOfAReminderThatIsOutrun lets another write come before the release of a reminder that
// was not sent.
func TestAReleaseOfAReminderThatIsOutrun(t *testing.T) {
	for name, c := range map[string]struct {
		before func(f *fixture.Fixture, i access.Invitation, call func() error)
		want   error
		sent   int // by the next try
	}{
		"by another change": {func(*fixture.Fixture, access.Invitation, func() error) {}, nil, 1},
		"by itself":         {func(f *fixture.Fixture, _ access.Invitation, call func() error) { f.Must(call()) }, nil, 1},
		"by the removal":    {func(f *fixture.Fixture, i access.Invitation, _ func() error) { f.RemoveItem(i.ID) }, nil, 0},
		"and the store gives no answer": {func(f *fixture.Fixture, _ access.Invitation, _ func() error) {
			outrunBy(f, "Invitation", func(func() error) error { return fixture.ErrStore })
		}, fixture.ErrStore, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f, _, _, i := mailed(t)
			f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
			f.Mailer.Around = func(string, func() error) error { return delivery.ErrNotSent }
			outrunBy(f, "ReleaseReminder", func(call func() error) error { c.before(f, i, call); return access.ErrStale })
			if err := f.Deliver().Remind(t.Context(), reminderOf(i)); !errors.Is(err, c.want) {
				t.Fatalf("the error is %v, want %v", err, c.want)
			}
			f.Mailer.Around = nil
			if c.want == nil {
				f.Must(f.Deliver().Remind(t.Context(), reminderOf(i)))
				wantReminders(f, i, c.sent)
			}
		})
	}
}
