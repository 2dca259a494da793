package access_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
)

// brownOut is a mailer whose answers are all lost: each mail leaves, and each
// call ends in an error that does not say so.
func brownOut(_ string, do func() error) error { return errors.Join(do(), errMailer) }

// deliverFor lets the stream offer the mail of an invitation every so often, as
// long as it does.
func (w *world) deliverFor(id access.InvitationID, long, every time.Duration) {
	w.Helper()
	for end := w.Now().Add(long); w.Now().Before(end); w.pass(every) {
		if _, err := survived(func() error { return w.deliver().Do(w.Context(), id) }); err == nil {
			continue
		} else if !errors.Is(err, access.ErrBusy) && !errors.Is(err, errMailer) {
			w.must(err)
		}
	}
}

// TestDeliverInABrownOut: three mails leave, with growing pauses between them, and
// then an operator is alarmed. Crashes and lost answers count alike.
func TestDeliverInABrownOut(t *testing.T) {
	for name, around := range map[string]func(sending int) func(string, func() error) error{
		"answers are lost": func(int) func(string, func() error) error { return brownOut },
		"the function dies": func(int) func(string, func() error) error {
			return func(_ string, do func() error) error { _ = do(); panic("killed") }
		},
		"one after the other": func(sending int) func(string, func() error) error {
			if sending%2 == 0 {
				return brownOut
			}
			return func(_ string, do func() error) error { _ = do(); panic("killed") }
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := inMemory(t)
			organisation, admin := w.organisation("admin", false)
			invitation := w.invited(admin, whole(organisation), "ada", viewer)
			var sent []time.Time
			w.postbox.Around = func(call string, do func() error) error {
				sent = append(sent, w.Now())
				return around(len(sent))(call, do)
			}
			w.deliverFor(invitation.ID, 2*time.Hour, 10*time.Second)
			if len(sent) != 3 {
				t.Fatalf("%d mails left, want 3", len(sent))
			}
			if first, second := sent[1].Sub(sent[0]), sent[2].Sub(sent[1]); first < time.Minute || second < 2*first {
				t.Errorf("the pauses are %s and %s, want them to grow", first, second)
			}
			stored := w.invitation(invitation.ID)
			if stored.Delivery.Status != access.Failed || stored.Delivery.Detail == "" || len(w.letters.Parked(invitation.ID)) != 1 || len(stored.Secrets) != 3 {
				t.Errorf("left %+v with %d secrets, %d parked", stored.Delivery, len(stored.Secrets), len(w.letters.Parked(invitation.ID)))
			}
			for _, secret := range w.postbox.Secrets(invitation.ID) {
				_, err := w.preview().Do(t.Context(), invitation.ID, secret)
				w.refused("a link that was sent", err, "")
			}
		})
	}
}

// TestDeliverThatRecovers: what surely was not sent counts for nothing, and a
// mail that is sent at last ends the matter.
func TestDeliverThatRecovers(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	calls := 0
	w.postbox.Around = func(call string, do func() error) error {
		switch calls++; calls {
		case 1, 5:
			return brownOut(call, do)
		case 6:
			return do()
		}
		return errors.Join(access.ErrNotSent, errMailer)
	}
	w.deliverFor(invitation.ID, time.Hour, 10*time.Second)
	if stored := w.invitation(invitation.ID); calls != 6 || stored.Delivery.Status != access.Sent || len(stored.Secrets) != 3 || len(w.letters.Parked(invitation.ID)) > 0 {
		t.Errorf("after %d calls: %+v, %d secrets", calls, stored.Delivery, len(stored.Secrets))
	}
}
