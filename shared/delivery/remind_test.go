package delivery_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// reminderOf returns the reminder of the current attempt of an invitation.
func reminderOf(i access.Invitation) delivery.Reminder {
	return delivery.Reminder{Invitation: i.ID, Attempt: i.Attempt}
}

// remind sets the clock to the time of the reminder of an invitation, and sends it.
func remind(f *fixture.Fixture, i access.Invitation) {
	f.Helper()
	f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
	f.Must(f.Deliver().Remind(f.Context(), reminderOf(i)))
}

// mailed returns a fixture with an invitation whose email was sent.
func mailed(t *testing.T) (*fixture.Fixture, access.Organisation, access.Caller, access.Invitation) {
	t.Helper()
	f := fixture.New(t, memory.New())
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	return f, organisation, admin, f.Invitation(i.ID)
}

// wantReminders checks how many reminders an invitation had.
func wantReminders(f *fixture.Fixture, i access.Invitation, want int) {
	f.Helper()
	got := 0
	for _, mail := range f.Mailer.Mails(i.ID) {
		if mail.Reminder {
			got++
		}
	}
	if events := f.EventsOfType(access.Organisation{ID: i.Scope.Organisation}, access.EventInvitationReminded); got != want || len(events) != want {
		f.Errorf("%d reminders and %d events, want %d", got, len(events), want)
	}
}

// TestSendSchedulesTheReminder checks that an email that was sent has a reminder a day before
// the end, and that a repeated record of the stream does not change it.
func TestSendSchedulesTheReminder(t *testing.T) {
	f, _, _, i := mailed(t)
	for range 2 {
		if at, want := f.Scheduler.At(reminderOf(i)), i.ExpiresAt.Add(-24*time.Hour); !at.Equal(want) {
			t.Errorf("the reminder is scheduled at %s, want %s", at, want)
		}
		f.Pass(time.Hour)
		f.Must(f.Deliver().Do(t.Context(), i.ID))
	}
	if n := len(f.Mailer.Mails(i.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}
}

// TestSendSchedulesNothing checks emails that have no reminder.
func TestSendSchedulesNothing(t *testing.T) {
	for name, change := range map[string]func(f *fixture.Fixture, send *delivery.Send, i access.Invitation){
		"reminders are off": func(_ *fixture.Fixture, send *delivery.Send, _ access.Invitation) { send.Scheduler = nil },
		"it is too late": func(f *fixture.Fixture, _ *delivery.Send, i access.Invitation) {
			f.Set(i.QueuedAt.Add(delivery.GiveUpAfter))
			offer := f.NewOffer(i.Scope, "eve", fixture.Viewer)
			offer.Invitation.ExpiresAt = f.Now().Add(delivery.RemindBefore)
			f.Must(f.Store.Invite(f.Context(), offer))
			f.Must(f.Deliver().Do(f.Context(), offer.Invitation.ID))
			if at := f.Scheduler.At(reminderOf(offer.Invitation)); !at.IsZero() {
				f.Errorf("a reminder is scheduled at %s", at)
			}
			f.Must(f.Revoke().Do(f.Context(), i.Inviter.ID, i.Scope.Organisation, i.ID))
		},
		"the mail is refused": func(f *fixture.Fixture, _ *delivery.Send, _ access.Invitation) {
			f.Mailer.Around = func(string, func() error) error { return &delivery.PermanentError{Reason: "The address was refused."} }
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
			send := f.Deliver()
			change(f, &send, i)
			f.Must(send.Do(t.Context(), i.ID))
			if at := f.Scheduler.At(reminderOf(i)); !at.IsZero() {
				t.Errorf("a reminder is scheduled at %s", at)
			}
		})
	}
}

// TestSchedulingThatFails checks that an email whose reminder cannot be scheduled does not hold
// back others: it is sent, and the reminder is parked at once.
func TestSchedulingThatFails(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Scheduler.Around = func(string, func() error) error { return fixture.ErrScheduler }
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	if stored := f.Invitation(i.ID); len(f.Mailer.Mails(i.ID)) != 1 || stored.Delivery.Status != access.Sent || len(f.DeadLetters.Parked(i.ID)) != 1 {
		t.Errorf("%d mails, %+v, %d parked", len(f.Mailer.Mails(i.ID)), stored.Delivery, len(f.DeadLetters.Parked(i.ID)))
	}
}

// TestReminder checks what is in a reminder, and that its link and the earlier one open the
// invitation. The delivery is that of the email before.
func TestReminder(t *testing.T) {
	f, _, _, i := mailed(t)
	f.TrackEvent(i, delivery.Event{Status: access.Delivered, At: f.Now()})
	before := f.Invitation(i.ID).Delivery
	remind(f, i)
	wantReminders(f, i, 1)
	mails := f.Mailer.Mails(i.ID)
	first, second := mails[0], mails[1]
	first.Link, second.Link, second.Reminder = "", "", false
	if first.To != second.To || first.Attempt != second.Attempt || first.Organisation != second.Organisation || len(first.Roles) != len(second.Roles) {
		t.Errorf("the reminder is %+v, the email before %+v", second, first)
	}
	for n, token := range f.Mailer.Tokens(i.ID) {
		_, err := f.Preview().Do(t.Context(), i.ID, token)
		f.WantRefusal([]string{"the first link", "the link of the reminder"}[n], err, "")
	}
	if after := f.Invitation(i.ID); after.Delivery != before || !after.RemindedAt.Equal(f.Now()) {
		t.Errorf("the delivery is %+v, want %+v; reminded at %s", after.Delivery, before, after.RemindedAt)
	}
	f.Must(f.Deliver().Remind(t.Context(), reminderOf(i))) // EventBridge Scheduler invokes at least once
	wantReminders(f, i, 1)
	f.TrackEvent(i, delivery.Event{Status: access.Bounced, At: f.Now(), Permanent: true})
	if after := f.Invitation(i.ID); after.Delivery.Status != access.Bounced || f.SuppressedBecause(i) == "" {
		t.Errorf("after a bounce of the reminder the delivery is %+v", after.Delivery)
	}
}

// TestNoReminder checks what happens between the email and its reminder so that none is sent.
func TestNoReminder(t *testing.T) {
	for name, act := range map[string]func(f *fixture.Fixture, o access.Organisation, admin access.Caller, i access.Invitation){
		"accepted": func(f *fixture.Fixture, _ access.Organisation, _ access.Caller, i access.Invitation) { f.Join(i) },
		"declined": func(f *fixture.Fixture, _ access.Organisation, _ access.Caller, i access.Invitation) {
			f.Must(f.Decline().Do(f.Context(), i.ID, f.Mailer.Tokens(i.ID)[0]))
		},
		"revoked": func(f *fixture.Fixture, o access.Organisation, admin access.Caller, i access.Invitation) {
			f.Must(f.Revoke().Do(f.Context(), admin.ID(), o.ID, i.ID))
		},
		"expired": func(f *fixture.Fixture, _ access.Organisation, _ access.Caller, i access.Invitation) {
			f.Set(i.ExpiresAt)
		},
		"address corrected": func(f *fixture.Fixture, o access.Organisation, admin access.Caller, i access.Invitation) {
			f.Must(fixture.Err(f.CorrectAddress().Do(f.Context(), admin.ID(), o.ID, i.ID, fixture.Mailbox("eve"), "")))
		},
		"resent": func(f *fixture.Fixture, _ access.Organisation, admin access.Caller, i access.Invitation) {
			f.Resent(admin, i)
			f.Must(f.Deliver().Do(f.Context(), i.ID))
		},
		"bounced": func(f *fixture.Fixture, _ access.Organisation, _ access.Caller, i access.Invitation) {
			f.TrackEvent(i, delivery.Event{Status: access.Bounced, At: f.Now(), Permanent: true})
		},
		"suppressed in another account": func(f *fixture.Fixture, o access.Organisation, admin access.Caller, _ access.Invitation) {
			other := f.Invited(admin, fixture.ScopeOf(f.Account(o, "Shop")), "ada", fixture.Viewer)
			f.TrackEvent(other, delivery.Event{Status: access.Complained, At: f.Now()})
		},
		"the inviter lost authority": func(f *fixture.Fixture, o access.Organisation, admin access.Caller, _ access.Invitation) {
			other := f.Member(fixture.Whole(o), "other", access.OrganisationAdmin)
			f.Must(fixture.Err(f.Remove().Do(f.Context(), other.ID(), fixture.Whole(o), admin.ID())))
		},
		"unknown": func(f *fixture.Fixture, o access.Organisation, _ access.Caller, i access.Invitation) {
			f.Must(f.Deliver().Remind(f.Context(), delivery.Reminder{Invitation: "never-was", Attempt: 1}))
			f.Must(f.Deliver().Remind(f.Context(), delivery.Reminder{Invitation: i.ID, Attempt: 2}))
			f.Must(f.Revoke().Do(f.Context(), i.Inviter.ID, o.ID, i.ID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, organisation, admin, i := mailed(t)
			act(f, organisation, admin, i)
			f.Must(f.Deliver().Remind(t.Context(), reminderOf(i)))
			wantReminders(f, i, 0)
		})
	}
}

// TestReminderOfAResend checks that the attempt after a resend has a reminder of its own.
func TestReminderOfAResend(t *testing.T) {
	f, _, admin, first := mailed(t)
	remind(f, first)
	second := f.Resent(admin, first)
	f.Must(f.Deliver().Do(t.Context(), second.ID))
	if at := f.Scheduler.At(reminderOf(second)); !at.Equal(second.ExpiresAt.Add(-delivery.RemindBefore)) {
		t.Errorf("the reminder of the resend is scheduled at %s", at)
	}
	remind(f, second)
	wantReminders(f, second, 2)
	_, err := f.Preview().Do(t.Context(), first.ID, f.Mailer.Tokens(first.ID)[1])
	f.WantRefusal("the link of the reminder before the resend", err, access.NotFound)
}

// TestReminderIsTriedAgain checks that a reminder survives an email service that sends nothing
// for hours, and is parked when the invitation is about to expire.
func TestReminderIsTriedAgain(t *testing.T) {
	notSent := func(string, func() error) error { return delivery.ErrNotSent }
	paused := func(string, func() error) error {
		return &delivery.PermanentError{Reason: "Paused.", RetryFor: 2 * time.Hour}
	}
	refused := func(string, func() error) error { return &delivery.PermanentError{Reason: "Bad address."} }
	for name, test := range map[string]struct {
		around  func(call string, do func() error) error
		fails   int // as many tries fail
		retries int // as many were scheduled
		sent    int
	}{
		"throttled":            {notSent, 3, 3, 1},
		"paused":               {paused, 8, 8, 1},
		"throttled to the end": {notSent, 200, 95, 0},
		"paused for too long":  {paused, 200, 8, 0},
		"refused":              {refused, 200, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			f, _, _, i := mailed(t)
			f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
			f.Mailer.Around = test.around
			r := reminderOf(i)
			for ; ; r.Retry++ {
				if r.Retry == test.fails {
					f.Mailer.Around = nil
				}
				f.Must(f.Deliver().Remind(t.Context(), r))
				next := r
				next.Retry++
				at := f.Scheduler.At(next)
				if at.IsZero() {
					break
				}
				if !at.Equal(f.Now().Add(15 * time.Minute)) {
					t.Fatalf("the retry is scheduled at %s", at)
				}
				f.Set(at)
			}
			if parked := len(f.DeadLetters.Parked(i.ID)); r.Retry != test.retries || parked != 1-test.sent {
				t.Errorf("%d retries, want %d; %d parked", r.Retry, test.retries, parked)
			}
			wantReminders(f, i, test.sent)
		})
	}
}

// TestReminderThatCannotBeScheduledAgain checks that the caller tries again.
func TestReminderThatCannotBeScheduledAgain(t *testing.T) {
	f, _, _, i := mailed(t)
	f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
	f.Mailer.Around = func(string, func() error) error { return delivery.ErrNotSent }
	f.Scheduler.Around = func(string, func() error) error { return fixture.ErrScheduler }
	if err := f.Deliver().Remind(t.Context(), reminderOf(i)); !errors.Is(err, fixture.ErrScheduler) {
		t.Errorf("%v, want %v", err, fixture.ErrScheduler)
	}
	f.Mailer.Around = nil
	remind(f, i)
	wantReminders(f, i, 1)
}

// TestReminderOfUnknownOutcome checks that a reminder that may have been sent is not sent again,
// and that it is on record however the call ended.
func TestReminderOfUnknownOutcome(t *testing.T) {
	died := func(_ string, do func() error) error { _ = do(); panic("killed") }
	for name, test := range map[string]struct {
		around func(call string, do func() error) error
		then   func(f *fixture.Fixture, i access.Invitation)
		mails  int
	}{
		"the answer is lost":      {answersLost, nil, 1},
		"it may have been sent":   {func(string, func() error) error { return fixture.ErrMailer }, nil, 0},
		"the function dies":       {died, nil, 1},
		"it dies, the user joins": {died, func(f *fixture.Fixture, i access.Invitation) { f.Join(i) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f, organisation, _, i := mailed(t)
			f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
			f.Mailer.Around = test.around
			_, _ = survived(func() error { return f.Deliver().Remind(t.Context(), reminderOf(i)) })
			f.Mailer.Around = nil
			if test.then != nil {
				test.then(f, i)
			}
			if stored := f.Invitation(i.ID); !stored.ReminderClaimedAt.IsZero() {
				if err := f.Deliver().Remind(t.Context(), reminderOf(i)); !errors.Is(err, delivery.ErrBusy) {
					t.Errorf("while the claim lasts: %v, want %v", err, delivery.ErrBusy)
				}
			}
			f.Pass(2 * time.Minute)
			for range 2 {
				f.Must(f.Deliver().Remind(t.Context(), reminderOf(i)))
			}
			events := f.EventsOfType(organisation, access.EventInvitationReminded)
			if n := len(f.Mailer.Mails(i.ID)) - 1; n != test.mails || len(events) != 1 || events[0].Detail == "" {
				t.Errorf("%d reminders, want %d, and the events %+v", n, test.mails, events)
			}
			if n := len(f.DeadLetters.Parked(i.ID)); n != 1 || f.Invitation(i.ID).RemindedAt.IsZero() {
				t.Errorf("%d parked", n)
			}
		})
	}
}

// TestReminderByTwo sends the reminder from several callers at once.
func TestReminderByTwo(t *testing.T) {
	f, _, _, i := mailed(t)
	f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
	racers := make([]func(), 8)
	for n := range racers {
		racers[n] = func() {
			if err := f.Deliver().Remind(f.Context(), reminderOf(i)); err != nil && !errors.Is(err, delivery.ErrBusy) {
				f.Error(err)
			}
		}
	}
	fixture.Together(racers...)
	wantReminders(f, i, 1)
}
