package delivery_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// TestTrackWritesOneEvent checks that a change of the delivery writes one event to the
// audit log, and that a duplicate or an event of a lower rank writes none.
func TestTrackWritesOneEvent(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	f.Pass(time.Hour)
	message := f.Invitation(invitation.ID).Delivery.Message
	again := everyEvent[delivered]
	again.At = again.At.Add(time.Minute)
	f.TrackEvent(invitation, again)
	for _, which := range []int{delivered, delivered, delay, temporaryBounce, complaint, complaint, permanentBounce} {
		f.TrackEvent(invitation, everyEvent[which])
	}
	if got := f.Invitation(invitation.ID).Delivery.Message; message == "" || got != message {
		t.Errorf("the message id is %q, and was %q before the events", got, message)
	}
	for _, kind := range []access.EventType{access.EventInvitationDelayed, access.EventInvitationBounced, access.EventInvitationFailed} {
		if events := f.EventsOfType(organisation, kind); len(events) > 0 {
			t.Errorf("the audit log has %+v", events)
		}
	}
	events := append(f.EventsOfType(organisation, access.EventInvitationDelivered), f.EventsOfType(organisation, access.EventInvitationComplained)...)
	if len(events) != 2 {
		t.Fatalf("%d events, want one of each: %+v", len(events), events)
	}
	for n, detail := range []string{"250 ok", "abuse"} {
		r := events[n]
		if r.Detail != detail || r.Actor != access.System || r.Subject.Email != fixture.Mailbox("ada") || r.Invitation != invitation.ID ||
			!r.At.Equal(f.Now()) || len(r.Before) != 2 || !slices.Equal(r.Before, r.After) || r.Names.Organisation != organisation.Name {
			t.Errorf("the audit log has %+v", r)
		}
	}
}

// TestTrackAfterLostAnswer loses the answer of the mailer. An event reports that the
// email was delivered, so it is not sent again.
func TestTrackAfterLostAnswer(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(_ string, do func() error) error {
		_ = do()
		return fmt.Errorf("the connection broke")
	}
	if err := f.Deliver().Do(t.Context(), invitation.ID); err == nil {
		t.Fatal("Send settled without an answer")
	}
	f.TrackEvent(invitation, everyEvent[delivered])
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	expectBest(f, invitation, delivered)
	if n := len(f.Mailer.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}
}

// TestTrackAfterGivingUp loses every answer of the mailer, so that the email fails and
// is parked. Then an event reports that the email was sent.
func TestTrackAfterGivingUp(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(_ string, do func() error) error {
		_ = do()
		return fmt.Errorf("the connection broke")
	}
	if err := f.Deliver().Do(t.Context(), invitation.ID); err == nil {
		t.Fatal("Send settled without an answer")
	}
	f.Pass(delivery.GiveUpAfter + time.Minute)
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	if got := f.Invitation(invitation.ID).Delivery.Status; got != access.Failed || len(f.DeadLetters.Parked(invitation.ID)) != 1 {
		t.Fatalf("the delivery is %s, want it failed and parked", got)
	}
	for _, which := range []int{delay, delivered} {
		f.TrackEvent(invitation, everyEvent[which])
		expectBest(f, invitation, which)
	}
	_, err := f.Preview().Do(t.Context(), invitation.ID, f.Mailer.Tokens(invitation.ID)[0])
	f.WantRefusal("its link", err, "")
}

// TestTrackIgnoresUnknownEvents checks that an event about an unknown email, or with an
// unknown status, changes nothing and is not an error.
func TestTrackIgnoresUnknownEvents(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	before := f.Invitation(invitation.ID)
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
		f.Must(f.Track().Do(t.Context(), event))
	}
	if after := f.Invitation(invitation.ID); after.Delivery != before.Delivery || f.SuppressedBecause(after) != "" {
		t.Errorf("the delivery is %+v, suppressed: %q", after.Delivery, f.SuppressedBecause(after))
	}
}

// TestTrackKeepsSeconds checks that the time of an event is stored to the second, and
// that Permanent has no meaning for a delivery.
func TestTrackKeepsSeconds(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	event := everyEvent[delivered]
	event.At, event.Permanent = fixture.Noon.Add(1999*time.Millisecond).In(time.FixedZone("", 3600)), true
	f.TrackEvent(invitation, event)
	if got := f.Invitation(invitation.ID); got.Delivery.At != fixture.Noon.Add(time.Second) || f.SuppressedBecause(got) != "" {
		t.Errorf("the delivery is %+v, suppressed: %q", got.Delivery, f.SuppressedBecause(got))
	}
}

// TestTrackKeepsTheHighestRank checks that a complaint stays after a later bounce, also
// when the resend of another invitation has lifted the suppression.
func TestTrackKeepsTheHighestRank(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.TrackEvent(first, everyEvent[complaint])
	f.Resent(admin, f.Invited(admin, fixture.ScopeOf(f.Account(organisation, "Shop")), "ada", fixture.Viewer))
	f.TrackEvent(first, everyEvent[permanentBounce])
	if got := f.Invitation(first.ID); got.Delivery.Status != access.Complained || f.SuppressedBecause(got) != "" {
		t.Errorf("the delivery is %+v, suppressed: %q", got.Delivery, f.SuppressedBecause(got))
	}
}

// TestTrackEarlierAttempt checks that a permanent bounce of the first attempt does not
// change the delivery of the second one, and suppresses the address.
func TestTrackEarlierAttempt(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.Deliver().Do(t.Context(), first.ID))
	second := f.Resent(admin, first)
	f.Must(f.Deliver().Do(t.Context(), first.ID))
	f.TrackEvent(first, everyEvent[permanentBounce])
	if now := f.Invitation(first.ID); now.Delivery.Status != access.Sent || f.SuppressedBecause(now) == "" {
		t.Errorf("the delivery is %+v, suppressed: %q", now.Delivery, f.SuppressedBecause(now))
	}
	f.TrackEvent(second, everyEvent[permanentBounce])
	expectBest(f, second, permanentBounce)
}
