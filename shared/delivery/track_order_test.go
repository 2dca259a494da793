package delivery_test

import (
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// everyEvent has one delivery event of each kind, in the order of their rank. The
// temporary bounce happens in the same second as the permanent one.
var everyEvent = []delivery.Event{
	{Status: access.Delayed, At: fixture.Noon.Add(1 * time.Minute), Detail: "421 try later"},
	{Status: access.Bounced, At: fixture.Noon.Add(5 * time.Minute), Detail: "Transient"},
	{Status: access.Delivered, At: fixture.Noon.Add(2 * time.Minute), Detail: "250 ok"},
	{Status: access.Failed, At: fixture.Noon.Add(3 * time.Minute), Detail: "Bad content"},
	{Status: access.Bounced, At: fixture.Noon.Add(5 * time.Minute), Detail: "Permanent", Permanent: true},
	{Status: access.Complained, At: fixture.Noon.Add(6 * time.Minute), Detail: "abuse"},
}

// The positions in everyEvent.
const (
	delay = iota
	temporaryBounce
	delivered
	rejection
	permanentBounce
	complaint
)

// orders returns every order of every subset of the numbers below n.
func orders(n int, chosen ...int) [][]int {
	all := [][]int{slices.Clone(chosen)}
	for next := range n {
		if !slices.Contains(chosen, next) {
			all = append(all, orders(n, append(slices.Clone(chosen), next)...)...)
		}
	}
	return all
}

// TestTrackInAnyOrder tracks every subset of events in every order, and some events
// more than once. Somewhere in between, the email is sent or fails. The result
// depends only on which events were tracked. The outcome of the send counts only
// if there was no event.
func TestTrackInAnyOrder(t *testing.T) {
	f := fixture.InMemory(t)
	dice := rand.New(rand.NewSource(1))
	var organisation access.Organisation
	var admin access.Caller
	for n, order := range orders(len(everyEvent)) {
		if n%500 == 0 { // an organisation may not send more in an hour
			organisation, admin = f.Organisation(fmt.Sprint("admin", n), false)
		}
		invitation := f.Invited(admin, fixture.Whole(organisation), fmt.Sprint("invitee", n), fixture.Viewer)
		sending, fails := dice.Intn(len(order)+1), dice.Intn(2) == 0
		f.Mailer.Around = nil
		if fails {
			f.Mailer.Around = func(string, func() error) error { return &delivery.PermanentError{Reason: "refused"} }
		}
		for step := range len(order) + 1 {
			if step == sending {
				f.Must(f.Deliver().Do(t.Context(), invitation.ID))
			}
			for _, which := range order[:step] { // the last one for the first time, the others perhaps again
				if which == order[step-1] || dice.Intn(3) == 0 {
					f.TrackEvent(invitation, everyEvent[which])
				}
			}
		}
		if len(order) > 0 || !fails {
			expectBest(f, invitation, order...)
		} else if got := f.Invitation(invitation.ID).Delivery; got.Status != access.Failed || got.Detail != "refused" {
			t.Errorf("failed: %+v", got)
		}
		if t.Failed() {
			t.Fatalf("in the order %v, sent before the event number %d (failed: %t)", order, sending, fails)
		}
	}
}

// expectBest checks that the stored delivery is that of the event with the highest
// rank, and that the address is suppressed if it must be. The events are positions in
// everyEvent.
func expectBest(f *fixture.Fixture, i access.Invitation, events ...int) {
	f.Helper()
	i = f.Invitation(i.ID)
	want := access.Delivery{Status: access.Sent, At: i.Delivery.At}
	if len(events) > 0 {
		best := everyEvent[slices.Max(events)]
		want = access.Delivery{Status: best.Status, At: best.At, Detail: best.Detail, Tentative: slices.Max(events) == temporaryBounce}
	}
	if want.Message = i.Delivery.Message; i.Delivery != want {
		f.Errorf("the delivery is %+v, want %+v", i.Delivery, want)
	}
	suppressed := slices.ContainsFunc(events, func(n int) bool { return everyEvent[n].Permanent || everyEvent[n].Status == access.Complained })
	if why := f.SuppressedBecause(i); (why != "") != suppressed {
		f.Errorf("mails to the address are suppressed because %q, want suppressed: %t", why, suppressed)
	}
}

// TestTrackAtOnce tracks all events at the same time.
func TestTrackAtOnce(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	for n := range 20 {
		invitation := f.Invited(admin, fixture.Whole(organisation), fmt.Sprint("invitee", n), fixture.Viewer)
		var done sync.WaitGroup
		for _, event := range everyEvent {
			event.Invitation, event.Attempt = invitation.ID, invitation.Attempt
			done.Go(func() {
				if err := f.Track().Do(t.Context(), event); err != nil {
					t.Errorf("%s: %v", event.Status, err)
				}
			})
		}
		done.Wait()
		expectBest(f, invitation, 0, 1, 2, 3, 4, 5)
	}
}

// TestTrackBeforeSettlement tracks an event before Send writes that the email was
// sent. Send then leaves the delivery as it is.
func TestTrackBeforeSettlement(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Mailer.Around = func(_ string, do func() error) error {
		err := do()
		f.TrackEvent(invitation, everyEvent[delivered])
		return err
	}
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	expectBest(f, invitation, delivered)
	f.Must(f.Deliver().Do(t.Context(), invitation.ID))
	if n := len(f.Mailer.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}
	_, err := f.Preview().Do(t.Context(), invitation.ID, f.Mailer.Tokens(invitation.ID)[0])
	f.WantRefusal("its link", err, "")
}
