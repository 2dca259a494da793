package storetest

import (
	"fmt"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

var reminderTests = []test{
	{"a claim of a reminder adds its token hash and the time", reminderClaimAddsTokenHash},
	{"a claim of a reminder is stale", reminderClaimIsStale},
	{"a released reminder leaves nothing and can be claimed", reminderIsReleased},
	{"a release is stale unless the claim is stored", reminderReleaseIsStale},
	{"a settlement writes the time of a reminder and its event", settlementWritesReminder},
	{"a settlement of a reminder is stale unless the reminder is claimed", reminderSettlementIsStale},
	{"an update leaves the reminder", updateLeavesTheReminder},
	{"a resend ends the reminder of the attempt before", resendEndsTheReminder},
	{"20 claims of a reminder at once: one succeeds", manyReminderClaims},
}

// reminderClaimOf returns a claim of the reminder of an invitation.
func reminderClaimOf(i access.Invitation, token string) delivery.ReminderClaim {
	return delivery.ReminderClaim{Invitation: i.ID, Attempt: i.Attempt, At: later, Token: access.HashToken(token)}
}

func reminderSettlementOf(i access.Invitation) delivery.ReminderSettlement {
	return delivery.ReminderSettlement{Invitation: i.ID, Attempt: i.Attempt, Event: i.Event(access.EventInvitationReminded, later, access.System)}
}

func reminderClaimAddsTokenHash(f *storeFixture) {
	want := f.mailed(f.organisation(), "ada")
	claim := reminderClaimOf(want, "reminder")
	for range 2 { // the response to a write may be lost, and the write repeated
		f.Must(f.store.ClaimReminder(f.Context(), claim))
	}
	want.TokenHashes, want.ReminderClaimedAt = append(want.TokenHashes, claim.Token), claim.At
	f.same("invitation", bare(f.Invitation(want.ID)), bare(want))
}

func reminderClaimIsStale(f *storeFixture) {
	for name, spoil := range map[string]func(f *storeFixture, i access.Invitation, write *delivery.ReminderClaim){
		"of an invitation that does not exist": func(_ *storeFixture, _ access.Invitation, write *delivery.ReminderClaim) {
			write.Invitation = access.InvitationID(access.NewID())
		},
		"in another attempt": func(_ *storeFixture, _ access.Invitation, write *delivery.ReminderClaim) { write.Attempt = 2 },
		"at the end of the invitation": func(_ *storeFixture, i access.Invitation, write *delivery.ReminderClaim) {
			write.At = i.ExpiresAt
		},
		"of one that is claimed": func(f *storeFixture, i access.Invitation, _ *delivery.ReminderClaim) {
			f.Must(f.store.ClaimReminder(f.Context(), reminderClaimOf(i, "first")))
		},
		"of a mail that bounced": func(f *storeFixture, i access.Invitation, _ *delivery.ReminderClaim) {
			f.Must(f.store.UpdateDelivery(f.Context(), statusUpdateOf(i, access.Bounced)))
		},
		"of an invitation that was accepted": func(f *storeFixture, i access.Invitation, _ *delivery.ReminderClaim) {
			f.Must(f.store.Accept(f.Context(), f.acceptance(i, f.person("ada"))))
		},
		"of an invitation that was revoked": func(f *storeFixture, i access.Invitation, _ *delivery.ReminderClaim) {
			f.Must(f.store.Close(f.Context(), closureOf(i, access.Revoked)))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			i := f.mailed(f.organisation(), "ada")
			write := reminderClaimOf(i, "second")
			spoil(f, i, &write)
			f.stale(func() error { return f.store.ClaimReminder(f.Context(), write) })
		})
	}
	queued := f.invited(fixture.Whole(f.organisation()), "queued", fixture.Viewer)
	f.stale(func() error { return f.store.ClaimReminder(f.Context(), reminderClaimOf(queued, "a")) })
}

func reminderIsReleased(f *storeFixture) {
	want := f.mailed(f.organisation(), "ada")
	f.Must(f.store.ClaimReminder(f.Context(), reminderClaimOf(want, "first")))
	f.Must(f.store.ReleaseReminder(f.Context(), reminderClaimOf(want, "first")))
	f.same("invitation", f.Invitation(want.ID), want)
	f.Must(f.store.ClaimReminder(f.Context(), reminderClaimOf(want, "second")))
}

func reminderReleaseIsStale(f *storeFixture) {
	i := f.mailed(f.organisation(), "ada")
	f.Must(f.store.ClaimReminder(f.Context(), reminderClaimOf(i, "first")))
	f.stale(func() error { return f.store.ReleaseReminder(f.Context(), reminderClaimOf(i, "second")) })
	f.Must(f.store.ReleaseReminder(f.Context(), reminderClaimOf(i, "first")))
	f.stale(func() error { return f.store.ReleaseReminder(f.Context(), reminderClaimOf(i, "first")) })
}

// remindersOf returns how many events of reminders an organisation has.
func (f *storeFixture) remindersOf(i access.Invitation) int {
	filter := access.EventFilter{Types: []access.EventType{access.EventInvitationReminded}}
	return len(f.eventPages(access.EventQuery{Organisation: i.Scope.Organisation, EventFilter: filter, Limit: 10}))
}

func settlementWritesReminder(f *storeFixture) {
	want := f.mailed(f.organisation(), "ada")
	claim, settlement := reminderClaimOf(want, "reminder"), reminderSettlementOf(want)
	f.Must(f.store.ClaimReminder(f.Context(), claim))
	f.Must(f.store.SettleReminder(f.Context(), settlement))
	want.TokenHashes, want.RemindedAt = append(want.TokenHashes, claim.Token), settlement.Event.At
	f.same("invitation", bare(f.Invitation(want.ID)), bare(want))
	f.same("events", f.remindersOf(want), 1)
	f.allStale(map[string]func() error{
		"settlement":  func() error { return f.store.SettleReminder(f.Context(), settlement) },
		"release":     func() error { return f.store.ReleaseReminder(f.Context(), claim) },
		"same claim":  func() error { return f.store.ClaimReminder(f.Context(), claim) },
		"other claim": func() error { return f.store.ClaimReminder(f.Context(), reminderClaimOf(want, "second")) },
	})
}

func reminderSettlementIsStale(f *storeFixture) {
	i := f.mailed(f.organisation(), "ada")
	f.stale(func() error { return f.store.SettleReminder(f.Context(), reminderSettlementOf(i)) })
	f.Must(f.store.ClaimReminder(f.Context(), reminderClaimOf(i, "reminder")))
	another := reminderSettlementOf(i)
	another.Attempt++
	f.stale(func() error { return f.store.SettleReminder(f.Context(), another) })
	f.same("events", f.remindersOf(i), 0)
	f.Must(f.store.Accept(f.Context(), f.acceptance(f.Invitation(i.ID), f.person("ada"))))
	f.Must(f.store.SettleReminder(f.Context(), reminderSettlementOf(i))) // the invitee was faster than the settlement
}

func updateLeavesTheReminder(f *storeFixture) {
	before := f.mailed(f.organisation(), "ada")
	write := updateOf(before, fixture.Signer)
	claim := reminderClaimOf(before, "reminder")
	f.Must(f.store.ClaimReminder(f.Context(), claim))
	f.Must(f.store.UpdateInvitation(f.Context(), write))
	want := write.After
	want.TokenHashes, want.ReminderClaimedAt = append(want.TokenHashes, claim.Token), claim.At
	f.same("invitation", bare(f.Invitation(before.ID)), bare(want))
}

func resendEndsTheReminder(f *storeFixture) {
	first := f.mailed(f.organisation(), "ada")
	claim := reminderClaimOf(first, "reminder")
	f.Must(f.store.ClaimReminder(f.Context(), claim))
	write := resendOf(f.Invitation(first.ID), later.Add(time.Minute))
	f.Must(f.store.Resend(f.Context(), write))
	f.same("invitation", f.Invitation(first.ID), write.Offer.Invitation)
	f.allStale(map[string]func() error{
		"claim":   func() error { return f.store.ClaimReminder(f.Context(), claim) },
		"release": func() error { return f.store.ReleaseReminder(f.Context(), claim) },
		"settle":  func() error { return f.store.SettleReminder(f.Context(), reminderSettlementOf(first)) },
	})
}

func manyReminderClaims(f *storeFixture) {
	i := f.mailed(f.organisation(), "ada")
	won := f.winners(20, func(racer int) (bool, error) {
		read, err := f.store.Invitation(f.Context(), i.ID)
		if err != nil || !read.ReminderClaimedAt.IsZero() {
			return true, err
		}
		return false, f.store.ClaimReminder(f.Context(), reminderClaimOf(read, fmt.Sprint(racer)))
	})
	f.same("winners", won, 1)
	f.same("token hashes", len(f.Invitation(i.ID).TokenHashes), 2)
}
