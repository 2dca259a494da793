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

// noQuota is an email service that has no emails left today.
func noQuota(string, func() error) error { return delivery.ErrQuota }

// resume sets the clock to the time of what is postponed, and tries it. It returns false if
// nothing is postponed.
func resume(f *fixture.Fixture) bool {
	f.Helper()
	p, at := f.Postponer.Next()
	if at.IsZero() {
		return false
	}
	f.Set(at)
	if p.Notice != 0 {
		f.Must(f.Notify().Resume(f.Context(), p))
	} else {
		f.Must(f.Deliver().Resume(f.Context(), p))
	}
	return true
}

// postponed returns a fixture with an invitation whose email waits for the quota.
func postponed(t *testing.T) (*fixture.Fixture, access.Organisation, access.Caller, access.Invitation) {
	t.Helper()
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = noQuota
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	return f, organisation, admin, f.Invitation(i.ID)
}

// wantWaiting checks that an email is queued with a reason, and that nothing of it is left.
func wantWaiting(f *fixture.Fixture, id access.InvitationID) {
	f.Helper()
	i := f.Invitation(id)
	if i.Delivery.Status != access.Queued || !strings.Contains(i.Delivery.Detail, "limit of emails in 24 hours") || len(i.TokenHashes) != 0 {
		f.Errorf("the delivery is %+v with %d token hashes", i.Delivery, len(i.TokenHashes))
	}
	if n := len(f.DeadLetters.Parked(id)); n != 0 {
		f.Errorf("%d parked", n)
	}
}

// TestAnEmailWaitsForTheQuota checks that an email waits for longer than five hours, and is sent
// when the email service sends again. Its reminder is scheduled as usual.
func TestAnEmailWaitsForTheQuota(t *testing.T) {
	f, organisation, _, i := postponed(t)
	wantWaiting(f, i.ID)
	tries := 0
	for f.Now().Sub(i.QueuedAt) < 24*time.Hour {
		if !resume(f) {
			t.Fatalf("nothing is postponed %s after the invite", f.Now().Sub(i.QueuedAt))
		}
		wantWaiting(f, i.ID)
		tries++
	}
	if tries < 24 || tries > 30 {
		t.Errorf("%d tries in 24 hours, want about one in an hour", tries)
	}
	f.Mailer.Around = nil
	resume(f)
	stored := f.Invitation(i.ID)
	if stored.Delivery.Status != access.Sent || stored.Delivery.Detail != "" || len(f.Mailer.Mails(i.ID)) != 1 || f.Scheduler.At(reminderOf(i)).IsZero() {
		t.Errorf("the delivery is %+v, with %d mails", stored.Delivery, len(f.Mailer.Mails(i.ID)))
	}
	if events := f.EventsOfType(organisation, access.EventInvitationSent); len(events) != 2 { // the other is the administrator's
		t.Errorf("the audit log has %+v", events)
	}
	if resume(f) {
		t.Error("an email that was sent is postponed")
	}
}

// TestAnEmailThatWaitsInVain checks that an email that cannot be sent before the invitation
// expires fails and is parked.
func TestAnEmailThatWaitsInVain(t *testing.T) {
	f, organisation, admin, i := postponed(t)
	for resume(f) {
	}
	if waited := f.Now().Sub(i.QueuedAt); waited < access.OpenFor-75*time.Minute || waited > access.OpenFor {
		t.Errorf("it was tried for %s, want nearly %s", waited, access.OpenFor)
	}
	if stored := f.Invitation(i.ID); stored.Delivery.Status != access.Failed || len(f.DeadLetters.Parked(i.ID)) != 1 || len(f.EventsOfType(organisation, access.EventInvitationFailed)) != 1 {
		t.Errorf("the delivery is %+v, with %d parked", stored.Delivery, len(f.DeadLetters.Parked(i.ID)))
	}
	f.Mailer.Around = nil
	f.Resent(admin, i)
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	if n := len(f.Mailer.Mails(i.ID)); n != 1 {
		t.Errorf("%d mails after a resend", n)
	}
}

// TestPostponedInVain checks what happens while an email waits, so that it is not sent.
func TestPostponedInVain(t *testing.T) {
	for name, c := range map[string]struct {
		act   func(f *fixture.Fixture, o access.Organisation, admin access.Caller, i access.Invitation)
		mails int // in all, of later attempts
	}{
		"revoked": {act: func(f *fixture.Fixture, o access.Organisation, admin access.Caller, i access.Invitation) {
			f.Must(f.Revoke().Do(f.Context(), admin.ID(), o.ID, i.ID))
		}},
		"expired": {act: func(f *fixture.Fixture, _ access.Organisation, _ access.Caller, i access.Invitation) {
			f.Set(i.ExpiresAt)
		}},
		"removed": {act: func(f *fixture.Fixture, _ access.Organisation, _ access.Caller, i access.Invitation) {
			f.RemoveItem(i.ID)
		}},
		"resent": {act: func(f *fixture.Fixture, _ access.Organisation, admin access.Caller, i access.Invitation) {
			f.Resent(admin, i)
		}},
		"resent and sent": {mails: 1, act: func(f *fixture.Fixture, _ access.Organisation, admin access.Caller, i access.Invitation) {
			f.Resent(admin, i)
			f.Must(f.Deliver().Do(f.Context(), i.ID))
		}},
		"sent by the stream": {mails: 1, act: func(f *fixture.Fixture, _ access.Organisation, _ access.Caller, i access.Invitation) {
			f.Must(f.Deliver().Do(f.Context(), i.ID)) // Lambda repeats records that another record holds back
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f, organisation, admin, i := postponed(t)
			f.Mailer.Around = nil
			c.act(f, organisation, admin, i)
			p, _ := f.Postponer.Next()
			f.Must(f.Deliver().Resume(t.Context(), p))
			if n := len(f.Mailer.Mails(i.ID)); n != c.mails {
				t.Errorf("%d mails, want %d", n, c.mails)
			}
		})
	}
}

// TestARepeatedRecordPostponesOnce checks a record that the stream offers again, also after more
// than five hours, and an answer of the scheduler that is lost.
func TestARepeatedRecordPostponesOnce(t *testing.T) {
	f, _, _, i := postponed(t)
	f.Postponer.Around = func(_ string, do func() error) error { return errors.Join(do(), fixture.ErrScheduler) }
	if err := f.Deliver().Do(t.Context(), i.ID); !errors.Is(err, fixture.ErrScheduler) {
		t.Errorf("%v, want %v", err, fixture.ErrScheduler)
	}
	f.Postponer.Around = nil
	f.Pass(delivery.GiveUpAfter + time.Minute)
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	wantWaiting(f, i.ID)
	f.Postponer.Next()
	if _, at := f.Postponer.Next(); !at.IsZero() {
		t.Error("it is postponed twice")
	}
}

// TestAPostponedEmailMeetsOtherFailures checks that a failure that the stream would repeat
// postpones an email that has left the stream, and that at most three emails may have left.
func TestAPostponedEmailMeetsOtherFailures(t *testing.T) {
	for name, c := range map[string]struct {
		fails  func(string, func() error) error
		tries  int
		parked int
	}{
		"not sent": {func(string, func() error) error { return delivery.ErrNotSent }, 12, 0},
		"unknown":  {func(string, func() error) error { return fixture.ErrMailer }, 4, 1},
		"refused":  {func(string, func() error) error { return &delivery.PermanentError{Reason: "Bad address."} }, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f, _, _, i := postponed(t)
			f.Mailer.Around = c.fails
			tries := 0
			for tries < 12 && resume(f) {
				tries++
			}
			if parked := len(f.DeadLetters.Parked(i.ID)); tries != c.tries || parked != c.parked {
				t.Errorf("%d tries and %d parked, want %d and %d", tries, parked, c.tries, c.parked)
			}
		})
	}
}

// TestANoticeWaitsForTheQuota checks that a notice waits as an email does, for as long as an
// invitation is open.
func TestANoticeWaitsForTheQuota(t *testing.T) {
	for name, waits := range map[string]time.Duration{"a day": 24 * time.Hour, "too long": 100 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			a := askedForRenewal(t)
			a.Mailer.Around = noQuota
			since := a.Now()
			a.Must(a.notify())
			for a.Now().Sub(since) < waits && resume(a.Fixture) {
			}
			if waits > access.OpenFor {
				a.wantNotice(0, 1, false)
				return
			}
			a.wantNotice(0, 0, true)
			a.Mailer.Around = nil
			resume(a.Fixture)
			a.wantNotice(1, 0, false)
			if resume(a.Fixture) {
				t.Error("a notice that was sent is postponed")
			}
		})
	}
}

// TestAReplacedNoticeIsNotResumed checks that the schedule of a notice does not send a later one.
func TestAReplacedNoticeIsNotResumed(t *testing.T) {
	a := askedForRenewal(t)
	a.Mailer.Around = noQuota
	a.Must(a.notify())
	p, _ := a.Postponer.Next()
	p.Notice--
	a.Mailer.Around = nil
	a.Must(a.Notify().Resume(t.Context(), p))
	a.wantNotice(0, 0, true)
}
