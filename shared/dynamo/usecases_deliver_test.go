package dynamo_test

import (
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// TestDeliverGivesUpFullItem checks that an invitation whose item has no room
// for another byte is given up like any other. An earlier version of Admit left
// such items.
func TestDeliverGivesUpFullItem(t *testing.T) {
	f, _ := onDynamoDB(t)
	organisation, _ := f.Organisation("admin", false)
	full := fullInvitation(f, fixture.Whole(organisation), "ada")
	f.Mailer.Around = func(string, func() error) error { panic("one mail too many") }
	f.Must(f.Deliver().Do(t.Context(), full.ID))
	stored := f.Invitation(full.ID)
	if stored.Delivery.Status != access.Failed || len(stored.TokenHashes) != len(full.TokenHashes) || len(f.DeadLetters.Parked(full.ID)) != 1 {
		t.Errorf("left %+v with %d token hashes", stored.Delivery, len(stored.TokenHashes))
	}
	if events := f.EventsOfType(organisation, access.EventInvitationFailed); len(events) != 1 || !strings.Contains(events[0].Detail, "could not be sent") {
		t.Errorf("the audit log has %+v", events)
	}
}

// fullInvitation returns an invitation of which many mails were sent, none with
// a known outcome. Its item is as large as DynamoDB allows.
func fullInvitation(f *fixture.Fixture, scope access.Scope, name string) access.Invitation {
	f.Helper()
	offer := f.NewOffer(scope, name, fixture.Viewer)
	for len(offer.Invitation.TokenHashes) < 12_000 {
		offer.Invitation.TokenHashes = append(offer.Invitation.TokenHashes, access.HashToken(access.NewID()))
	}
	f.Must(f.Store.Invite(f.Context(), offer))
	i := f.Invitation(offer.Invitation.ID)
	f.Must(f.Store.SettleDelivery(f.Context(), delivery.Settlement{Invitation: i.ID, Attempt: i.Attempt,
		Delivery: access.Delivery{Status: access.Queued, At: f.Now()}}))
	fits := func(length int) bool {
		after := i
		after.LastName, after.Version = strings.Repeat("a", length), i.Version+1
		event := offer.Event
		event.ID = access.NewID()
		err := f.Store.UpdateInvitation(f.Context(), access.InvitationUpdate{Before: i, After: after, At: f.Now(), Event: event})
		if err == nil {
			i = after
		}
		return err == nil
	}
	if fits(30_000) {
		f.Fatal("an item of 400 KB has room for more")
	}
	for step := 1 << 14; step > 0; step /= 2 {
		fits(len(i.LastName) + step)
	}
	return i
}
