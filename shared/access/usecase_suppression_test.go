package access_test

import (
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

// tellEarlier reports on the mail of an earlier attempt of an invitation.
func (w *world) tellEarlier(i access.Invitation, attempt int, told access.Told) {
	w.Helper()
	told.Invitation, told.Round = i.ID, attempt
	w.must(w.track().Do(w.Context(), told))
}

// after is an event of a kind that many minutes later than the first of it.
func after(which int, minutes time.Duration) access.Told {
	told := everyReport[which]
	told.At = told.At.Add(minutes * time.Minute)
	return told
}

// TestComplaintAboutAnEarlierAttempt suppresses the address and is in the audit
// log, and the delivery of the current attempt stays as it is.
func TestComplaintAboutAnEarlierAttempt(t *testing.T) {
	for name, test := range map[string]struct {
		told int
		kind access.RecordType // empty: it is ignored
	}{
		"complaint": {complaint, access.InvitationComplained}, "permanent bounce": {hardBounce, access.InvitationBounced},
		"transient bounce": {passingBounce, ""}, "delivery": {delivery, ""}, "delay": {delay, ""}, "rejection": {rejection, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := inMemory(t)
			organisation, admin := w.organisation("admin", false)
			first := w.invited(admin, whole(organisation), "ada", viewer)
			w.must(w.deliver().Do(t.Context(), first.ID))
			second := w.resent(admin, first)
			w.must(w.deliver().Do(t.Context(), first.ID))
			before := w.invitation(first.ID)
			for range 2 {
				w.tellEarlier(second, 1, everyReport[test.told])
			}
			if after := w.invitation(first.ID); after.Delivery != before.Delivery {
				t.Errorf("the current attempt is %+v, want %+v", after.Delivery, before.Delivery)
			}
			if why := w.stopped(first); (why != "") != (test.kind != "") {
				t.Errorf("suppressed because %q", why)
			}
			if test.kind == "" {
				return
			}
			events := w.recorded(organisation, test.kind)
			if len(events) != 1 || !strings.Contains(events[0].Detail, everyReport[test.told].Detail) || events[0].Invitation != first.ID ||
				!strings.HasPrefix(events[0].Detail, "About an earlier mail") {
				t.Errorf("the audit log has %+v", events)
			}
			next := w.invited(admin, scopeOf(w.account(organisation, "Shop")), "ada", viewer)
			w.must(w.deliver().Do(t.Context(), next.ID))
			if n := len(w.postbox.Mails(next.ID)); n != 0 || w.invitation(next.ID).Delivery.Status != access.Failed {
				t.Errorf("%d mails more", n)
			}
		})
	}
}

// TestComplaintThatWasAnswered: a duplicate of an event that a resend answered
// suppresses nothing, and a later event does, whichever mail it is about.
func TestComplaintThatWasAnswered(t *testing.T) {
	onEachStore(t, func(w *world) {
		organisation, admin := w.organisation("admin", false)
		first := w.invited(admin, whole(organisation), "ada", viewer)
		w.must(w.deliver().Do(w.Context(), first.ID))
		w.tell(first, everyReport[complaint])
		second := w.resent(admin, first)
		if why := w.stopped(first); why != "" {
			w.Fatalf("a resend left %q", why)
		}
		for _, told := range []access.Told{everyReport[complaint], everyReport[hardBounce]} {
			w.tellEarlier(second, 1, told)
			if why := w.stopped(first); why != "" {
				w.Errorf("suppressed again because %q", why)
			}
		}
		w.tellEarlier(second, 1, after(complaint, 1))
		if why := w.stopped(first); why == "" {
			w.Error("a complaint after the one that was answered is ignored")
		}
		third := w.resent(admin, first)
		for _, told := range []access.Told{everyReport[complaint], after(complaint, 1)} {
			w.tellEarlier(third, 1, told)
			w.tellEarlier(third, 2, told)
		}
		if why := w.stopped(first); why != "" {
			w.Errorf("after the second answer: suppressed because %q", why)
		}
		w.tell(third, after(hardBounce, 5))
		if why := w.stopped(first); !strings.Contains(why, "came back for good") {
			w.Errorf("the current mail bounced, and the address is suppressed because %q", why)
		}
		if n := len(w.recorded(organisation, access.InvitationComplained)); n != 2 {
			w.Errorf("%d complaints in the audit log, want 2", n)
		}
	})
}

// TestComplaintThatComesAfterTheResend: nobody has answered it, though it happened
// before the resend.
func TestComplaintThatComesAfterTheResend(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	w.must(w.deliver().Do(t.Context(), first.ID))
	w.pass(time.Hour)
	second := w.resent(admin, first)
	w.tellEarlier(second, 1, everyReport[complaint]) // of an hour ago
	w.must(w.deliver().Do(t.Context(), first.ID))
	if stored := w.invitation(first.ID); len(w.postbox.Mails(first.ID)) != 1 || stored.Delivery.Status != access.Failed {
		t.Errorf("the resend: %d mails, %+v", len(w.postbox.Mails(first.ID)), stored.Delivery)
	}
}

// TestSuppressingEventsInAnyOrder: the latest event counts, whichever comes last.
func TestSuppressingEventsInAnyOrder(t *testing.T) {
	for _, order := range orders(3) {
		if len(order) < 3 {
			continue
		}
		w := newWorld(t, inMemoryStore())
		organisation, admin := w.organisation("admin", false)
		first := w.invited(admin, whole(organisation), "ada", viewer)
		second := w.resent(admin, first)
		events := []func(){
			func() { w.tellEarlier(second, 1, everyReport[hardBounce]) },
			func() { w.tellEarlier(second, 1, everyReport[complaint]) },
			func() { w.tell(second, after(hardBounce, 3)) },
		}
		for _, n := range order {
			events[n]()
		}
		if why := w.stopped(first); why == "" {
			t.Errorf("in the order %v nothing is suppressed", order)
		}
		third := w.resent(admin, first)
		for n := range order {
			w.tellEarlier(third, 1, everyReport[hardBounce+n%2])
			w.tellEarlier(third, 2, after(hardBounce, 3))
		}
		if why := w.stopped(first); why != "" {
			t.Errorf("in the order %v: after the answer a duplicate suppresses: %q", order, why)
		}
	}
}

// TestSuppressionMeetsResend: whichever of the two comes first, both are written.
func TestSuppressionMeetsResend(t *testing.T) {
	onEachStore(t, func(w *world) {
		organisation, admin := w.organisation("admin", false)
		first := w.invited(admin, whole(organisation), "ada", viewer)
		w.must(w.deliver().Do(w.Context(), first.ID))
		w.tell(first, everyReport[hardBounce])
		done := make(chan error)
		go func() {
			_, err := w.resend().Do(w.Context(), admin.ID(), organisation.ID, first.ID, "")
			done <- err
		}()
		told := after(complaint, 10)
		told.Invitation, told.Round = first.ID, 1
		w.must(w.track().Do(w.Context(), told))
		w.must(<-done)
		if w.invitation(first.ID).Round != 2 || len(w.recorded(organisation, access.InvitationComplained)) != 1 {
			w.Error("one of the two is lost")
		}
		resent := w.resent(admin, first)
		w.tellEarlier(resent, 1, told)
		if why := w.stopped(first); why != "" {
			w.Errorf("answered, and suppressed because %q", why)
		}
	})
}
