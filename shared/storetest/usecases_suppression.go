package storetest

import (
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// Delivery events that suppress an address.
var (
	hardBounce = delivery.Event{Status: access.Bounced, At: noon.Add(5 * time.Minute), Detail: "Permanent", Permanent: true}
	complaint  = delivery.Event{Status: access.Complained, At: noon.Add(6 * time.Minute), Detail: "abuse"}
)

// tellEarlier records a delivery event of an earlier attempt of an invitation.
func tellEarlier(w *fixture.Fixture, i access.Invitation, attempt int, event delivery.Event) {
	w.Helper()
	event.Invitation, event.Attempt = i.ID, attempt
	w.Must(w.Track().Do(w.Context(), event))
}

// minutesLater returns the same event, that many minutes later.
func minutesLater(event delivery.Event, minutes time.Duration) delivery.Event {
	event.At = event.At.Add(minutes * time.Minute)
	return event
}

// suppressesOnce checks that a resend answers a complaint: a duplicate of the
// complaint, or an earlier event, suppresses nothing any more. A later event
// suppresses the address, whichever mail it is about.
func suppressesOnce(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	first := w.Invited(admin, whole(organisation), "ada", viewer)
	w.Must(w.Deliver().Do(w.Context(), first.ID))
	w.Tell(first, complaint)
	second := w.Resent(admin, first)
	if why := w.SuppressedBecause(first); why != "" {
		w.Fatalf("a resend left %q", why)
	}
	for _, event := range []delivery.Event{complaint, hardBounce} {
		tellEarlier(w, second, 1, event)
		if why := w.SuppressedBecause(first); why != "" {
			w.Errorf("suppressed again because %q", why)
		}
	}
	tellEarlier(w, second, 1, minutesLater(complaint, 1))
	if why := w.SuppressedBecause(first); why == "" {
		w.Error("a complaint after the one that was answered is ignored")
	}
	third := w.Resent(admin, first)
	for _, event := range []delivery.Event{complaint, minutesLater(complaint, 1)} {
		tellEarlier(w, third, 1, event)
		tellEarlier(w, third, 2, event)
	}
	if why := w.SuppressedBecause(first); why != "" {
		w.Errorf("after the second answer: suppressed because %q", why)
	}
	w.Tell(third, minutesLater(hardBounce, 5))
	if why := w.SuppressedBecause(first); !strings.Contains(why, "bounced permanently") {
		w.Errorf("the current mail bounced, and the address is suppressed because %q", why)
	}
	if n := len(w.EventsOfType(organisation, access.EventInvitationComplained)); n != 2 {
		w.Errorf("%d complaints in the audit log, want 2", n)
	}
}

// suppressesDuringResend records a complaint and resends at the same moment. Both
// are written, whichever comes first.
func suppressesDuringResend(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	first := w.Invited(admin, whole(organisation), "ada", viewer)
	w.Must(w.Deliver().Do(w.Context(), first.ID))
	w.Tell(first, hardBounce)
	done := make(chan error)
	go func() {
		_, err := w.Resend().Do(w.Context(), admin.ID(), organisation.ID, first.ID, "")
		done <- err
	}()
	event := minutesLater(complaint, 10)
	event.Invitation, event.Attempt = first.ID, 1
	w.Must(w.Track().Do(w.Context(), event))
	w.Must(<-done)
	if w.Invitation(first.ID).Attempt != 2 || len(w.EventsOfType(organisation, access.EventInvitationComplained)) != 1 {
		w.Error("one of the two is lost")
	}
	resent := w.Resent(admin, first)
	tellEarlier(w, resent, 1, event)
	if why := w.SuppressedBecause(first); why != "" {
		w.Errorf("answered, and suppressed because %q", why)
	}
}
