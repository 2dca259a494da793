package delivery_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// answersLost is an Around of a mailer whose answers are lost. It sends each mail and
// returns an error.
func answersLost(_ string, do func() error) error { return errors.Join(do(), errMailer) }

// sendFor calls Send for an invitation at an interval, for some time, as the stream
// does.
func (w *world) sendFor(id access.InvitationID, duration, every time.Duration) {
	w.Helper()
	for end := w.Now().Add(duration); w.Now().Before(end); w.pass(every) {
		if _, err := survived(func() error { return w.send().Do(w.Context(), id) }); err == nil {
			continue
		} else if !errors.Is(err, delivery.ErrBusy) && !errors.Is(err, errMailer) {
			w.must(err)
		}
	}
}

// TestSendLimitsUnknownOutcomes checks that Send sends at most three mails, with growing
// pauses between them, and then parks the mail. Crashes and lost answers count alike.
func TestSendLimitsUnknownOutcomes(t *testing.T) {
	for name, around := range map[string]func(sending int) func(string, func() error) error{
		"answers are lost": func(int) func(string, func() error) error { return answersLost },
		"the function dies": func(int) func(string, func() error) error {
			return func(_ string, do func() error) error { _ = do(); panic("killed") }
		},
		"one after the other": func(sending int) func(string, func() error) error {
			if sending%2 == 0 {
				return answersLost
			}
			return func(_ string, do func() error) error { _ = do(); panic("killed") }
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := inMemory(t)
			organisation, admin := w.organisation("admin", false)
			invitation := w.invited(admin, whole(organisation), "ada", viewer)
			var sent []time.Time
			w.mailer.Around = func(call string, do func() error) error {
				sent = append(sent, w.Now())
				return around(len(sent))(call, do)
			}
			w.sendFor(invitation.ID, 2*time.Hour, 10*time.Second)
			if len(sent) != 3 {
				t.Fatalf("%d mails were sent, want 3", len(sent))
			}
			if first, second := sent[1].Sub(sent[0]), sent[2].Sub(sent[1]); first < time.Minute || second < 2*first {
				t.Errorf("the pauses are %s and %s, want them to grow", first, second)
			}
			stored := w.invitation(invitation.ID)
			if stored.Delivery.Status != access.Failed || stored.Delivery.Detail == "" || len(w.deadLetters.Parked(invitation.ID)) != 1 || len(stored.TokenHashes) != 3 {
				t.Errorf("left %+v with %d hashes, %d parked", stored.Delivery, len(stored.TokenHashes), len(w.deadLetters.Parked(invitation.ID)))
			}
			for _, token := range w.mailer.Tokens(invitation.ID) {
				_, err := w.preview().Do(t.Context(), invitation.ID, token)
				w.refused("a link that was sent", err, "")
			}
		})
	}
}

// TestSendThatRecovers checks that tries that certainly sent nothing are not counted
// as unknown, and that a success ends the attempt.
func TestSendThatRecovers(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	calls := 0
	w.mailer.Around = func(call string, do func() error) error {
		switch calls++; calls {
		case 1, 5:
			return answersLost(call, do)
		case 6:
			return do()
		}
		return errors.Join(delivery.ErrNotSent, errMailer)
	}
	w.sendFor(invitation.ID, time.Hour, 10*time.Second)
	if stored := w.invitation(invitation.ID); calls != 6 || stored.Delivery.Status != access.Sent || len(stored.TokenHashes) != 3 || len(w.deadLetters.Parked(invitation.ID)) > 0 {
		t.Errorf("after %d calls: %+v, %d hashes", calls, stored.Delivery, len(stored.TokenHashes))
	}
}
