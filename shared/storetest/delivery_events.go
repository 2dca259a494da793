package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

var reportTests = []test{
	{"a report is read as it was written", reportIsRead},
	{"a report is taken whatever became of the invitation", reportOnClosed},
	{"a report ends a sending of which nobody has told", reportEndsSending},
	{"a report is stale", reportIsStale},
	{"20 reports at once: each is written, one after the other", manyReports},
}

// mailed returns an invitation whose mail was sent.
func (w *storeFixture) mailed(organisation access.Organisation, name string) access.Invitation {
	w.Helper()
	return w.expiring(organisation, name)
}

func reportIsRead(w *storeFixture) {
	organisation := w.organisation()
	want := w.mailed(organisation, "ada")
	for n, status := range []access.DeliveryStatus{access.Delayed, access.Delivered, access.Complained} {
		report := reportOf(want, status)
		report.Delivery.At = later.Add(time.Duration(n) * time.Minute)
		report.Delivery.Tentative = n == 0
		w.Must(w.store.UpdateDelivery(w.Context(), report))
		want.Delivery = report.Delivery
		w.same("invitation", w.Invitation(want.ID), want)
		w.same("offers", w.offers(organisation, want.Email), []access.Invitation{want})
		w.same("suppression", w.suppression(organisation, "ada"), access.Suppression{})
	}
}

func reportOnClosed(w *storeFixture) {
	for name, end := range closings {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			want := w.mailed(w.organisation(), "ada")
			end(w, want)
			want = w.Invitation(want.ID)
			report := reportOf(want, access.Bounced)
			w.Must(w.store.UpdateDelivery(w.Context(), report))
			want.Delivery = report.Delivery
			w.same("invitation", w.Invitation(want.ID), want)
		})
	}
}

// reportEndsSending stores a delivery event of a mail before its sender has
// stored that it was sent.
func reportEndsSending(w *storeFixture) {
	want := w.invited(whole(w.organisation()), "ada", viewer)
	hash := access.HashSecret("a")
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon, hash)))
	report := reportOf(w.Invitation(want.ID), access.Delivered)
	w.Must(w.store.UpdateDelivery(w.Context(), report))
	want.TokenHashes, want.Delivery = []access.SecretHash{hash}, report.Delivery
	w.same("invitation", w.Invitation(want.ID), want)
	w.stale(func() error {
		return w.store.SettleDelivery(w.Context(), settlementOf(want, access.Delivery{Status: access.Sent}))
	})
	w.stale(func() error {
		return w.store.ClaimDelivery(w.Context(), claimOf(want, noon.Add(claimFor), access.HashSecret("b")))
	})
}

func reportIsStale(w *storeFixture) {
	for name, spoil := range map[string]func(w *storeFixture, write *delivery.StatusUpdate){
		"of an invitation that is not there": func(_ *storeFixture, write *delivery.StatusUpdate) {
			write.Before.ID = access.InvitationID(access.NewID())
		},
		"of one that was removed": func(w *storeFixture, write *delivery.StatusUpdate) {
			w.Must(w.store.RemoveInvitation(w.Context(), write.Before.ID))
		},
		"in another round":      func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Attempt = 2 },
		"in another state":      func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Delivery.Status = access.Delayed },
		"tentative or not":      func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Delivery.Tentative = true },
		"since another instant": func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Delivery.At = noon },
		"when the address was suppressed meanwhile": func(w *storeFixture, write *delivery.StatusUpdate) {
			w.Must(w.store.Suppress(w.Context(), suppressionEvent(write.Suppress)))
		},
		"twice": func(w *storeFixture, write *delivery.StatusUpdate) {
			w.Must(w.store.UpdateDelivery(w.Context(), *write))
		},
		"when it was offered anew": func(w *storeFixture, write *delivery.StatusUpdate) {
			w.Must(w.store.Resend(w.Context(), renewal(write.Before, later)))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			write := reportOf(w.mailed(w.organisation(), "ada"), access.Bounced)
			write.Suppress = suppress(write.Before, access.Suppression{}, noon)
			spoil(w, &write)
			w.stale(func() error { return w.store.UpdateDelivery(w.Context(), write) })
		})
	}
}

func manyReports(w *storeFixture) {
	organisation := w.organisation()
	invitation := w.mailed(organisation, "ada")
	before := len(w.recordsOf(organisation, 50))
	won := w.winners(20, func(racer int) (bool, error) {
		read, err := w.store.Invitation(w.Context(), invitation.ID)
		if err != nil {
			return true, err
		}
		report := reportOf(read, access.Delayed)
		report.Delivery.At = read.Delivery.At.Add(time.Second)
		report.Event.At = later.Add(time.Duration(racer) * time.Microsecond)
		return false, w.store.UpdateDelivery(w.Context(), report)
	})
	w.same("winners", won, 20)
	w.same("delivery", w.Invitation(invitation.ID).Delivery.At, invitation.Delivery.At.Add(20*time.Second))
	w.same("records", len(w.recordsOf(organisation, 50)), before+20)
}
