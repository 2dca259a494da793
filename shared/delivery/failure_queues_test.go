package delivery_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// sendsNothing is an email service that certainly sends nothing, and whose answers are lost is one
// that may have sent.
func sendsNothing(string, func() error) error { return delivery.ErrNotSent }

func mayHaveSent(string, func() error) error { return fixture.ErrMailer }

// waiting returns a try that is due of an email, or of a notice, that waits for the quota.
func waiting(t *testing.T, notice bool) (*fixture.Fixture, func() error) {
	if notice {
		a := askedForRenewal(t)
		a.Mailer.Around = noQuota
		a.Must(a.notify())
		p, at := a.Postponer.Next()
		a.Set(at)
		return a.Fixture, func() error { return a.Notify().Resume(a.Context(), p) }
	}
	f, _, _, _ := postponed(t)
	p, at := f.Postponer.Next()
	f.Set(at)
	return f, func() error { return f.Deliver().Resume(f.Context(), p) }
}

// TestATryThatCannotBeScheduledIsReturned lets the scheduler of the next try fail. Then whoever
// invoked this try repeats it.
func TestATryThatCannotBeScheduledIsReturned(t *testing.T) {
	for name, around := range map[string]func(string, func() error) error{
		"the quota is used up": noQuota, "the email service sends nothing": sendsNothing, "it may have sent": mayHaveSent,
	} {
		for what, notice := range map[string]bool{"an email": false, "a notice": true} {
			t.Run(what+", "+name, func(t *testing.T) {
				f, try := waiting(t, notice)
				f.Mailer.Around = around
				f.Postponer.Around = func(string, func() error) error { return fixture.ErrScheduler }
				if err := try(); !errors.Is(err, fixture.ErrScheduler) {
					t.Errorf("the error is %v, want %v", err, fixture.ErrScheduler)
				}
			})
		}
	}
}

// TestALastTryThatCannotBeParkedIsReturned lets the queue of dead letters fail when there is no
// further try.
func TestALastTryThatCannotBeParkedIsReturned(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T) (*fixture.Fixture, func() error){
		"an email that waits for the quota": func(t *testing.T) (*fixture.Fixture, func() error) {
			f, try := waiting(t, false)
			f.Pass(access.OpenFor - time.Hour)
			return f, try
		},
		"an email that may have been sent": func(t *testing.T) (*fixture.Fixture, func() error) {
			f, try := waiting(t, false)
			f.Pass(access.OpenFor - time.Hour)
			f.Mailer.Around = mayHaveSent
			return f, try
		},
		"a reminder": func(t *testing.T) (*fixture.Fixture, func() error) {
			f, _, _, i := mailed(t)
			f.Set(i.ExpiresAt.Add(-time.Minute))
			f.Mailer.Around = sendsNothing
			return f, func() error { return f.Deliver().Remind(f.Context(), reminderOf(i)) }
		},
		"a notice that may have been sent": func(t *testing.T) (*fixture.Fixture, func() error) {
			a := askedForRenewal(t)
			a.Mailer.Around = mayHaveSent
			for range 3 {
				if err := a.notify(); !errors.Is(err, fixture.ErrMailer) {
					t.Fatal(err)
				}
				a.Pass(5 * time.Minute)
			}
			return a.Fixture, a.notify
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, try := prepare(t)
			f.DeadLetters.Around = func(string, func() error) error { return fixture.ErrDeadLetters }
			if err := try(); !errors.Is(err, fixture.ErrDeadLetters) {
				t.Errorf("the error is %v, want %v", err, fixture.ErrDeadLetters)
			}
		})
	}
}

// TestARepeatedRecordOfALateEmailIsReturned tries an email that waits for the quota from the stream
// once more, shortly before the invitation expires. The outcome is unknown, and what was postponed
// still tries it.
func TestARepeatedRecordOfALateEmailIsReturned(t *testing.T) {
	f, _, _, i := postponed(t)
	f.Set(i.ExpiresAt.Add(-10 * time.Minute))
	f.Mailer.Around = mayHaveSent
	if err := f.Deliver().Do(t.Context(), i.ID); !errors.Is(err, fixture.ErrMailer) || len(f.DeadLetters.Parked(i.ID)) != 0 {
		t.Errorf("the error is %v, with %d parked", err, len(f.DeadLetters.Parked(i.ID)))
	}
}

// TestANoticeThatNobodyAsksForEnds ends the notice of an acceptance request when the invitation has
// expired.
func TestANoticeThatNobodyAsksForEnds(t *testing.T) {
	prepare := func(f *fixture.Fixture) asked {
		organisation, admin := f.Organisation("admin", false)
		i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
		grace := f.Directory.AddForeign(fixture.Address(f, fixture.Mailbox("grace")), true, fixture.Password)
		f.Must(fixture.Err(f.RequestAcceptance().Do(f.Context(), grace, i.ID, access.AcceptRequest{Token: f.Token(i.ID)})))
		f.Set(i.ExpiresAt)
		return asked{f, organisation, admin, i.ID}
	}
	a := prepare(fixture.InMemory(t))
	a.wantNotice(0, 0, true)
	a.Must(a.notify())
	a.wantNotice(0, 0, false)
	fixture.FailEachCall(t, "a notice that nobody asks for", func(f *fixture.Fixture) func(context.Context) error {
		a := prepare(f)
		return func(ctx context.Context) error { return f.Notify().Do(ctx, a.id) }
	})
}

// TestAFailureOfTheStoreDuringAWaitIsReturned lets each call of the store fail while an email or a
// notice waits for the quota, and while an operator looks at a dead letter.
func TestAFailureOfTheStoreDuringAWaitIsReturned(t *testing.T) {
	invite := func(f *fixture.Fixture) access.Invitation {
		organisation, admin := f.Organisation("admin", false)
		return f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	}
	for name, prepare := range map[string]func(f *fixture.Fixture) func(context.Context) error{
		"an email": func(f *fixture.Fixture) func(context.Context) error {
			i := invite(f)
			f.Mailer.Around = noQuota
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Deliver().Do(ctx, i.ID) }
		},
		"a notice": func(f *fixture.Fixture) func(context.Context) error {
			i := invite(f)
			token := f.Token(i.ID)
			f.Set(i.ExpiresAt)
			f.Must(fixture.Err(f.RequestRenewal().Do(f.Context(), i.ID, token)))
			f.Mailer.Around = noQuota
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Notify().Do(ctx, i.ID) }
		},
		"a notice to nobody": func(f *fixture.Fixture) func(context.Context) error {
			i := invite(f)
			token := f.Token(i.ID)
			f.Set(i.ExpiresAt)
			f.Must(fixture.Err(f.RequestRenewal().Do(f.Context(), i.ID, token)))
			f.TrackEvent(f.InvitedByOperator(i.Scope, "admin", fixture.Viewer), delivery.Event{Status: access.Complained, At: f.Now()})
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Notify().Do(ctx, i.ID) }
		},
		"a dead letter": func(f *fixture.Fixture) func(context.Context) error {
			i := invite(f)
			f.Mailer.Around = func(string, func() error) error { return &delivery.PermanentError{Reason: "No."} }
			f.Must(f.Deliver().Do(f.Context(), i.ID))
			return func(ctx context.Context) error {
				return fixture.Err(delivery.Redrive{Store: f.Store, Now: f.Now}.Do(ctx, delivery.DeadLetter{Invitation: i.ID}))
			}
		},
	} {
		if calls := fixture.FailEachCall(t, name, prepare); calls < 2 {
			t.Errorf("%s: only %d calls of the store failed", name, calls)
		}
	}
}
