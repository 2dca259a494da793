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
	permanentBounce = delivery.Event{Status: access.Bounced, At: fixture.Noon.Add(5 * time.Minute), Detail: "Permanent", Permanent: true}
	complaint       = delivery.Event{Status: access.Complained, At: fixture.Noon.Add(6 * time.Minute), Detail: "abuse"}
)

// trackEarlier tracks a delivery event of an earlier attempt of an invitation.
func trackEarlier(f *fixture.Fixture, i access.Invitation, newLease int, event delivery.Event) {
	f.Helper()
	event.Invitation, event.Attempt = i.ID, newLease
	f.Must(f.Track().Do(f.Context(), event))
}

// minutesLater returns the same event, that many minutes later.
func minutesLater(event delivery.Event, minutes time.Duration) delivery.Event {
	event.At = event.At.Add(minutes * time.Minute)
	return event
}

// suppressesOnce checks that a resend answers a complaint: a duplicate of the
// complaint, or an earlier event, suppresses nothing any more. A later event
// suppresses the address, whichever mail it is about.
func suppressesOnce(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.Deliver().Do(f.Context(), first.ID))
	f.TrackEvent(first, complaint)
	second := f.Resent(admin, first)
	if why := f.SuppressedBecause(first); why != "" {
		f.Fatalf("a resend left %q", why)
	}
	for _, event := range []delivery.Event{complaint, permanentBounce} {
		trackEarlier(f, second, 1, event)
		if why := f.SuppressedBecause(first); why != "" {
			f.Errorf("suppressed again because %q", why)
		}
	}
	trackEarlier(f, second, 1, minutesLater(complaint, 1))
	if why := f.SuppressedBecause(first); why == "" {
		f.Error("a complaint after the one that was answered is ignored")
	}
	third := f.Resent(admin, first)
	for _, event := range []delivery.Event{complaint, minutesLater(complaint, 1)} {
		trackEarlier(f, third, 1, event)
		trackEarlier(f, third, 2, event)
	}
	if why := f.SuppressedBecause(first); why != "" {
		f.Errorf("after the second answer: suppressed because %q", why)
	}
	f.TrackEvent(third, minutesLater(permanentBounce, 5))
	if why := f.SuppressedBecause(first); !strings.Contains(why, "bounced permanently") {
		f.Errorf("the current mail bounced, and the address is suppressed because %q", why)
	}
	if n := len(f.EventsOfType(organisation, access.EventInvitationComplained)); n != 2 {
		f.Errorf("%d complaints in the audit log, want 2", n)
	}
}

// suppressesDuringResend applies a complaint and resends at the same moment. Both
// are written, whichever comes first.
func suppressesDuringResend(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.Deliver().Do(f.Context(), first.ID))
	f.TrackEvent(first, permanentBounce)
	done := make(chan error)
	go func() {
		_, err := f.Resend().Do(f.Context(), admin.ID(), organisation.ID, first.ID, "")
		done <- err
	}()
	event := minutesLater(complaint, 10)
	event.Invitation, event.Attempt = first.ID, 1
	f.Must(f.Track().Do(f.Context(), event))
	f.Must(<-done)
	if f.Invitation(first.ID).Attempt != 2 || len(f.EventsOfType(organisation, access.EventInvitationComplained)) != 1 {
		f.Error("one of the two writes is lost")
	}
	resent := f.Resent(admin, first)
	trackEarlier(f, resent, 1, event)
	if why := f.SuppressedBecause(first); why != "" {
		f.Errorf("answered, and suppressed because %q", why)
	}
}
