package dynamo_test

import (
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// TestDeliverGivesUpWhatIsFull checks that an invitation whose item has no room
// for another byte is given up like any other. An earlier version of Admit left
// such items.
func TestDeliverGivesUpWhatIsFull(t *testing.T) {
	w, _ := onDynamoDB(t)
	organisation, _ := w.Organisation("admin", false)
	full := fullInvitation(w, whole(organisation), "ada")
	w.Postbox.Around = func(string, func() error) error { panic("one mail more") }
	w.Must(w.Deliver().Do(t.Context(), full.ID))
	stored := w.Invitation(full.ID)
	if stored.Delivery.Status != access.Failed || len(stored.TokenHashes) != len(full.TokenHashes) || len(w.Letters.Parked(full.ID)) != 1 {
		t.Errorf("left %+v with %d secrets", stored.Delivery, len(stored.TokenHashes))
	}
	if events := w.EventsOfType(organisation, access.EventInvitationFailed); len(events) != 1 || !strings.Contains(events[0].Detail, "could not be sent") {
		t.Errorf("the audit log has %+v", events)
	}
}

// fullInvitation returns an invitation of which many mails were sent, none with
// an answer. Its item is as large as DynamoDB allows.
func fullInvitation(w *fixture.Fixture, scope access.Scope, name string) access.Invitation {
	w.Helper()
	offer := w.NewOffer(scope, name, viewer)
	for len(offer.Invitation.TokenHashes) < 12_000 {
		offer.Invitation.TokenHashes = append(offer.Invitation.TokenHashes, access.HashSecret(access.NewID()))
	}
	w.Must(w.Store.Invite(w.Context(), offer))
	i := w.Invitation(offer.Invitation.ID)
	w.Must(w.Store.SettleDelivery(w.Context(), delivery.Settlement{Invitation: i.ID, Attempt: i.Attempt,
		Delivery: access.Delivery{Status: access.Queued, At: w.Now()}}))
	fits := func(length int) bool {
		after := i
		after.LastName, after.Version = strings.Repeat("a", length), i.Version+1
		event := offer.Event
		event.ID = access.NewID()
		err := w.Store.UpdateInvitation(w.Context(), access.InvitationUpdate{Before: i, After: after, At: w.Now(), Event: event})
		if err == nil {
			i = after
		}
		return err == nil
	}
	if fits(30_000) {
		w.Fatal("an item of 400 KB has room for more")
	}
	for step := 1 << 14; step > 0; step /= 2 {
		fits(len(i.LastName) + step)
	}
	return i
}
