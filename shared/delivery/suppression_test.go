package delivery_test

import (
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/memory"
)

// tellEarlier tracks an event of an earlier attempt of an invitation.
func (w *world) tellEarlier(i access.Invitation, attempt int, event delivery.Event) {
	w.Helper()
	event.Invitation, event.Attempt = i.ID, attempt
	w.must(w.track().Do(w.Context(), event))
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
		"transient bounce": {transientBounce, ""}, "delivery": {delivered, ""}, "delay": {delay, ""}, "rejection": {rejection, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := inMemory(t)
			organisation, admin := w.organisation("admin", false)
			first := w.invited(admin, whole(organisation), "ada", viewer)
			w.must(w.send().Do(t.Context(), first.ID))
			second := w.resent(admin, first)
			w.must(w.send().Do(t.Context(), first.ID))
			before := w.invitation(first.ID)
			for range 2 {
				w.tellEarlier(second, 1, everyEvent[test.event])
			}
			if after := w.invitation(first.ID); after.Delivery != before.Delivery {
				t.Errorf("the current attempt is %+v, want %+v", after.Delivery, before.Delivery)
			}
			if why := w.suppressed(first); (why != "") != (test.kind != "") {
				t.Errorf("suppressed because %q", why)
			}
			if test.kind == "" {
				return
			}
			events := w.recorded(organisation, test.kind)
			if len(events) != 1 || !strings.Contains(events[0].Detail, everyEvent[test.event].Detail) || events[0].Invitation != first.ID ||
				!strings.HasPrefix(events[0].Detail, "About an earlier mail") {
				t.Errorf("the audit log has %+v", events)
			}
			next := w.invited(admin, scopeOf(w.account(organisation, "Shop")), "ada", viewer)
			w.must(w.send().Do(t.Context(), next.ID))
			if n := len(w.mailer.Mails(next.ID)); n != 0 || w.invitation(next.ID).Delivery.Status != access.Failed {
				t.Errorf("%d mails more", n)
			}
		})
	}
}

// TestComplaintThatComesAfterTheResend checks that a complaint from before the resend
// suppresses the address if it arrives after the resend.
func TestComplaintThatComesAfterTheResend(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	w.must(w.send().Do(t.Context(), first.ID))
	w.pass(time.Hour)
	second := w.resent(admin, first)
	w.tellEarlier(second, 1, everyEvent[complaint]) // happened an hour ago
	w.must(w.send().Do(t.Context(), first.ID))
	if stored := w.invitation(first.ID); len(w.mailer.Mails(first.ID)) != 1 || stored.Delivery.Status != access.Failed {
		t.Errorf("the resend: %d mails, %+v", len(w.mailer.Mails(first.ID)), stored.Delivery)
	}
}

// TestSuppressingEventsInAnyOrder checks that the latest event counts, in whatever
// order the events arrive.
func TestSuppressingEventsInAnyOrder(t *testing.T) {
	for _, order := range orders(3) {
		if len(order) < 3 {
			continue
		}
		w := newWorld(t, memory.New())
		organisation, admin := w.organisation("admin", false)
		first := w.invited(admin, whole(organisation), "ada", viewer)
		second := w.resent(admin, first)
		events := []func(){
			func() { w.tellEarlier(second, 1, everyEvent[permanentBounce]) },
			func() { w.tellEarlier(second, 1, everyEvent[complaint]) },
			func() { w.tell(second, after(permanentBounce, 3)) },
		}
		for _, n := range order {
			events[n]()
		}
		if why := w.suppressed(first); why == "" {
			t.Errorf("in the order %v nothing is suppressed", order)
		}
		third := w.resent(admin, first)
		for n := range order {
			w.tellEarlier(third, 1, everyEvent[permanentBounce+n%2])
			w.tellEarlier(third, 2, after(permanentBounce, 3))
		}
		if why := w.suppressed(first); why != "" {
			t.Errorf("in the order %v: after the answer a duplicate suppresses: %q", order, why)
		}
	}
}
