package storetest

import (
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

var deliveryTests = []test{
	{"a claim adds its secret and nothing else", claimAddsSecret},
	{"a claim is stale", claimIsStale},
	{"a claim that ran out makes way, and its secret stays", claimRunsOut},
	{"a claim to end an attempt adds nothing", claimToEndAddsNothing},
	{"a claim counts the sendings whose outcome is unknown", claimCounts},
	{"a claim that was given back makes way at once", claimIsGivenBack},
	{"a settlement is read as it was written and ends the mail", settlementEnds},
	{"a settlement forgets the secret that was surely not sent", settlementForgets},
	{"a settlement is stale unless the mail is queued", settlementIsStale},
	{"a mail is settled though its invitation was closed meanwhile", settledAfterClosing},
}

const claimFor = time.Minute

// claimOf returns a claim to send the mail of an invitation as it was read. The
// invitation may already have the secret, if the claim is repeated.
func claimOf(invitation access.Invitation, at time.Time, secret access.SecretHash) delivery.Claim {
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

func claimAddsSecret(w *storeFixture) {
	want := w.invited(whole(w.organisation()), "ada", viewer)
	want.TokenHashes = []access.SecretHash{access.HashSecret("a")}
	for range 2 { // the answer of a write may be lost, and the write repeated
		w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon, want.TokenHashes[0])))
	}
	w.same("invitation", w.Invitation(want.ID), want)
	w.same("offers", w.offers(access.Organisation{ID: want.Scope.Organisation}, want.Email), []access.Invitation{want})
}

func claimIsStale(w *storeFixture) {
	for name, spoil := range map[string]func(w *storeFixture, invitation access.Invitation, write *delivery.Claim){
		"of an invitation that is not there": func(_ *storeFixture, _ access.Invitation, write *delivery.Claim) {
			write.Invitation = access.InvitationID(access.NewID())
		},
		"in another round": func(_ *storeFixture, _ access.Invitation, write *delivery.Claim) { write.Attempt = 2 },
		"at the end of the invitation": func(_ *storeFixture, invitation access.Invitation, write *delivery.Claim) {
			write.At = invitation.ExpiresAt
		},
		"while another runs": func(w *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			w.Must(w.store.ClaimDelivery(w.Context(), claimOf(invitation, noon.Add(time.Millisecond-claimFor), access.HashSecret("first"))))
		},
		"of a mail that was sent": func(w *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			w.Must(w.store.SettleDelivery(w.Context(), settlementOf(invitation, access.Delivery{Status: access.Sent})))
		},
		"of a mail that failed": func(w *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			w.Must(w.store.SettleDelivery(w.Context(), settlementOf(invitation, access.Delivery{Status: access.Failed})))
		},
		"of an invitation that was accepted": func(w *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			w.Must(w.store.Accept(w.Context(), w.acceptance(invitation, w.person("ada"))))
		},
		"of an invitation that was revoked": func(w *storeFixture, invitation access.Invitation, _ *delivery.Claim) {
			w.Must(w.store.Close(w.Context(), closing(invitation, access.Revoked)))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			invitation := w.invited(whole(w.organisation()), "ada", viewer)
			write := claimOf(invitation, noon, access.HashSecret("second"))
			spoil(w, invitation, &write)
			w.stale(func() error { return w.store.ClaimDelivery(w.Context(), write) })
			write.Token = nil
			w.stale(func() error { return w.store.ClaimDelivery(w.Context(), write) })
		})
	}
}

func claimRunsOut(w *storeFixture) {
	want := w.invited(whole(w.organisation()), "ada", viewer)
	at := noon
	for _, secret := range []string{"a", "b", "c"} {
		hash := access.HashSecret(secret)
		w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, at, hash)))
		want.TokenHashes = append(want.TokenHashes, hash)
		w.same("invitation", w.Invitation(want.ID), want)
		at = at.Add(claimFor) // the moment at which the claim ends
	}
}

func claimToEndAddsNothing(w *storeFixture) {
	want := w.invited(whole(w.organisation()), "ada", viewer)
	w.Must(w.store.ClaimDelivery(w.Context(), claimToEnd(want, noon)))
	w.same("before any sending", w.Invitation(want.ID), want)
	hash := access.HashSecret("a")
	w.allStale(map[string]func() error{
		"to send, meanwhile": func() error { return w.store.ClaimDelivery(w.Context(), claimOf(want, noon, hash)) },
		"to end, meanwhile":  func() error { return w.store.ClaimDelivery(w.Context(), claimToEnd(want, noon)) },
	})
	at := noon.Add(claimFor)
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, at, hash)))
	want.TokenHashes = []access.SecretHash{hash}
	w.stale(func() error { return w.store.ClaimDelivery(w.Context(), claimToEnd(want, at)) })
	w.Must(w.store.ClaimDelivery(w.Context(), claimToEnd(want, at.Add(claimFor))))
	w.same("after a sending", w.Invitation(want.ID), want)
}

// claimCounts checks that a claim is stale if the invitation has more or fewer
// sendings than its writer read.
func claimCounts(w *storeFixture) {
	want := w.invited(whole(w.organisation()), "ada", viewer)
	first, second := access.HashSecret("a"), access.HashSecret("b")
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon, first)))
	want.TokenHashes = []access.SecretHash{first}
	at := noon.Add(claimFor)
	for _, unknown := range []int{0, 2} {
		for name, claim := range map[string]delivery.Claim{"to send": claimOf(want, at, second), "to end": claimToEnd(want, at)} {
			claim.Unknown = unknown
			w.allStale(map[string]func() error{name: func() error { return w.store.ClaimDelivery(w.Context(), claim) }})
		}
	}
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, at, second)))
}

func claimIsGivenBack(w *storeFixture) {
	want := w.invited(whole(w.organisation()), "ada", viewer)
	first, second := access.HashSecret("a"), access.HashSecret("b")
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon, first)))
	w.Must(w.store.SettleDelivery(w.Context(), settlementOf(want, access.Delivery{Status: access.Queued, Detail: "throttled"})))
	want.TokenHashes = []access.SecretHash{first}
	want.Delivery = access.Delivery{Status: access.Queued, Detail: "throttled", At: later}
	w.same("given back", w.Invitation(want.ID), want)
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon.Add(time.Second), second)))

	want.TokenHashes = append(want.TokenHashes, second)
	want.Delivery.Detail = ""
	w.same("invitation", w.Invitation(want.ID), want)
}

func settlementEnds(w *storeFixture) {
	for _, delivery := range []access.Delivery{
		{Status: access.Sent, Message: "0100-message"},
		{Status: access.Failed, Detail: "The address was refused."},
	} {
		want := w.invited(whole(w.organisation()), "ada", viewer)
		hash := access.HashSecret("a")
		w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon, hash)))
		write := settlementOf(want, delivery)
		w.Must(w.store.SettleDelivery(w.Context(), write))

		want.TokenHashes, want.Delivery = []access.SecretHash{hash}, write.Delivery
		w.same("invitation", w.Invitation(want.ID), want)
		w.stale(func() error { return w.store.SettleDelivery(w.Context(), write) })
		w.stale(func() error {
			return w.store.ClaimDelivery(w.Context(), claimOf(want, noon.Add(time.Hour), access.HashSecret("b")))
		})
	}
}

func settlementForgets(w *storeFixture) {
	want := w.invited(whole(w.organisation()), "ada", viewer)
	kept, gone := access.HashSecret("kept"), access.HashSecret("gone")
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon, kept)))
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(w.Invitation(want.ID), noon.Add(claimFor), gone)))
	write := settlementOf(want, access.Delivery{Status: access.Failed, Detail: "refused"})
	write.Forget = &gone
	w.Must(w.store.SettleDelivery(w.Context(), write))

	want.TokenHashes, want.Delivery = []access.SecretHash{kept}, write.Delivery
	w.same("invitation", w.Invitation(want.ID), want)
}

func settlementIsStale(w *storeFixture) {
	invitation := w.invited(whole(w.organisation()), "ada", viewer)
	for _, write := range []delivery.Settlement{
		{Invitation: access.InvitationID(access.NewID()), Attempt: 1},
		{Invitation: invitation.ID, Attempt: 2},
	} {
		write.Delivery = access.Delivery{Status: access.Sent, At: later}
		w.stale(func() error { return w.store.SettleDelivery(w.Context(), write) })
	}
}

func settledAfterClosing(w *storeFixture) {
	want := w.invited(whole(w.organisation()), "ada", viewer)
	hash := access.HashSecret("a")
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon, hash)))
	w.Must(w.store.Close(w.Context(), closing(want, access.Revoked)))
	write := settlementOf(want, access.Delivery{Status: access.Sent, Message: "0100-message"})
	w.Must(w.store.SettleDelivery(w.Context(), write))

	want.Status, want.ClosedAt, want.TokenHashes, want.Delivery = access.Revoked, later, []access.SecretHash{hash}, write.Delivery
	w.same("invitation", w.Invitation(want.ID), want)
}
