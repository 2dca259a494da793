package delivery_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// TestRedriveSteps checks what is done about each kind of dead letter, whatever has become of the
// invitation.
func TestRedriveSteps(t *testing.T) {
	refuse := func(string, func() error) error { return &delivery.PermanentError{Reason: "Bad address."} }
	for name, c := range map[string]struct {
		sent       bool // the email was sent, instead of refused
		letter     delivery.DeadLetter
		then       func(f *fixture.Fixture, admin access.Caller, i access.Invitation)
		resend     bool
		remind     bool
		says       string
		early      bool
		suppressed bool
	}{
		"a refused email":        {letter: delivery.DeadLetter{Kind: delivery.EmailLetter, Attempt: 1}, resend: true},
		"a refused email of 0.1": {resend: true},
		"it was resent":          {letter: delivery.DeadLetter{Kind: delivery.EmailLetter, Attempt: 1}, then: func(f *fixture.Fixture, admin access.Caller, i access.Invitation) { f.Resent(admin, i) }, says: "resent meanwhile"},
		"its address was suppressed meanwhile": {then: func(f *fixture.Fixture, _ access.Caller, i access.Invitation) {
			f.Must(f.Store.(delivery.Store).Suppress(f.Context(), delivery.SuppressionEvent{
				SuppressionChange: access.SuppressionChange{Organisation: i.Scope.Organisation, Address: i.Email, After: access.Suppression{Reason: "a complaint", At: f.Now()}},
				Event:             access.Event{ID: access.NewID(), Type: access.EventInvitationComplained, Scope: i.Scope, At: f.Now(), Actor: access.System}}))
		}, suppressed: true},
		"it was revoked": {then: func(f *fixture.Fixture, admin access.Caller, i access.Invitation) {
			f.Must(f.Revoke().Do(f.Context(), admin.ID(), i.Scope.Organisation, i.ID))
		}, says: "revoked"},
		"it has expired":        {then: func(f *fixture.Fixture, _ access.Caller, i access.Invitation) { f.Set(i.ExpiresAt) }, says: "expired"},
		"it is gone":            {then: func(f *fixture.Fixture, _ access.Caller, i access.Invitation) { f.RemoveItem(i.ID) }, says: "no longer exists"},
		"it was sent after all": {sent: true, letter: delivery.DeadLetter{Kind: delivery.EmailLetter, Attempt: 1}, says: "is sent"},
		"a notice":              {letter: delivery.DeadLetter{Kind: delivery.NoticeLetter}, says: "the console shows"},
		"a reminder": {sent: true, letter: delivery.DeadLetter{Kind: delivery.ReminderLetter, Attempt: 1}, then: func(f *fixture.Fixture, _ access.Caller, i access.Invitation) {
			f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
		}, remind: true},
		"a reminder of 0.1":           {sent: true, then: func(f *fixture.Fixture, _ access.Caller, i access.Invitation) { f.Set(i.ExpiresAt.Add(-time.Hour)) }, remind: true},
		"a reminder before its time":  {sent: true, letter: delivery.DeadLetter{Kind: delivery.ReminderLetter, Attempt: 1}, early: true},
		"a reminder that was sent":    {sent: true, then: func(f *fixture.Fixture, _ access.Caller, i access.Invitation) { remind(f, i) }, says: "is sent"},
		"a reminder of a failed mail": {letter: delivery.DeadLetter{Kind: delivery.ReminderLetter, Attempt: 1}, says: "is failed"},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
			if !c.sent {
				f.Mailer.Around = refuse
			}
			f.Must(f.Deliver().Do(t.Context(), i.ID))
			f.Mailer.Around = nil
			if c.then != nil {
				c.then(f, admin, f.Invitation(i.ID))
			}
			c.letter.Invitation = i.ID
			step, err := delivery.Redrive{Store: f.Store, Now: f.Now}.Do(t.Context(), c.letter)
			if errors.Is(err, delivery.ErrTooEarly) != c.early || errors.Is(err, delivery.ErrSuppressed) != c.suppressed || err != nil && !c.early && !c.suppressed {
				t.Fatal(err)
			}
			if step.Resend != c.resend || (step.Remind != nil) != c.remind || !strings.Contains(step.Says, c.says) {
				t.Errorf("the step is %+v, want a resend %t, a reminder %t, %q", step, c.resend, c.remind, c.says)
			}
		})
	}
}
