package access_test

import (
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"admit/shared/access"
)

// everyReport is one of each kind that there can be of one mail, the one that
// says most last: a delivery says more than a bounce that may pass, and that
// bounce comes in the same second as the one that will not.
var everyReport = []access.Told{
	{Status: access.Delayed, At: noon.Add(1 * time.Minute), Detail: "421 try later"},
	{Status: access.Bounced, At: noon.Add(5 * time.Minute), Detail: "Transient"},
	{Status: access.Delivered, At: noon.Add(2 * time.Minute), Detail: "250 ok"},
	{Status: access.Failed, At: noon.Add(3 * time.Minute), Detail: "Bad content"},
	{Status: access.Bounced, At: noon.Add(5 * time.Minute), Detail: "Permanent", Permanent: true},
	{Status: access.Complained, At: noon.Add(6 * time.Minute), Detail: "abuse"},
}

// Where they stand in everyReport.
const (
	delay = iota
	passingBounce
	delivery
	rejection
	hardBounce
	complaint
)

// orders lists every order of every choice of n things.
func orders(n int, chosen ...int) [][]int {
	all := [][]int{slices.Clone(chosen)}
	for next := range n {
		if !slices.Contains(chosen, next) {
			all = append(all, orders(n, append(slices.Clone(chosen), next)...)...)
		}
	}
	return all
}

// TestReportsInAnyOrder tells every choice of reports in every order, some of
// them again, and somewhere in between a sending that succeeds or is given up.
// What is left depends on what was told and on nothing else: what the provider
// says counts, and what Admit itself says where the provider says nothing.
func TestReportsInAnyOrder(t *testing.T) {
	w := inMemory(t)
	dice := rand.New(rand.NewSource(1))
	var organisation access.Organisation
	var admin access.Caller
	for n, order := range orders(len(everyReport)) {
		if n%500 == 0 { // what an organisation may send in an hour
			organisation, admin = w.organisation(fmt.Sprint("admin", n), false)
		}
		invitation := w.invited(admin, whole(organisation), fmt.Sprint("invitee", n), viewer)
		sending, givenUp := dice.Intn(len(order)+1), dice.Intn(2) == 0
		w.postbox.Around = nil
		if givenUp {
			w.postbox.Around = func(string, func() error) error { return &access.Refusal{Reason: "refused"} }
		}
		for step := range len(order) + 1 {
			if step == sending {
				w.must(w.deliver().Do(t.Context(), invitation.ID))
			}
			for _, which := range order[:step] { // the last for the first time, the others perhaps again
				if which == order[step-1] || dice.Intn(3) == 0 {
					w.tell(invitation, everyReport[which])
				}
			}
		}
		if len(order) > 0 || !givenUp {
			w.expectTruth(invitation, order)
		} else if got := w.invitation(invitation.ID).Delivery; got.Status != access.Failed || got.Detail != "refused" {
			t.Errorf("given up: %+v", got)
		}
		if t.Failed() {
			t.Fatalf("in the order %v, sent before the report number %d (given up: %t)", order, sending, givenUp)
		}
	}
}

func (w *world) tell(i access.Invitation, told access.Told) {
	w.Helper()
	told.Invitation, told.Round = i.ID, i.Round
	w.must(w.track().Do(w.Context(), told))
}

// expectTruth compares what is known of a mail with the best of what was told.
func (w *world) expectTruth(i access.Invitation, told []int) {
	w.Helper()
	i = w.invitation(i.ID)
	want := access.Delivery{Status: access.Sent, At: i.Delivery.At}
	if len(told) > 0 {
		best := everyReport[slices.Max(told)]
		want = access.Delivery{Status: best.Status, At: best.At, Detail: best.Detail, Tentative: slices.Max(told) == passingBounce}
	}
	if want.Message = i.Delivery.Message; i.Delivery != want {
		w.Errorf("known of the mail: %+v, want %+v", i.Delivery, want)
	}
	hopeless := slices.ContainsFunc(told, func(n int) bool { return everyReport[n].Permanent || everyReport[n].Status == access.Complained })
	if why := w.stopped(i); (why != "") != hopeless {
		w.Errorf("mails to the address are stopped because %q, want stopped: %t", why, hopeless)
	}
}

// TestReportsAtOnce tells everything at the same moment.
func TestReportsAtOnce(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	for n := range 20 {
		invitation := w.invited(admin, whole(organisation), fmt.Sprint("invitee", n), viewer)
		var done sync.WaitGroup
		for _, told := range everyReport {
			told.Invitation, told.Round = invitation.ID, invitation.Round
			done.Go(func() {
				if err := w.track().Do(t.Context(), told); err != nil {
					t.Errorf("%s: %v", told.Status, err)
				}
			})
		}
		done.Wait()
		w.expectTruth(invitation, []int{0, 1, 2, 3, 4, 5})
	}
}

// TestReportBeforeTheSendingIsSettled: the provider is faster than the function
// that sends, which leaves alone what it finds.
func TestReportBeforeTheSendingIsSettled(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.postbox.Around = func(_ string, do func() error) error {
		err := do()
		w.tell(invitation, everyReport[delivery])
		return err
	}
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	w.expectTruth(invitation, []int{delivery})
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	if n := len(w.postbox.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}
	_, err := w.preview().Do(t.Context(), invitation.ID, w.postbox.Secrets(invitation.ID)[0])
	w.refused("its link", err, "")
}
