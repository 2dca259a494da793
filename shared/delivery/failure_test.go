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
	} {
		if calls := fixture.FailEachCall(t, name, prepare); calls < 2 {
			t.Errorf("%s: only %d calls of the store failed", name, calls)
		}
	}
}
