package delivery_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// answersLost is an Around of a mailer whose answers are lost. It sends each email and
// returns an error.
func answersLost(_ string, do func() error) error { return errors.Join(do(), fixture.ErrMailer) }

// sendFor calls Send for an invitation at an interval, for some time, as the stream
// does.
func sendFor(f *fixture.Fixture, id access.InvitationID, duration, every time.Duration) {
	f.Helper()
	for end := f.Now().Add(duration); f.Now().Before(end); f.Pass(every) {
		if _, err := survived(func() error { return f.Deliver().Do(f.Context(), id) }); err == nil {
			continue
		} else if !errors.Is(err, delivery.ErrBusy) && !errors.Is(err, fixture.ErrMailer) {
			f.Must(err)
		}
	}
}

// TestSendLimitsUnknownOutcomes checks that Send sends at most three emails, with growing
// pauses between them, and then parks the email. Crashes and lost answers count alike.
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
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
			var sent []time.Time
			f.Mailer.Around = func(call string, do func() error) error {
				sent = append(sent, f.Now())
				return around(len(sent))(call, do)
			}
			sendFor(f, invitation.ID, 2*time.Hour, 10*time.Second)
			if len(sent) != 3 {
				t.Fatalf("%d mails were sent, want 3", len(sent))
			}
			if first, second := sent[1].Sub(sent[0]), sent[2].Sub(sent[1]); first < time.Minute || second < 2*first {
				t.Errorf("the pauses are %s and %s, want them to grow", first, second)
			}
			stored := f.Invitation(invitation.ID)
			if stored.Delivery.Status != access.Failed || stored.Delivery.Detail == "" || len(f.DeadLetters.Parked(invitation.ID)) != 1 || len(stored.TokenHashes) != 3 {
				t.Errorf("left %+v with %d hashes, %d parked", stored.Delivery, len(stored.TokenHashes), len(f.DeadLetters.Parked(invitation.ID)))
			}
			for _, token := range f.Mailer.Tokens(invitation.ID) {
				_, err := f.Preview().Do(t.Context(), invitation.ID, token)
				f.WantRefusal("a link that was sent", err, "")
			}
		})
	}
}

// TestSendThatRecovers checks that tries that certainly sent nothing are not counted
// as unknown, and that a success ends the attempt.
func TestSendThatRecovers(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	calls := 0
	f.Mailer.Around = func(call string, do func() error) error {
		switch calls++; calls {
		case 1, 5:
			return answersLost(call, do)
		case 6:
			return do()
		}
		return errors.Join(delivery.ErrNotSent, fixture.ErrMailer)
	}
	sendFor(f, invitation.ID, time.Hour, 10*time.Second)
	if stored := f.Invitation(invitation.ID); calls != 6 || stored.Delivery.Status != access.Sent || len(stored.TokenHashes) != 3 || len(f.DeadLetters.Parked(invitation.ID)) > 0 {
		t.Errorf("after %d calls: %+v, %d hashes", calls, stored.Delivery, len(stored.TokenHashes))
	}
}
