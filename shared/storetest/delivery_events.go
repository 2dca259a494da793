package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

var statusUpdateTests = []test{
	{"a status update is read as it was written", statusUpdateIsRead},
	{"a status update is written although the invitation is closed", statusUpdateOfClosed},
	{"a status update ends a sending that was not settled", statusUpdateEndsSending},
	{"a status update is stale", statusUpdateIsStale},
	{"20 status updates at once: each is written, one after the other", manyStatusUpdates},
}

func statusUpdateIsRead(f *storeFixture) {
	organisation := f.organisation()
	want := f.mailed(organisation, "ada")
	for n, status := range []access.DeliveryStatus{access.Delayed, access.Delivered, access.Complained} {
		statusUpdate := statusUpdateOf(want, status)
		statusUpdate.Delivery.At = later.Add(time.Duration(n) * time.Minute)
		statusUpdate.Delivery.Tentative = n == 0
		f.Must(f.store.UpdateDelivery(f.Context(), statusUpdate))
		want.Delivery = statusUpdate.Delivery
		f.same("invitation", f.Invitation(want.ID), want)
		f.same("offers", f.offers(organisation, want.Email), []access.Invitation{want})
		f.same("suppression", f.suppression(organisation, "ada"), access.Suppression{})
	}
}

func statusUpdateOfClosed(f *storeFixture) {
	for name, end := range closings {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			want := f.mailed(f.organisation(), "ada")
			end(f, want)
			want = f.Invitation(want.ID)
			statusUpdate := statusUpdateOf(want, access.Bounced)
			f.Must(f.store.UpdateDelivery(f.Context(), statusUpdate))
			want.Delivery = statusUpdate.Delivery
			f.same("invitation", f.Invitation(want.ID), want)
		})
	}
}

// statusUpdateEndsSending stores a delivery event of a mail before its sender has
// stored that it was sent.
func statusUpdateEndsSending(f *storeFixture) {
	want := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	hash := access.HashToken("a")
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon, hash)))
	statusUpdate := statusUpdateOf(f.Invitation(want.ID), access.Delivered)
	f.Must(f.store.UpdateDelivery(f.Context(), statusUpdate))
	want.TokenHashes, want.Delivery = []access.TokenHash{hash}, statusUpdate.Delivery
	f.same("invitation", f.Invitation(want.ID), want)
	f.stale(func() error {
		return f.store.SettleDelivery(f.Context(), settlementOf(want, access.Delivery{Status: access.Sent}))
	})
	f.stale(func() error {
		return f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon.Add(claimFor), access.HashToken("b")))
	})
}

func statusUpdateIsStale(f *storeFixture) {
	for name, spoil := range map[string]func(f *storeFixture, write *delivery.StatusUpdate){
		"of an invitation that does not exist": func(_ *storeFixture, write *delivery.StatusUpdate) {
			write.Before.ID = access.InvitationID(access.NewID())
		},
		"of one that was removed": func(f *storeFixture, write *delivery.StatusUpdate) {
			f.Must(f.store.RemoveInvitation(f.Context(), write.Before.ID))
		},
		"in another attempt": func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Attempt = 2 },
		"in another state":   func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Delivery.Status = access.Delayed },
		"tentative or not":   func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Delivery.Tentative = true },
		"since another time": func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Delivery.At = fixture.Noon },
		"when the address was suppressed meanwhile": func(f *storeFixture, write *delivery.StatusUpdate) {
			f.Must(f.store.Suppress(f.Context(), suppressionEvent(write.Suppress)))
		},
		"twice": func(f *storeFixture, write *delivery.StatusUpdate) {
			f.Must(f.store.UpdateDelivery(f.Context(), *write))
		},
		"when it was resent": func(f *storeFixture, write *delivery.StatusUpdate) {
			f.Must(f.store.Resend(f.Context(), resendOf(write.Before, later)))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			write := statusUpdateOf(f.mailed(f.organisation(), "ada"), access.Bounced)
			write.Suppress = suppress(write.Before, access.Suppression{}, fixture.Noon)
			spoil(f, &write)
			f.stale(func() error { return f.store.UpdateDelivery(f.Context(), write) })
		})
	}
}

func manyStatusUpdates(f *storeFixture) {
	organisation := f.organisation()
	invitation := f.mailed(organisation, "ada")
	before := len(f.eventsOf(organisation, 50))
	won := f.winners(20, func(racer int) (bool, error) {
		read, err := f.store.Invitation(f.Context(), invitation.ID)
		if err != nil {
			return true, err
		}
		statusUpdate := statusUpdateOf(read, access.Delayed)
		statusUpdate.Delivery.At = read.Delivery.At.Add(time.Second)
		statusUpdate.Event.At = later.Add(time.Duration(racer) * time.Microsecond)
		return false, f.store.UpdateDelivery(f.Context(), statusUpdate)
	})
	f.same("winners", won, 20)
	f.same("delivery", f.Invitation(invitation.ID).Delivery.At, invitation.Delivery.At.Add(20*time.Second))
	f.same("events", len(f.eventsOf(organisation, 50)), before+20)
}
