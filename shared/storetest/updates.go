package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
)

var amendmentTests = []test{
	{"an amendment changes what was offered and nothing else", amendmentIsRead},
	{"an amendment leaves what is known of the mail", amendmentLeavesTheMail},
	{"an amendment is stale", amendmentIsStale},
}

func amendmentIsRead(w *storeFixture) {
	organisation := w.organisation()
	before := w.invited(whole(organisation), "ada", viewer)
	write := amendment(before, signer, access.OrganisationAdmin)
	w.Must(w.store.UpdateInvitation(w.Context(), write))
	w.same("invitation", w.Invitation(before.ID), write.After)
	w.same("offers", w.offers(organisation, before.Email), []access.Invitation{write.After})

	again := amendment(write.After, viewer)
	again.At = before.ExpiresAt.Add(-time.Millisecond) // its last millisecond
	w.Must(w.store.UpdateInvitation(w.Context(), again))
	w.same("invitation, once more", w.Invitation(before.ID), again.After)
	w.Must(w.store.Accept(w.Context(), w.acceptance(again.After, w.person("ada"))))
}

// amendmentLeavesTheMail checks an update that was decided on before the mail was
// sent and is written after. It does not change what the sender wrote.
func amendmentLeavesTheMail(w *storeFixture) {
	before := w.invited(whole(w.organisation()), "ada", viewer)
	write := amendment(before, signer)
	hash := access.HashSecret("a")
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(before, noon, hash)))
	settle := settlementOf(before, access.Delivery{Status: access.Sent, Message: "0100-message"})
	w.Must(w.store.SettleDelivery(w.Context(), settle))
	w.Must(w.store.UpdateInvitation(w.Context(), write))

	want := write.After
	want.TokenHashes, want.Delivery = []access.SecretHash{hash}, settle.Delivery
	w.same("invitation", w.Invitation(before.ID), want)
}

func amendmentIsStale(w *storeFixture) {
	for name, spoil := range map[string]func(w *storeFixture, write *access.InvitationUpdate){
		"of an invitation that is not there": func(_ *storeFixture, write *access.InvitationUpdate) {
			write.Before.ID = access.InvitationID(access.NewID())
			write.After.ID = write.Before.ID
		},
		"in another version": func(_ *storeFixture, write *access.InvitationUpdate) { write.Before.Version = 2 },
		"at the end":         func(_ *storeFixture, write *access.InvitationUpdate) { write.At = write.Before.ExpiresAt },
		"after the end, whatever the reader believed": func(_ *storeFixture, write *access.InvitationUpdate) {
			write.At = write.Before.ExpiresAt.Add(time.Second)
			write.Before.ExpiresAt = write.At.Add(time.Hour)
			write.After.ExpiresAt = write.Before.ExpiresAt
		},
		"of one that was declined": func(w *storeFixture, write *access.InvitationUpdate) {
			w.Must(w.store.Close(w.Context(), closing(write.Before, access.Declined)))
		},
		"of one that was removed": func(w *storeFixture, write *access.InvitationUpdate) {
			w.Must(w.store.RemoveInvitation(w.Context(), write.Before.ID))
		},
		"twice": func(w *storeFixture, write *access.InvitationUpdate) {
			w.Must(w.store.UpdateInvitation(w.Context(), *write))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			write := amendment(w.invited(whole(w.organisation()), "ada", viewer), signer)
			spoil(w, &write)
			w.stale(func() error { return w.store.UpdateInvitation(w.Context(), write) })
		})
	}
}
