package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
)

var expiryTests = []test{
	{"an expiry is read as it was written", expiryIsRead},
	{"an invitation that was removed is written down again", removedIsWritten},
	{"an expiry frees the address and scope", expiryFrees},
	{"an expiry is stale", expiryIsStale},
}

// expiring returns an invitation whose mail was sent.
func (w *storeFixture) expiring(organisation access.Organisation, name string) access.Invitation {
	w.Helper()
	invitation := w.invited(whole(organisation), name, viewer)
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(invitation, noon, access.HashSecret("a"))))
	w.Must(w.store.SettleDelivery(w.Context(), settlementOf(invitation, access.Delivery{Status: access.Sent, Message: "m"})))
	return w.Invitation(invitation.ID)
}

// isExpired checks that an invitation is closed and keeps everything that was
// known of it. It keeps its secret, too: the page of the link says what happened.
func (w *storeFixture) isExpired(was access.Invitation, at time.Time) {
	w.Helper()
	was.Status, was.ClosedAt = access.Expired, at
	w.same("invitation", w.Invitation(was.ID), was)
	organisation := access.Organisation{ID: was.Scope.Organisation}
	w.same("offers", w.offers(organisation, was.Email), []access.Invitation{})
	w.same("list", w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: was.Email.Key(), Limit: 50}),
		[]access.Invitation{was})
}

func expiryIsRead(w *storeFixture) {
	organisation := w.organisation()
	for name, late := range map[string]time.Duration{"at its end": 0, "days after": 49 * time.Hour} {
		invitation := w.expiring(organisation, access.NewID())
		write := expiry(invitation)
		write.At = write.At.Add(late)
		w.Must(w.store.Expire(w.Context(), write))
		w.isExpired(invitation, write.At)
		w.same(name, w.recordsOf(organisation, 50)[0].Type, access.EventInvitationExpired)
	}
}

func removedIsWritten(w *storeFixture) {
	organisation := w.organisation()
	invitation := w.expiring(organisation, "ada")
	w.Must(w.store.RemoveInvitation(w.Context(), invitation.ID))
	write := expiry(invitation)
	w.Must(w.store.Expire(w.Context(), write))
	w.isExpired(invitation, write.At)
	w.stale(func() error { return w.store.Expire(w.Context(), write) })
}

func expiryFrees(w *storeFixture) {
	organisation := w.organisation()
	first := w.invited(whole(organisation), "ada", viewer)
	kept := w.invited(scopeOf(w.account(organisation, "Shop")), "ada", viewer)
	w.Must(w.store.Expire(w.Context(), expiry(first)))
	w.same("offers", w.offers(organisation, kept.Email), []access.Invitation{kept})
	again := w.invited(whole(organisation), "ada", viewer)
	w.same("the next", w.Invitation(again.ID), again)
}

func expiryIsStale(w *storeFixture) {
	for name, spoil := range map[string]func(w *storeFixture, write *access.InvitationClosure){
		"one millisecond too early": func(_ *storeFixture, write *access.InvitationClosure) { write.At = write.At.Add(-time.Millisecond) },
		"before the end, whatever the reader believed": func(_ *storeFixture, write *access.InvitationClosure) {
			write.At = later
			write.Invitation.ExpiresAt = later.Add(-time.Hour)
		},
		"before the end, of one that is not there": func(w *storeFixture, write *access.InvitationClosure) {
			w.Must(w.store.RemoveInvitation(w.Context(), write.Invitation.ID))
			write.At = write.Invitation.ExpiresAt.Add(-time.Second)
		},
		"in another version": func(_ *storeFixture, write *access.InvitationClosure) { write.Invitation.Version = 2 },
		"twice":              func(w *storeFixture, write *access.InvitationClosure) { w.Must(w.store.Expire(w.Context(), *write)) },
		"of one that was accepted": func(w *storeFixture, write *access.InvitationClosure) {
			w.Must(w.store.Accept(w.Context(), w.acceptance(write.Invitation, w.person("ada"))))
		},
		"of one that was declined": func(w *storeFixture, write *access.InvitationClosure) {
			w.Must(w.store.Close(w.Context(), closing(write.Invitation, access.Declined)))
		},
		"of one that was offered anew": func(w *storeFixture, write *access.InvitationClosure) {
			w.Must(w.store.Resend(w.Context(), renewal(write.Invitation, later)))
		},
		"of one that was offered anew at its end": func(w *storeFixture, write *access.InvitationClosure) {
			w.Must(w.store.Resend(w.Context(), renewal(write.Invitation, write.At)))
		},
		"of one that made way": func(w *storeFixture, write *access.InvitationClosure) {
			w.Must(w.store.Invite(w.Context(), w.successor(write.Invitation)))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			write := expiry(w.invited(whole(w.organisation()), "ada", viewer))
			spoil(w, &write)
			w.stale(func() error { return w.store.Expire(w.Context(), write) })
		})
	}
}
