package storetest

import (
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

var deliveryTests = []test{
	{"a claim adds its token hash and nothing else", claimAddsTokenHash},
	{"a claim is stale", claimIsStale},
	{"a claim that has ended is replaced, and its token hash stays", claimEnds},
	{"a claim to end an attempt adds nothing", claimToEndAddsNothing},
	{"a claim counts the unknown outcomes", claimCounts},
	{"a released claim is replaced at once", claimIsReleased},
	{"a settlement is read as it was written and ends the sending", settlementEnds},
	{"a settlement removes a token hash that was certainly not sent", settlementRemovesTokenHash},
	{"a settlement is stale unless the mail is queued", settlementIsStale},
	{"a sending is settled although its invitation was closed meanwhile", settledAfterClosure},
}

const claimFor = time.Minute

// claimOf returns a claim to send the mail of an invitation as it was read. The
// invitation may already have the token hash, if the claim is repeated.
func claimOf(invitation access.Invitation, at time.Time, secret access.TokenHash) delivery.Claim {
	claim := claimToEnd(invitation, at)
	claim.Token = &secret
	if slices.Contains(invitation.TokenHashes, secret) {
		claim.Unknown--
	}
	return claim
}

// claimToEnd returns a claim to end the attempt of an invitation as it was read.
func claimToEnd(invitation access.Invitation, at time.Time) delivery.Claim {
	return delivery.Claim{Invitation: invitation.ID, Attempt: invitation.Attempt, At: at, Until: at.Add(claimFor), Unknown: len(invitation.TokenHashes)}
}

func settlementOf(invitation access.Invitation, outcome access.Delivery) delivery.Settlement {
	outcome.At = later
	return delivery.Settlement{Invitation: invitation.ID, Attempt: invitation.Attempt, Delivery: outcome}
}

func claimAddsTokenHash(f *storeFixture) {
	want := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	want.TokenHashes = []access.TokenHash{access.HashToken("a")}
	for range 2 { // the response to a write may be lost, and the write repeated
		f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon, want.TokenHashes[0])))
	}
	f.same("invitation", f.Invitation(want.ID), want)
	f.same("offers", f.offers(access.Organisation{ID: want.Scope.Organisation}, want.Email), []access.Invitation{want})
}

func claimIsStale(f *storeFixture) {
	for name, spoil := range map[string]func(f *storeFixture, invitation access.Invitation, write *delivery.Claim){
		"of an invitation that does not exist": func(_ *storeFixture, _ access.Invitation, write *delivery.Claim) {
			write.Invitation = access.InvitationID(access.NewID())
		},
		"in another attempt": func(_ *storeFixture, _ access.Invitation, write *delivery.Claim) { write.Attempt = 2 },
		"at the end of the invitation": func(_ *storeFixture, invitation access.Invitation, write *delivery.Claim) {
			write.At = invitation.ExpiresAt
		},
		"while another claim holds": func(f *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			f.Must(f.store.ClaimDelivery(f.Context(), claimOf(invitation, fixture.Noon.Add(time.Millisecond-claimFor), access.HashToken("first"))))
		},
		"of a mail that was sent": func(f *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			f.Must(f.store.SettleDelivery(f.Context(), settlementOf(invitation, access.Delivery{Status: access.Sent})))
		},
		"of a mail that failed": func(f *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			f.Must(f.store.SettleDelivery(f.Context(), settlementOf(invitation, access.Delivery{Status: access.Failed})))
		},
		"of an invitation that was accepted": func(f *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			f.Must(f.store.Accept(f.Context(), f.acceptance(invitation, f.person("ada"))))
		},
		"of an invitation that was revoked": func(f *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			f.Must(f.store.Close(f.Context(), closureOf(invitation, access.Revoked)))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			invitation := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
			write := claimOf(invitation, fixture.Noon, access.HashToken("second"))
			spoil(f, invitation, &write)
			f.stale(func() error { return f.store.ClaimDelivery(f.Context(), write) })
			write.Token = nil
			f.stale(func() error { return f.store.ClaimDelivery(f.Context(), write) })
		})
	}
}

func claimEnds(f *storeFixture) {
	want := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	at := fixture.Noon
	for _, secret := range []string{"a", "b", "c"} {
		hash := access.HashToken(secret)
		f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, at, hash)))
		want.TokenHashes = append(want.TokenHashes, hash)
		f.same("invitation", f.Invitation(want.ID), want)
		at = at.Add(claimFor) // the moment at which the claim ends
	}
}

func claimToEndAddsNothing(f *storeFixture) {
	want := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	f.Must(f.store.ClaimDelivery(f.Context(), claimToEnd(want, fixture.Noon)))
	f.same("before any sending", f.Invitation(want.ID), want)
	hash := access.HashToken("a")
	f.allStale(map[string]func() error{
		"to send, meanwhile": func() error { return f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon, hash)) },
		"to end, meanwhile":  func() error { return f.store.ClaimDelivery(f.Context(), claimToEnd(want, fixture.Noon)) },
	})
	at := fixture.Noon.Add(claimFor)
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, at, hash)))
	want.TokenHashes = []access.TokenHash{hash}
	f.stale(func() error { return f.store.ClaimDelivery(f.Context(), claimToEnd(want, at)) })
	f.Must(f.store.ClaimDelivery(f.Context(), claimToEnd(want, at.Add(claimFor))))
	f.same("after a sending", f.Invitation(want.ID), want)
}

// claimCounts checks that a claim is stale if the invitation has more or fewer
// sendings than its writer read.
func claimCounts(f *storeFixture) {
	want := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	first, second := access.HashToken("a"), access.HashToken("b")
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon, first)))
	want.TokenHashes = []access.TokenHash{first}
	at := fixture.Noon.Add(claimFor)
	for _, unknown := range []int{0, 2} {
		for name, claim := range map[string]delivery.Claim{"to send": claimOf(want, at, second), "to end": claimToEnd(want, at)} {
			claim.Unknown = unknown
			f.allStale(map[string]func() error{name: func() error { return f.store.ClaimDelivery(f.Context(), claim) }})
		}
	}
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, at, second)))
}

func claimIsReleased(f *storeFixture) {
	want := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	first, second := access.HashToken("a"), access.HashToken("b")
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon, first)))
	f.Must(f.store.SettleDelivery(f.Context(), settlementOf(want, access.Delivery{Status: access.Queued, Detail: "throttled"})))
	want.TokenHashes = []access.TokenHash{first}
	want.Delivery = access.Delivery{Status: access.Queued, Detail: "throttled", At: later}
	f.same("released", f.Invitation(want.ID), want)
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon.Add(time.Second), second)))

	want.TokenHashes = append(want.TokenHashes, second)
	want.Delivery.Detail = ""
	f.same("invitation", f.Invitation(want.ID), want)
}

func settlementEnds(f *storeFixture) {
	for _, delivery := range []access.Delivery{
		{Status: access.Sent, Message: "0100-message"},
		{Status: access.Failed, Detail: "The address was refused."},
	} {
		want := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
		hash := access.HashToken("a")
		f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon, hash)))
		write := settlementOf(want, delivery)
		f.Must(f.store.SettleDelivery(f.Context(), write))

		want.TokenHashes, want.Delivery = []access.TokenHash{hash}, write.Delivery
		f.same("invitation", f.Invitation(want.ID), want)
		f.stale(func() error { return f.store.SettleDelivery(f.Context(), write) })
		f.stale(func() error {
			return f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon.Add(time.Hour), access.HashToken("b")))
		})
	}
}

func settlementRemovesTokenHash(f *storeFixture) {
	want := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	kept, gone := access.HashToken("kept"), access.HashToken("gone")
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon, kept)))
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(f.Invitation(want.ID), fixture.Noon.Add(claimFor), gone)))
	write := settlementOf(want, access.Delivery{Status: access.Failed, Detail: "refused"})
	write.Forget = &gone
	f.Must(f.store.SettleDelivery(f.Context(), write))

	want.TokenHashes, want.Delivery = []access.TokenHash{kept}, write.Delivery
	f.same("invitation", f.Invitation(want.ID), want)
}

func settlementIsStale(f *storeFixture) {
	invitation := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	for _, write := range []delivery.Settlement{
		{Invitation: access.InvitationID(access.NewID()), Attempt: 1},
		{Invitation: invitation.ID, Attempt: 2},
	} {
		write.Delivery = access.Delivery{Status: access.Sent, At: later}
		f.stale(func() error { return f.store.SettleDelivery(f.Context(), write) })
	}
}

func settledAfterClosure(f *storeFixture) {
	want := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	hash := access.HashToken("a")
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon, hash)))
	f.Must(f.store.Close(f.Context(), closureOf(want, access.Revoked)))
	write := settlementOf(want, access.Delivery{Status: access.Sent, Message: "0100-message"})
	f.Must(f.store.SettleDelivery(f.Context(), write))

	want = closedAt(want, access.Revoked, later)
	want.TokenHashes, want.Delivery = []access.TokenHash{hash}, write.Delivery
	f.same("invitation", f.Invitation(want.ID), want)
}
