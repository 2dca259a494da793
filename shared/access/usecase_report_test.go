package access_test

import (
	"fmt"
	"slices"
	"strings"
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
	if !place.Suppression.Active() {
		return ""
	}
	return place.Suppression.Reason
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
	again := everyReport[delivery]
	again.At = again.At.Add(time.Minute)
	w.tell(invitation, again)
	for _, which := range []int{delivery, delivery, delay, passingBounce, complaint, complaint, hardBounce} {
		w.tell(invitation, everyReport[which])
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
	w.tell(invitation, everyReport[delivery])
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	w.expectTruth(invitation, []int{delivery})
	if n := len(w.postbox.Mails(invitation.ID)); n != 1 {
		t.Errorf("%d mails", n)
	}
}

// TestReportOfWhatWasGivenUp: no try was ever answered, so the mail was parked,
// and then the provider tells that one of them had gone out after all.
func TestReportOfWhatWasGivenUp(t *testing.T) {
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
	w.pass(access.GiveUpAfter + time.Minute)
	w.must(w.deliver().Do(t.Context(), invitation.ID))
	if got := w.invitation(invitation.ID).Delivery.Status; got != access.Failed || len(w.letters.Parked(invitation.ID)) != 1 {
		t.Fatalf("it is %s, want it parked", got)
	}
	for _, which := range []int{delay, delivery} {
		w.tell(invitation, everyReport[which])
		w.expectTruth(invitation, []int{which})
	}
	_, err := w.preview().Do(t.Context(), invitation.ID, w.postbox.Secrets(invitation.ID)[0])
	w.refused("its link", err, "")
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
	told := everyReport[delivery]
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
	w.tell(first, everyReport[complaint])
	w.resent(admin, w.invited(admin, scopeOf(w.account(organisation, "Shop")), "ada", viewer))
	w.tell(first, everyReport[hardBounce])
	if got := w.invitation(first.ID); got.Delivery.Status != access.Complained || w.stopped(got) != "" {
		t.Errorf("left %+v, stopped: %q", got.Delivery, w.stopped(got))
	}
}

// TestReportOfAnEarlierRound: what came of the first mail says nothing of the
// second, and yet it suppresses the address.
func TestReportOfAnEarlierRound(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	w.must(w.deliver().Do(t.Context(), first.ID))
	second := w.resent(admin, first)
	w.must(w.deliver().Do(t.Context(), first.ID))
	w.tell(first, everyReport[hardBounce])
	if now := w.invitation(first.ID); now.Delivery.Status != access.Sent || w.stopped(now) == "" {
		t.Errorf("left %+v, stopped: %q", now.Delivery, w.stopped(now))
	}
	w.tell(second, everyReport[hardBounce])
	w.expectTruth(second, []int{hardBounce})
}

func (w *world) resent(by access.Caller, i access.Invitation) access.Invitation {
	w.Helper()
	renewed, err := access.Resend{Store: w.store, Roles: w.roles, Limits: access.DefaultLimits, Now: w.Now}.
		Do(w.Context(), by.ID(), i.Scope.Organisation, i.ID, "")
	w.must(err)
	return renewed
}
