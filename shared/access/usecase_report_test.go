package access_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"admit/shared/access"
)

func (w *world) track() access.Track { return access.Track{Store: w.store, Now: w.Now} }

// stopped says why an organisation's mails to the address of an invitation are
// stopped.
func (w *world) stopped(i access.Invitation) string {
	w.Helper()
	place, err := w.store.Place(w.Context(), access.PlaceQuery{Scope: i.Scope, Address: &i.Email})
	w.must(err)
	return place.Undelivered
}

// everyReport is one of each kind that there can be of one mail, the one that
// says most last. A bounce that may pass is told after the one that will not.
var everyReport = []access.Told{
	{Status: access.Delayed, At: noon.Add(1 * time.Minute), Detail: "421 try later"},
	{Status: access.Delivered, At: noon.Add(2 * time.Minute), Detail: "250 ok"},
	{Status: access.Failed, At: noon.Add(3 * time.Minute), Detail: "Bad content"},
	{Status: access.Bounced, At: noon.Add(5 * time.Minute), Detail: "Transient"},
	{Status: access.Bounced, At: noon.Add(4 * time.Minute), Detail: "Permanent", Permanent: true},
	{Status: access.Complained, At: noon.Add(6 * time.Minute), Detail: "abuse"},
}

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
// them again, and the sending somewhere in between. What is left depends on what
// was told and on nothing else.
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
		sending := dice.Intn(len(order) + 1)
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
		w.expectTruth(invitation, order)
		if t.Failed() {
			t.Fatalf("in the order %v, sent before the report number %d", order, sending)
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
		want = access.Delivery{Status: best.Status, At: best.At, Detail: best.Detail}
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

// TestReportsGoOnRecordOnce: a change of what is known is a record, a repetition
// and what is known better are none.
func TestReportsGoOnRecordOnce(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer, signer)
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	w.pass(time.Hour)
	message := w.invitation(invitation.ID).Delivery.Message
	again := everyReport[1]
	again.At = again.At.Add(time.Minute)
	for _, told := range []access.Told{everyReport[1], everyReport[1], again, everyReport[0], everyReport[5], everyReport[5], everyReport[4]} {
		w.tell(invitation, told)
	}
	if got := w.invitation(invitation.ID).Delivery.Message; message == "" || got != message {
		t.Errorf("the provider calls the mail %q, and %q after the reports", message, got)
	}
	for _, kind := range []access.RecordType{access.InvitationDelayed, access.InvitationBounced, access.InvitationFailed} {
		if records := w.recorded(organisation, kind); len(records) > 0 {
			t.Errorf("on record: %+v", records)
		}
	}
	records := append(w.recorded(organisation, access.InvitationDelivered), w.recorded(organisation, access.InvitationComplained)...)
	if len(records) != 2 {
		t.Fatalf("%d records, want one of each: %+v", len(records), records)
	}
	for n, detail := range []string{"250 ok", "abuse"} {
		r := records[n]
		if r.Detail != detail || r.Actor != access.System || r.Subject.Email != mailbox("ada") || r.Invitation != invitation.ID ||
			!r.At.Equal(w.Now()) || len(r.Before) != 2 || !slices.Equal(r.Before, r.After) || r.Names.Organisation != organisation.Name {
			t.Errorf("on record: %+v", r)
		}
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
		w.tell(invitation, everyReport[1])
		return err
	}
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	w.expectTruth(invitation, []int{1})
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	if n := len(w.postbox.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}
	_, err := w.preview().Do(t.Context(), invitation.ID, w.postbox.Secrets(invitation.ID)[0])
	w.refused("its link", err, "")
}

// TestReportOfWhatSeemedLost: the answer to the sending was lost, but the report
// tells that the mail arrived. It is not sent again.
func TestReportOfWhatSeemedLost(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.postbox.Around = func(_ string, do func() error) error {
		_ = do()
		return fmt.Errorf("the connection broke")
	}
	if err := w.deliver().Do(t.Context(), invitation.ID); err == nil {
		t.Fatal("it was settled without an answer")
	}
	w.tell(invitation, everyReport[1])
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	w.expectTruth(invitation, []int{1})
	if n := len(w.postbox.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}
}

// TestReportOfNoMailThatIsKnown changes nothing and asks for no other try.
func TestReportOfNoMailThatIsKnown(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	before := w.invitation(invitation.ID)
	for _, told := range []access.Told{
		{Invitation: invitation.ID, Round: 0, Status: access.Complained},
		{Invitation: invitation.ID, Round: 2, Status: access.Complained},
		{Invitation: "another", Round: 1, Status: access.Complained},
		{Invitation: "", Round: 1, Status: access.Complained},
		{Invitation: "a#b", Round: 1, Status: access.Complained},
		{Invitation: access.InvitationID(strings.Repeat("a", 3000)), Round: 1, Status: access.Complained},
		{Invitation: invitation.ID, Round: 1, Status: access.Queued},
		{Invitation: invitation.ID, Round: 1, Status: access.Sent},
		{Invitation: invitation.ID, Round: 1, Status: "opened"},
	} {
		w.must(w.track().Do(t.Context(), told))
	}
	if after := w.invitation(invitation.ID); after.Delivery != before.Delivery || w.stopped(after) != "" {
		t.Errorf("left %+v, stopped: %q", after.Delivery, w.stopped(after))
	}
}

// TestReportsAreKeptToTheSecond, as every time of a mail.
func TestReportsAreKeptToTheSecond(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	told := everyReport[1]
	told.At, told.Permanent = noon.Add(1999*time.Millisecond).In(time.FixedZone("", 3600)), true // which says nothing of a delivery
	w.tell(invitation, told)
	if got := w.invitation(invitation.ID); got.Delivery.At != noon.Add(time.Second) || w.stopped(got) != "" {
		t.Errorf("left %+v, stopped: %q", got.Delivery, w.stopped(got))
	}
}

// TestWhatIsKnownBetterStays, also when the mails that it stopped were resumed
// by resending another invitation.
func TestWhatIsKnownBetterStays(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	w.tell(first, everyReport[5])
	w.resent(admin, w.invited(admin, scopeOf(w.account(organisation, "Shop")), "ada", viewer))
	w.tell(first, everyReport[4])
	if got := w.invitation(first.ID); got.Delivery.Status != access.Complained || w.stopped(got) != "" {
		t.Errorf("left %+v, stopped: %q", got.Delivery, w.stopped(got))
	}
}

// TestReportOfAnEarlierRound: what came of the first mail says nothing of the
// second.
func TestReportOfAnEarlierRound(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	w.must(w.deliver().Do(t.Context(), first.ID))
	second := w.resent(admin, first)
	w.must(w.deliver().Do(t.Context(), first.ID))
	w.tell(first, everyReport[4])
	if now := w.invitation(first.ID); now.Delivery.Status != access.Sent || w.stopped(now) != "" {
		t.Errorf("left %+v, stopped: %q", now.Delivery, w.stopped(now))
	}
	w.tell(second, everyReport[4])
	w.expectTruth(second, []int{4})
}

func (w *world) resent(by access.Caller, i access.Invitation) access.Invitation {
	w.Helper()
	renewed, err := access.Resend{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.Now}.
		Do(w.Context(), by.ID(), i.Scope.Organisation, i.ID, "")
	w.must(err)
	return renewed
}
