package access_test

import (
	"errors"
	"strings"
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

// TestDeliverGivesUpWhatIsFull: an invitation whose item has no room for another
// octet, as an earlier version of Admit left them, is given up like any other.
func TestDeliverGivesUpWhatIsFull(t *testing.T) {
	w, _ := onDynamoDB(t)
	organisation, _ := w.organisation("admin", false)
	full := w.full(whole(organisation), "ada")
	w.postbox.Around = func(string, func() error) error { panic("one mail more") }
	w.must(w.deliver().Do(t.Context(), full.ID))
	stored := w.invitation(full.ID)
	if stored.Delivery.Status != access.Failed || len(stored.Secrets) != len(full.Secrets) || len(w.letters.Parked(full.ID)) != 1 {
		t.Errorf("left %+v with %d secrets", stored.Delivery, len(stored.Secrets))
	}
	if events := w.recorded(organisation, access.InvitationFailed); len(events) != 1 || !strings.Contains(events[0].Detail, "could not be sent") {
		t.Errorf("the audit log has %+v", events)
	}
}

// full is an invitation of which many mails were sent, none with an answer. Its
// item is as large as DynamoDB takes it.
func (w *world) full(scope access.Scope, name string) access.Invitation {
	w.Helper()
	offer := w.offer(scope, name, viewer)
	for len(offer.Invitation.Secrets) < 12_000 {
		offer.Invitation.Secrets = append(offer.Invitation.Secrets, access.HashSecret(access.NewID()))
	}
	w.must(w.store.Invite(w.Context(), offer))
	i := w.invitation(offer.Invitation.ID)
	w.must(w.store.SettleDelivery(w.Context(), access.Settlement{Invitation: i.ID, Round: i.Round,
		Delivery: access.Delivery{Status: access.Queued, At: w.Now()}}))
	fits := func(length int) bool {
		after := i
		after.LastName, after.Version = strings.Repeat("a", length), i.Version+1
		record := offer.Record
		record.ID = access.NewID()
		err := w.store.Amend(w.Context(), access.Amendment{Before: i, After: after, At: w.Now(), Record: record})
		if err == nil {
			i = after
		}
		return err == nil
	}
	if fits(30_000) {
		w.Fatal("an item of 400 KB has room for more")
	}
	for step := 1 << 14; step > 0; step /= 2 {
		fits(len(i.LastName) + step)
	}
	return i
}
