package delivery_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// suppressed returns why an organisation's mails to the address of an invitation
// are suppressed. It is empty if they are not.
func (w *world) suppressed(i access.Invitation) string {
	w.Helper()
	snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: i.Scope, Address: &i.Email})
	w.must(err)
	if !snapshot.Suppression.Active() {
		return ""
	}
	return snapshot.Suppression.Reason
}

// TestTrackWritesOneEvent checks that a change of the delivery writes one event to the
// audit log, and that a duplicate or an event of a lower rank writes none.
func TestTrackWritesOneEvent(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer, signer)
	w.must(w.send().Do(t.Context(), invitation.ID))
	w.pass(time.Hour)
	message := w.invitation(invitation.ID).Delivery.Message
	again := everyEvent[delivered]
	again.At = again.At.Add(time.Minute)
	w.tell(invitation, again)
	for _, which := range []int{delivered, delivered, delay, transientBounce, complaint, complaint, permanentBounce} {
		w.tell(invitation, everyEvent[which])
	}
	if got := w.invitation(invitation.ID).Delivery.Message; message == "" || got != message {
		t.Errorf("the message id is %q, and was %q before the events", got, message)
	}
	for _, kind := range []access.EventType{access.EventInvitationDelayed, access.EventInvitationBounced, access.EventInvitationFailed} {
		if events := w.recorded(organisation, kind); len(events) > 0 {
			t.Errorf("the audit log has %+v", events)
		}
	}
	events := append(w.recorded(organisation, access.EventInvitationDelivered), w.recorded(organisation, access.EventInvitationComplained)...)
	if len(events) != 2 {
		t.Fatalf("%d events, want one of each: %+v", len(events), events)
	}
	for n, detail := range []string{"250 ok", "abuse"} {
		r := events[n]
		if r.Detail != detail || r.Actor != access.System || r.Subject.Email != mailbox("ada") || r.Invitation != invitation.ID ||
			!r.At.Equal(w.Now()) || len(r.Before) != 2 || !slices.Equal(r.Before, r.After) || r.Names.Organisation != organisation.Name {
			t.Errorf("the audit log has %+v", r)
		}
	}
}

// TestTrackAfterLostAnswer loses the answer of the mailer. An event reports that the
// mail was delivered, so it is not sent again.
func TestTrackAfterLostAnswer(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.mailer.Around = func(_ string, do func() error) error {
		_ = do()
		return fmt.Errorf("the connection broke")
	}
	if err := w.send().Do(t.Context(), invitation.ID); err == nil {
		t.Fatal("Send settled without an answer")
	}
	w.tell(invitation, everyEvent[delivered])
	w.must(w.send().Do(t.Context(), invitation.ID))
	w.expectBest(invitation, delivered)
	if n := len(w.mailer.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}
}

// TestTrackAfterGivingUp loses every answer of the mailer, so that the mail fails and
// is parked. Then an event reports that the mail was sent.
func TestTrackAfterGivingUp(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.mailer.Around = func(_ string, do func() error) error {
		_ = do()
		return fmt.Errorf("the connection broke")
	}
	if err := w.send().Do(t.Context(), invitation.ID); err == nil {
		t.Fatal("Send settled without an answer")
	}
	w.pass(delivery.GiveUpAfter + time.Minute)
	w.must(w.send().Do(t.Context(), invitation.ID))
	if got := w.invitation(invitation.ID).Delivery.Status; got != access.Failed || len(w.deadLetters.Parked(invitation.ID)) != 1 {
		t.Fatalf("the delivery is %s, want it failed and parked", got)
	}
	for _, which := range []int{delay, delivered} {
		w.tell(invitation, everyEvent[which])
		w.expectBest(invitation, which)
	}
	_, err := w.preview().Do(t.Context(), invitation.ID, w.mailer.Tokens(invitation.ID)[0])
	w.refused("its link", err, "")
}

// TestTrackIgnoresUnknownEvents checks that an event about an unknown mail, or with an
// unknown status, changes nothing and is not an error.
func TestTrackIgnoresUnknownEvents(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.must(w.send().Do(t.Context(), invitation.ID))
	before := w.invitation(invitation.ID)
	for _, event := range []delivery.Event{
		{Invitation: invitation.ID, Attempt: 0, Status: access.Complained},
		{Invitation: invitation.ID, Attempt: 2, Status: access.Complained},
		{Invitation: "another", Attempt: 1, Status: access.Complained},
		{Invitation: "", Attempt: 1, Status: access.Complained},
		{Invitation: "a#b", Attempt: 1, Status: access.Complained},
		{Invitation: access.InvitationID(strings.Repeat("a", 3000)), Attempt: 1, Status: access.Complained},
		{Invitation: invitation.ID, Attempt: 1, Status: access.Queued},
		{Invitation: invitation.ID, Attempt: 1, Status: access.Sent},
		{Invitation: invitation.ID, Attempt: 1, Status: "opened"},
	} {
		w.must(w.track().Do(t.Context(), event))
	}
	if after := w.invitation(invitation.ID); after.Delivery != before.Delivery || w.suppressed(after) != "" {
		t.Errorf("the delivery is %+v, suppressed: %q", after.Delivery, w.suppressed(after))
	}
}

// TestTrackKeepsSeconds checks that the time of an event is stored to the second, and
// that Permanent has no meaning for a delivery.
func TestTrackKeepsSeconds(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	event := everyEvent[delivered]
	event.At, event.Permanent = noon.Add(1999*time.Millisecond).In(time.FixedZone("", 3600)), true
	w.tell(invitation, event)
	if got := w.invitation(invitation.ID); got.Delivery.At != noon.Add(time.Second) || w.suppressed(got) != "" {
		t.Errorf("the delivery is %+v, suppressed: %q", got.Delivery, w.suppressed(got))
	}
}

// TestTrackKeepsTheHighestRank checks that a complaint stays after a later bounce, also
// when the resend of another invitation has lifted the suppression.
func TestTrackKeepsTheHighestRank(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	w.tell(first, everyEvent[complaint])
	w.resent(admin, w.invited(admin, scopeOf(w.account(organisation, "Shop")), "ada", viewer))
	w.tell(first, everyEvent[permanentBounce])
	if got := w.invitation(first.ID); got.Delivery.Status != access.Complained || w.suppressed(got) != "" {
		t.Errorf("the delivery is %+v, suppressed: %q", got.Delivery, w.suppressed(got))
	}
}

// TestTrackEarlierAttempt checks that a permanent bounce of the first attempt does not
// change the delivery of the second one, and suppresses the address.
func TestTrackEarlierAttempt(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	w.must(w.send().Do(t.Context(), first.ID))
	second := w.resent(admin, first)
	w.must(w.send().Do(t.Context(), first.ID))
	w.tell(first, everyEvent[permanentBounce])
	if now := w.invitation(first.ID); now.Delivery.Status != access.Sent || w.suppressed(now) == "" {
		t.Errorf("the delivery is %+v, suppressed: %q", now.Delivery, w.suppressed(now))
	}
	w.tell(second, everyEvent[permanentBounce])
	w.expectBest(second, permanentBounce)
}
