package accesstest

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

// mailed is an invitation whose mail was sent.
func (w *world) mailed(organisation access.Organisation, name string) access.Invitation {
	w.Helper()
	return w.expiring(organisation, name)
}

func reportIsRead(w *world) {
	organisation := w.organisation()
	want := w.mailed(organisation, "ada")
	for n, status := range []access.DeliveryStatus{access.Delayed, access.Delivered, access.Complained} {
		report := reportOf(want, status)
		report.Delivery.At = later.Add(time.Duration(n) * time.Minute)
		report.Delivery.Tentative = n == 0
		w.must(w.store.UpdateDelivery(w.Context(), report))
		want.Delivery = report.Delivery
		w.same("invitation", w.invitation(want.ID), want)
		w.same("offers", w.offers(organisation, want.Email), []access.Invitation{want})
		w.same("suppression", w.suppression(organisation, "ada"), access.Suppression{})
	}
}

func reportOnClosed(w *world) {
	for name, end := range closings {
		w.Run(name, func(t *testing.T) {
			w := newWorld(t, w.store)
			want := w.mailed(w.organisation(), "ada")
			end(w, want)
			want = w.invitation(want.ID)
			report := reportOf(want, access.Bounced)
			w.must(w.store.UpdateDelivery(w.Context(), report))
			want.Delivery = report.Delivery
			w.same("invitation", w.invitation(want.ID), want)
		})
	}
}

// reportEndsSending: the provider tells of a mail before its sender could.
func reportEndsSending(w *world) {
	want := w.invited(whole(w.organisation()), "ada", viewer)
	hash := access.HashSecret("a")
	w.must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon, hash)))
	report := reportOf(w.invitation(want.ID), access.Delivered)
	w.must(w.store.UpdateDelivery(w.Context(), report))
	want.Secrets, want.Delivery = []access.SecretHash{hash}, report.Delivery
	w.same("invitation", w.invitation(want.ID), want)
	w.stale(func() error {
		return w.store.SettleDelivery(w.Context(), settlementOf(want, access.Delivery{Status: access.Sent}))
	})
	w.stale(func() error {
		return w.store.ClaimDelivery(w.Context(), claimOf(want, noon.Add(claimFor), access.HashSecret("b")))
	})
}

func reportIsStale(w *world) {
	for name, spoil := range map[string]func(w *world, write *delivery.StatusUpdate){
		"of an invitation that is not there": func(_ *world, write *delivery.StatusUpdate) {
			write.Before.ID = access.InvitationID(access.NewID())
		},
		"of one that was removed": func(w *world, write *delivery.StatusUpdate) {
			w.must(w.store.RemoveInvitation(w.Context(), write.Before.ID))
		},
		"in another round":      func(_ *world, write *delivery.StatusUpdate) { write.Before.Round = 2 },
		"in another state":      func(_ *world, write *delivery.StatusUpdate) { write.Before.Delivery.Status = access.Delayed },
		"tentative or not":      func(_ *world, write *delivery.StatusUpdate) { write.Before.Delivery.Tentative = true },
		"since another instant": func(_ *world, write *delivery.StatusUpdate) { write.Before.Delivery.At = noon },
		"when the address was suppressed meanwhile": func(w *world, write *delivery.StatusUpdate) {
			w.must(w.store.Suppress(w.Context(), suppressionEvent(write.Suppress)))
		},
		"twice": func(w *world, write *delivery.StatusUpdate) { w.must(w.store.UpdateDelivery(w.Context(), *write)) },
		"when it was offered anew": func(w *world, write *delivery.StatusUpdate) {
			w.must(w.store.Renew(w.Context(), renewal(write.Before, later)))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newWorld(t, w.store)
			write := reportOf(w.mailed(w.organisation(), "ada"), access.Bounced)
			write.Suppress = suppress(write.Before, access.Suppression{}, noon)
			spoil(w, &write)
			w.stale(func() error { return w.store.UpdateDelivery(w.Context(), write) })
		})
	}
}

func manyReports(w *world) {
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
	w.same("delivery", w.invitation(invitation.ID).Delivery.At, invitation.Delivery.At.Add(20*time.Second))
	w.same("records", len(w.recordsOf(organisation, 50)), before+20)
}
