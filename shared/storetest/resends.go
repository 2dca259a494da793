package storetest

import (
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var renewalTests = []test{
	{"a renewal is read as it was written", renewalIsRead},
	{"a renewal revives what was closed", renewalRevives},
	{"a renewal ends everything of the round before", renewalEndsTheRound},
	{"a renewal may need room", renewalMakesRoom},
	{"a renewal is stale", renewalIsStale},
}

func renewalIsRead(w *storeFixture) {
	organisation := w.organisation()
	for name, at := range map[string]time.Time{"open": later, "at its end": noon.Add(access.OpenFor), "lapsed": noon.Add(30 * 24 * time.Hour)} {
		write := renewal(w.invited(whole(organisation), access.NewID(), viewer), at)
		w.Must(w.store.Resend(w.Context(), write))
		want := write.Offer.Invitation
		w.same(name, w.Invitation(want.ID), want)
		w.same("offers", w.offers(organisation, want.Email), []access.Invitation{want})
		w.same("list", w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: want.Email.Key(), Limit: 50}),
			[]access.Invitation{want})
	}
}

// closings are all ends of an invitation after which it can be resent.
var closings = map[string]func(w *storeFixture, invitation access.Invitation){
	"declined": func(w *storeFixture, i access.Invitation) {
		w.Must(w.store.Close(w.Context(), closing(i, access.Declined)))
	},
	"revoked": func(w *storeFixture, i access.Invitation) {
		w.Must(w.store.Close(w.Context(), closing(i, access.Revoked)))
	},
	"expired": func(w *storeFixture, i access.Invitation) { w.Must(w.store.Expire(w.Context(), expiry(i))) },
	"removed": func(w *storeFixture, i access.Invitation) {
		w.Must(w.store.RemoveInvitation(w.Context(), i.ID))
		w.Must(w.store.Expire(w.Context(), expiry(i)))
	},
}

func renewalRevives(w *storeFixture) {
	for name, end := range closings {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			organisation := w.organisation()
			first := w.invited(whole(organisation), "ada", viewer)
			end(w, first)
			query := access.InvitationQuery{Organisation: organisation.ID, Prefix: first.Email.Key(), Limit: 50}
			for range 2 { // closed, resent, closed and resent again
				write := renewal(w.Invitation(first.ID), first.ExpiresAt)
				w.Must(w.store.Resend(w.Context(), write))
				want := write.Offer.Invitation
				w.same("invitation", w.Invitation(first.ID), want)
				w.same("offers", w.offers(organisation, first.Email), []access.Invitation{want})
				w.same("list", w.invitationsOf(query), []access.Invitation{want})
				end(w, w.Invitation(first.ID))
				w.same("list once it has ended", w.invitationsOf(query), []access.Invitation{w.Invitation(first.ID)})
			}
		})
	}
}

// renewalEndsTheRound checks that after a resend no secret of the attempt before
// opens the invitation, and that delivery events of its mails change nothing.
func renewalEndsTheRound(w *storeFixture) {
	first := w.invited(whole(w.organisation()), "ada", viewer)
	hash := access.HashSecret("a")
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(first, noon, hash)))
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(w.Invitation(first.ID), noon.Add(claimFor), access.HashSecret("b"))))
	write := renewal(w.Invitation(first.ID), noon.Add(claimFor))
	w.Must(w.store.Resend(w.Context(), write))
	next := w.Invitation(first.ID)
	if len(next.TokenHashes) != 0 {
		w.Errorf("%d secrets are left of the round before", len(next.TokenHashes))
	}

	accept := w.acceptance(first, w.person("ada"))
	w.allStale(map[string]func() error{
		"claim": func() error {
			return w.store.ClaimDelivery(w.Context(), claimOf(first, noon.Add(time.Hour), access.HashSecret("c")))
		},
		"settle": func() error {
			return w.store.SettleDelivery(w.Context(), settlementOf(first, access.Delivery{Status: access.Sent}))
		},
		"report": func() error { return w.store.UpdateDelivery(w.Context(), reportOf(first, access.Bounced)) },
		"accept": func() error { return w.store.Accept(w.Context(), accept) },
	})
	// The claim of the attempt before had not ended. It does not block this one.
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(next, noon.Add(claimFor), access.HashSecret("d"))))
	next.TokenHashes = []access.SecretHash{access.HashSecret("d")}
	w.same("invitation", w.Invitation(first.ID), next)
	w.Must(w.store.Accept(w.Context(), w.acceptance(next, w.person("ada"))))
}

// renewalMakesRoom resends a closed invitation whose slot is held by another
// invitation that has expired.
func renewalMakesRoom(w *storeFixture) {
	organisation := w.organisation()
	first := w.invited(whole(organisation), "ada", viewer)
	w.Must(w.store.Close(w.Context(), closing(first, access.Declined)))
	second := w.invited(whole(organisation), "ada", viewer)
	write := renewal(w.Invitation(first.ID), second.ExpiresAt)
	w.stale(func() error { return w.store.Resend(w.Context(), write) })

	lapsed := expiry(second)
	write.Offer.Expired = &lapsed
	w.Must(w.store.Resend(w.Context(), write))
	second.Status, second.ClosedAt = access.Expired, lapsed.At
	w.same("the second", w.Invitation(second.ID), second)
	w.same("the first", w.Invitation(first.ID), write.Offer.Invitation)
	all := w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: first.Email.Key(), Limit: 50})
	w.same("list", fixture.Each(all, idOf), slices.Sorted(slices.Values([]access.InvitationID{first.ID, second.ID})))
}

func renewalIsStale(w *storeFixture) {
	for name, spoil := range map[string]func(w *storeFixture, write *access.InvitationResend){
		"of an invitation that is not there": func(_ *storeFixture, write *access.InvitationResend) {
			write.Before.ID = access.InvitationID(access.NewID())
			write.Offer.Invitation.ID = write.Before.ID
		},
		"in another version": func(_ *storeFixture, write *access.InvitationResend) { write.Before.Version = 2 },
		"in another state":   func(_ *storeFixture, write *access.InvitationResend) { write.Before.Status = access.Declined },
		"of one that was removed": func(w *storeFixture, write *access.InvitationResend) {
			w.Must(w.store.RemoveInvitation(w.Context(), write.Before.ID))
		},
		"when one is to make way that is not in its place": func(w *storeFixture, write *access.InvitationResend) {
			lapsed := expiry(w.invited(write.Before.Scope, "bob", viewer))
			write.Offer.Expired = &lapsed
		},
		"of one that was closed meanwhile": func(w *storeFixture, write *access.InvitationResend) {
			w.Must(w.store.Close(w.Context(), closing(write.Before, access.Declined)))
		},
		"of one that made way": func(w *storeFixture, write *access.InvitationResend) {
			w.Must(w.store.Invite(w.Context(), w.successor(write.Before)))
		},
		"of one that was closed, whose place is taken": func(w *storeFixture, write *access.InvitationResend) {
			w.Must(w.store.Close(w.Context(), closing(write.Before, access.Declined)))
			write.Before = w.Invitation(write.Before.ID)
			w.invited(write.Before.Scope, "ADA", viewer)
		},
		"twice": func(w *storeFixture, write *access.InvitationResend) { w.Must(w.store.Resend(w.Context(), *write)) },
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			write := renewal(w.invited(whole(w.organisation()), "ada", viewer), later)
			spoil(w, &write)
			w.stale(func() error { return w.store.Resend(w.Context(), write) })
		})
	}
}
