package dynamo_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// TestRequeue queues what has no outcome, as of now, so that nothing is given up for its age, and leaves the rest.
func TestRequeue(t *testing.T) {
	f, store := onDynamoDB(t)
	organisation, _ := f.Organisation("admin", false)
	invite := func(name string) access.Invitation {
		offer := f.NewOffer(fixture.Whole(organisation), name, fixture.Viewer)
		f.Must(f.Store.Invite(t.Context(), offer))
		return offer.Invitation
	}
	queued, sending, sent, revoked := invite("queued"), invite("sending"), invite("sent"), invite("revoked")
	hash := access.HashToken(access.NewID())
	f.Must(f.Store.ClaimDelivery(t.Context(), delivery.Claim{Invitation: sending.ID, Attempt: 1, At: f.Now(), Until: f.Now().Add(time.Hour), Token: &hash}))
	f.Must(f.Store.SettleDelivery(t.Context(), delivery.Settlement{Invitation: sent.ID, Attempt: 1, Delivery: access.Delivery{Status: access.Sent, At: f.Now()}}))
	f.Must(f.Store.Close(t.Context(), revoked.RevokedBySystem(f.Now())))

	later := f.Now().Add(8 * time.Hour)
	for range 2 { // it can be repeated
		last := 0
		f.Must(store.Requeue(t.Context(), later, func(_, queued int) { last = queued }))
		if last != 2 {
			t.Errorf("%d queued, want 2", last)
		}
	}
	for _, i := range []access.Invitation{queued, sending} {
		if at := f.Invitation(i.ID).QueuedAt; !at.Equal(later) {
			t.Errorf("%s was queued at %s, want %s", i.Email, at, later)
		}
	}
	if f.Invitation(sent.ID).Delivery.Status != access.Sent || f.Invitation(revoked.ID).Status != access.Revoked {
		t.Error("something else changed")
	}
	f.Must(f.Store.ClaimDelivery(t.Context(), delivery.Claim{Invitation: sending.ID, Attempt: 1, At: later, Until: later.Add(time.Hour), Unknown: 1}))
}
