package delivery_test

import (
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// tellEarlier tracks an event of an earlier attempt of an invitation.
func tellEarlier(f *fixture.Fixture, i access.Invitation, attempt int, event delivery.Event) {
	f.Helper()
	event.Invitation, event.Attempt = i.ID, attempt
	f.Must(f.Track().Do(f.Context(), event))
}

// after returns an event of everyEvent, that many minutes later.
func after(which int, minutes time.Duration) delivery.Event {
	event := everyEvent[which]
	event.At = event.At.Add(minutes * time.Minute)
	return event
}

// TestComplaintAboutAnEarlierAttempt checks that an event about an earlier attempt does
// not change the delivery of the current one. A complaint and a permanent bounce
// suppress the address and are in the audit log. Other events are ignored.
func TestComplaintAboutAnEarlierAttempt(t *testing.T) {
	for name, test := range map[string]struct {
		event int
		kind  access.EventType // empty: it is ignored
	}{
		"complaint": {complaint, access.EventInvitationComplained}, "permanent bounce": {permanentBounce, access.EventInvitationBounced},
		"temporary bounce": {temporaryBounce, ""}, "delivery": {delivered, ""}, "delay": {delay, ""}, "rejection": {rejection, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
			f.Must(f.Deliver().Do(t.Context(), first.ID))
			second := f.Resent(admin, first)
			f.Must(f.Deliver().Do(t.Context(), first.ID))
			before := f.Invitation(first.ID)
			for range 2 {
				tellEarlier(f, second, 1, everyEvent[test.event])
			}
			if after := f.Invitation(first.ID); after.Delivery != before.Delivery {
				t.Errorf("the current attempt is %+v, want %+v", after.Delivery, before.Delivery)
			}
			if why := f.SuppressedBecause(first); (why != "") != (test.kind != "") {
				t.Errorf("suppressed because %q", why)
			}
			if test.kind == "" {
				return
			}
			events := f.EventsOfType(organisation, test.kind)
			if len(events) != 1 || !strings.Contains(events[0].Detail, everyEvent[test.event].Detail) || events[0].Invitation != first.ID ||
				!strings.HasPrefix(events[0].Detail, "About an earlier email: ") {
				t.Errorf("the audit log has %+v", events)
			}
			next := f.Invited(admin, fixture.ScopeOf(f.Account(organisation, "Shop")), "ada", fixture.Viewer)
			f.Must(f.Deliver().Do(t.Context(), next.ID))
			if n := len(f.Mailer.Mails(next.ID)); n != 0 || f.Invitation(next.ID).Delivery.Status != access.Failed {
				t.Errorf("%d mails more", n)
			}
		})
	}
}

// TestComplaintThatComesAfterTheResend checks that a complaint from before the resend
// suppresses the address if it arrives after the resend.
func TestComplaintThatComesAfterTheResend(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.Deliver().Do(t.Context(), first.ID))
	f.Pass(time.Hour)
	second := f.Resent(admin, first)
	tellEarlier(f, second, 1, everyEvent[complaint]) // happened an hour ago
	f.Must(f.Deliver().Do(t.Context(), first.ID))
	if stored := f.Invitation(first.ID); len(f.Mailer.Mails(first.ID)) != 1 || stored.Delivery.Status != access.Failed {
		t.Errorf("the resend: %d mails, %+v", len(f.Mailer.Mails(first.ID)), stored.Delivery)
	}
}

// TestSuppressingEventsInAnyOrder checks that the latest event counts, in whatever
// order the events arrive.
func TestSuppressingEventsInAnyOrder(t *testing.T) {
	for _, order := range orders(3) {
		if len(order) < 3 {
			continue
		}
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
		second := f.Resent(admin, first)
		events := []func(){
			func() { tellEarlier(f, second, 1, everyEvent[permanentBounce]) },
			func() { tellEarlier(f, second, 1, everyEvent[complaint]) },
			func() { f.TrackEvent(second, after(permanentBounce, 3)) },
		}
		for _, n := range order {
			events[n]()
		}
		if why := f.SuppressedBecause(first); why == "" {
			t.Errorf("in the order %v nothing is suppressed", order)
		}
		third := f.Resent(admin, first)
		for n := range order {
			tellEarlier(f, third, 1, everyEvent[permanentBounce+n%2])
			tellEarlier(f, third, 2, after(permanentBounce, 3))
		}
		if why := f.SuppressedBecause(first); why != "" {
			t.Errorf("in the order %v: after the answer a duplicate suppresses: %q", order, why)
		}
	}
}
