package delivery_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// TestSendThrottledForFifteenMinutes sends one email while the email service throttles every
// call. The email waits, and is sent once when the service takes it.
func TestSendThrottledForFifteenMinutes(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(string, func() error) error { return delivery.ErrNotSent }
	for range 15 {
		if err := f.Deliver().Do(t.Context(), invitation.ID); !errors.Is(err, delivery.ErrNotSent) {
			t.Fatalf("%v, want ErrNotSent, after which the stream tries again", err)
		}
		if stored := f.Invitation(invitation.ID); stored.Delivery.Status != access.Queued || len(stored.TokenHashes) > 0 {
			t.Errorf("while it waits, it is %+v", stored)
		}
		f.Pass(time.Minute)
	}
	f.Mailer.Around = nil
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	if n := len(f.Mailer.Mails(invitation.ID)); n != 1 || f.Invitation(invitation.ID).Delivery.Status != access.Sent || len(f.DeadLetters.Parked(invitation.ID)) > 0 {
		t.Errorf("%d emails, %+v", n, f.Invitation(invitation.ID).Delivery)
	}
	f.Must(fixture.Err(f.Preview().Do(t.Context(), invitation.ID, f.Token(invitation.ID))))
}
