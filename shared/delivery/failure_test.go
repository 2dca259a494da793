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

// TestAFailureOfTheStoreIsReturned lets each call of the store fail in turn. Whoever invoked
// the function then sends the record, the reminder or the event again.
func TestAFailureOfTheStoreIsReturned(t *testing.T) {
	queued := func(f *fixture.Fixture) access.Invitation {
		organisation, admin := f.Organisation("admin", false)
		return f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	}
	sent := func(f *fixture.Fixture) access.Invitation {
		i := queued(f)
		f.Must(f.Deliver().Do(f.Context(), i.ID))
		return f.Invitation(i.ID)
	}
	unanswered := func(string, func() error) error { return fixture.ErrMailer }
	refused := func(string, func() error) error { return &delivery.PermanentError{Reason: "No."} }
	for name, prepare := range map[string]func(f *fixture.Fixture) func(context.Context) error{
		"send": func(f *fixture.Fixture) func(context.Context) error {
			i := queued(f)
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Deliver().Do(ctx, i.ID) }
		},
		"an email that is refused": func(f *fixture.Fixture) func(context.Context) error {
			i := queued(f)
			f.Mailer.Around = refused
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Deliver().Do(ctx, i.ID) }
		},
		"an email without an answer": func(f *fixture.Fixture) func(context.Context) error {
			i := queued(f)
			f.Mailer.Around = unanswered
			for range 3 {
				if err := f.Deliver().Do(f.Context(), i.ID); !errors.Is(err, fixture.ErrMailer) {
					f.Fatal(err)
				}
				f.Pass(time.Hour / 4)
			}
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Deliver().Do(ctx, i.ID) }
		},
		"an email that is late": func(f *fixture.Fixture) func(context.Context) error {
			i := queued(f)
			f.Pass(delivery.GiveUpAfter + 1)
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Deliver().Do(ctx, i.ID) }
		},
		"a reminder": func(f *fixture.Fixture) func(context.Context) error {
			i := sent(f)
			f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Deliver().Remind(ctx, reminderOf(i)) }
		},
		"a reminder that is refused": func(f *fixture.Fixture) func(context.Context) error {
			i := sent(f)
			f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
			f.Mailer.Around = refused
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Deliver().Remind(ctx, reminderOf(i)) }
		},
		"a notice": func(f *fixture.Fixture) func(context.Context) error {
			i := queued(f)
			token := f.Token(i.ID)
			f.Set(i.ExpiresAt)
			_, err := f.RequestRenewal().Do(f.Context(), i.ID, token)
			f.Must(err)
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Notify().Do(ctx, i.ID) }
		},
		"a notice that is refused": func(f *fixture.Fixture) func(context.Context) error {
			i := queued(f)
			token := f.Token(i.ID)
			f.Set(i.ExpiresAt)
			_, err := f.RequestRenewal().Do(f.Context(), i.ID, token)
			f.Must(err)
			f.Mailer.Around = refused
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Notify().Do(ctx, i.ID) }
		},
		"an email that was delivered": func(f *fixture.Fixture) func(context.Context) error {
			i := sent(f)
			return func(ctx context.Context) error {
				return f.Track().Do(ctx, delivery.Event{Invitation: i.ID, Attempt: 1, Status: access.Delivered, At: f.Now()})
			}
		},
		"an email that bounced": func(f *fixture.Fixture) func(context.Context) error {
			i := sent(f)
			return func(ctx context.Context) error {
				return f.Track().Do(ctx, delivery.Event{Invitation: i.ID, Attempt: 1, Status: access.Bounced, Permanent: true, At: f.Now()})
			}
		},
		"an email to an address that bounced": func(f *fixture.Fixture) func(context.Context) error {
			i := sent(f)
			bounce := delivery.Event{Invitation: i.ID, Attempt: 1, Status: access.Bounced, Permanent: true, At: f.Now()}
			f.Must(f.Track().Do(f.Context(), bounce))
			account := f.Account(access.Organisation{ID: i.Scope.Organisation}, "Shop")
			offer := f.InvitedByOperator(fixture.ScopeOf(account), "ada", fixture.Viewer)
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Deliver().Do(ctx, offer.ID) }
		},
		"a reminder without an answer": func(f *fixture.Fixture) func(context.Context) error {
			i := sent(f)
			f.Set(i.ExpiresAt.Add(-delivery.RemindBefore))
			f.Mailer.Around = unanswered
			f.DeadLetters.Around = func(string, func() error) error { return fixture.ErrDeadLetters }
			if err := f.Deliver().Remind(f.Context(), reminderOf(i)); err == nil { // it leaves its claim
				f.Fatal("the reminder is settled")
			}
			f.DeadLetters.Around = nil
			return func(ctx context.Context) error { f.Pass(time.Hour / 4); return f.Deliver().Remind(ctx, reminderOf(i)) }
		},
		"a bounce of an earlier email": func(f *fixture.Fixture) func(context.Context) error {
			i := sent(f)
			f.Must(f.Track().Do(f.Context(), delivery.Event{Invitation: i.ID, Attempt: 1, Status: access.Complained, At: f.Now()}))
			return func(ctx context.Context) error {
				return f.Track().Do(ctx, delivery.Event{Invitation: i.ID, Attempt: 1, Status: access.Bounced, Permanent: true, At: f.Now().Add(time.Hour)})
			}
		},
	} {
		if calls := fixture.FailEachCall(t, name, prepare); calls < 2 {
			t.Errorf("%s: only %d calls of the store failed", name, calls)
		}
	}
}

// TestAFailureOfTheQueueIsReturned lets the queue of dead letters fail. What could not be
// parked is parked by the next try, once.
func TestAFailureOfTheQueueIsReturned(t *testing.T) {
	refused := func(string, func() error) error { return &delivery.PermanentError{Reason: "No."} }
	for name, do := range map[string]func(f *fixture.Fixture, i access.Invitation) error{
		"an email": func(f *fixture.Fixture, i access.Invitation) error { return f.Deliver().Do(f.Context(), i.ID) },
		"a reminder": func(f *fixture.Fixture, i access.Invitation) error {
			return f.Deliver().Remind(f.Context(), reminderOf(i))
		},
		"a notice": func(f *fixture.Fixture, i access.Invitation) error { return f.Notify().Do(f.Context(), i.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
			if name != "an email" {
				token := f.Token(i.ID)
				if f.Set(i.ExpiresAt.Add(-delivery.RemindBefore)); name == "a notice" {
					f.Set(i.ExpiresAt)
					f.Must(fixture.Err(f.RequestRenewal().Do(f.Context(), i.ID, token)))
				}
			}
			f.Mailer.Around = refused
			f.DeadLetters.Around = func(string, func() error) error { return fixture.ErrDeadLetters }
			if err := do(f, i); !errors.Is(err, fixture.ErrDeadLetters) {
				t.Errorf("the error is %v", err)
			}
			f.DeadLetters.Around = nil
			f.Pass(time.Hour / 4)
			f.Must(do(f, i))
			if parked := f.DeadLetters.Parked(i.ID); len(parked) != 1 || parked[0].Organisation != organisation.ID || parked[0].Reason == "" {
				t.Errorf("parked %+v", parked)
			}
		})
	}
}

// TestTrackNamesTheUser checks that an event about the email of somebody who has accepted names
// their identity, and that it is not written while nobody knows that identity.
func TestTrackNamesTheUser(t *testing.T) {
	toUser := func(f *fixture.Fixture) (access.Organisation, access.Caller, access.Invitation) {
		organisation, admin := f.Organisation("admin", false)
		i := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Viewer)
		return organisation, f.Join(i), f.Invitation(i.ID)
	}
	track := func(ctx context.Context, f *fixture.Fixture, i access.Invitation) error {
		return f.Track().Do(ctx, delivery.Event{Invitation: i.ID, Attempt: 1, Status: access.Delivered, At: f.Now()})
	}
	f := fixture.InMemory(t)
	organisation, member, i := toUser(f)
	f.Must(track(t.Context(), f, i))
	events := f.EventsOfType(organisation, access.EventInvitationDelivered)
	if len(events) != 1 || events[0].Subject.Subject != member.Subject || events[0].Subject.Issuer != member.Issuer {
		t.Errorf("the events are %+v", events)
	}
	fixture.FailEachCall(t, "an email to a user that was delivered", func(f *fixture.Fixture) func(context.Context) error {
		_, _, i := toUser(f)
		return func(ctx context.Context) error { return track(ctx, f, i) }
	})
}

// TestAReminderThatCannotBeScheduledIsParked checks that the email counts as sent, and that
// the record comes back if the reminder cannot even be parked.
func TestAReminderThatCannotBeScheduledIsParked(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Scheduler.Around = func(string, func() error) error { return fixture.ErrScheduler }
	f.DeadLetters.Around = func(string, func() error) error { return fixture.ErrDeadLetters }
	for range 2 {
		if err := f.Deliver().Do(t.Context(), i.ID); !errors.Is(err, fixture.ErrDeadLetters) {
			t.Errorf("the error is %v", err)
		}
	}
	f.DeadLetters.Around = nil
	f.Must(f.Deliver().Do(t.Context(), i.ID))
	if mails, parked := f.Mailer.Mails(i.ID), f.DeadLetters.Parked(i.ID); len(mails) != 1 || len(parked) != 1 {
		t.Errorf("%d emails, and parked %+v", len(mails), parked)
	}
}

// TestANoticeIsGivenUpAfterHours sends a notice in the last second of its time, and parks
// one after it, also where the queue fails at first.
func TestANoticeIsGivenUpAfterHours(t *testing.T) {
	for late, parked := range map[time.Duration]int{0: 0, 1: 1} {
		t.Run(late.String(), func(t *testing.T) {
			a := askedForRenewal(t)
			a.Set(a.Invitation(a.id).Notice.QueuedAt.Add(delivery.GiveUpAfter + late))
			if parked > 0 {
				a.DeadLetters.Around = func(string, func() error) error { return fixture.ErrDeadLetters }
				if err := a.notify(); !errors.Is(err, fixture.ErrDeadLetters) {
					t.Errorf("the error is %v", err)
				}
				a.DeadLetters.Around = nil
				a.Pass(time.Hour)
			}
			a.Must(a.notify())
			a.wantNotice(1-parked, parked, false)
		})
	}
}
