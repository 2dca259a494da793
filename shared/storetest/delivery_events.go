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
func (f *storeFixture) mailed(organisation access.Organisation, name string) access.Invitation {
	f.Helper()
	return f.expiring(organisation, name)
}

func reportIsRead(f *storeFixture) {
	organisation := f.organisation()
	want := f.mailed(organisation, "ada")
	for n, status := range []access.DeliveryStatus{access.Delayed, access.Delivered, access.Complained} {
		report := reportOf(want, status)
		report.Delivery.At = later.Add(time.Duration(n) * time.Minute)
		report.Delivery.Tentative = n == 0
		f.Must(f.store.UpdateDelivery(f.Context(), report))
		want.Delivery = report.Delivery
		f.same("invitation", f.Invitation(want.ID), want)
		f.same("offers", f.offers(organisation, want.Email), []access.Invitation{want})
		f.same("suppression", f.suppression(organisation, "ada"), access.Suppression{})
	}
}

func reportOnClosed(f *storeFixture) {
	for name, end := range closings {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			want := f.mailed(f.organisation(), "ada")
			end(f, want)
			want = f.Invitation(want.ID)
			report := reportOf(want, access.Bounced)
			f.Must(f.store.UpdateDelivery(f.Context(), report))
			want.Delivery = report.Delivery
			f.same("invitation", f.Invitation(want.ID), want)
		})
	}
}

// reportEndsSending stores a delivery event of a mail before its sender has
// stored that it was sent.
func reportEndsSending(f *storeFixture) {
	want := f.invited(whole(f.organisation()), "ada", viewer)
	hash := access.HashSecret("a")
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, noon, hash)))
	report := reportOf(f.Invitation(want.ID), access.Delivered)
	f.Must(f.store.UpdateDelivery(f.Context(), report))
	want.TokenHashes, want.Delivery = []access.SecretHash{hash}, report.Delivery
	f.same("invitation", f.Invitation(want.ID), want)
	f.stale(func() error {
		return f.store.SettleDelivery(f.Context(), settlementOf(want, access.Delivery{Status: access.Sent}))
	})
	f.stale(func() error {
		return f.store.ClaimDelivery(f.Context(), claimOf(want, noon.Add(claimFor), access.HashSecret("b")))
	})
}

func reportIsStale(f *storeFixture) {
	for name, spoil := range map[string]func(f *storeFixture, write *delivery.StatusUpdate){
		"of an invitation that is not there": func(_ *storeFixture, write *delivery.StatusUpdate) {
			write.Before.ID = access.InvitationID(access.NewID())
		},
		"of one that was removed": func(f *storeFixture, write *delivery.StatusUpdate) {
			f.Must(f.store.RemoveInvitation(f.Context(), write.Before.ID))
		},
		"in another round":      func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Attempt = 2 },
		"in another state":      func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Delivery.Status = access.Delayed },
		"tentative or not":      func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Delivery.Tentative = true },
		"since another instant": func(_ *storeFixture, write *delivery.StatusUpdate) { write.Before.Delivery.At = noon },
		"when the address was suppressed meanwhile": func(f *storeFixture, write *delivery.StatusUpdate) {
			f.Must(f.store.Suppress(f.Context(), suppressionEvent(write.Suppress)))
		},
		"twice": func(f *storeFixture, write *delivery.StatusUpdate) {
			f.Must(f.store.UpdateDelivery(f.Context(), *write))
		},
		"when it was offered anew": func(f *storeFixture, write *delivery.StatusUpdate) {
			f.Must(f.store.Resend(f.Context(), renewal(write.Before, later)))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			write := reportOf(f.mailed(f.organisation(), "ada"), access.Bounced)
			write.Suppress = suppress(write.Before, access.Suppression{}, noon)
			spoil(f, &write)
			f.stale(func() error { return f.store.UpdateDelivery(f.Context(), write) })
		})
	}
}

func manyReports(f *storeFixture) {
	organisation := f.organisation()
	invitation := f.mailed(organisation, "ada")
	before := len(f.recordsOf(organisation, 50))
	won := f.winners(20, func(racer int) (bool, error) {
		read, err := f.store.Invitation(f.Context(), invitation.ID)
		if err != nil {
			return true, err
		}
		report := reportOf(read, access.Delayed)
		report.Delivery.At = read.Delivery.At.Add(time.Second)
		report.Event.At = later.Add(time.Duration(racer) * time.Microsecond)
		return false, f.store.UpdateDelivery(f.Context(), report)
	})
	f.same("winners", won, 20)
	f.same("delivery", f.Invitation(invitation.ID).Delivery.At, invitation.Delivery.At.Add(20*time.Second))
	f.same("records", len(f.recordsOf(organisation, 50)), before+20)
}
