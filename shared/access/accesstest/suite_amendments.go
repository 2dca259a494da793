package accesstest

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

func amendmentIsRead(w *world) {
	organisation := w.organisation()
	before := w.invited(whole(organisation), "ada", viewer)
	write := amendment(before, editor, access.OrganisationAdmin)
	w.must(w.store.Amend(w.Context(), write))
	w.same("invitation", w.invitation(before.ID), write.After)
	w.same("offers", w.offers(organisation, before.Email), []access.Invitation{write.After})

	again := amendment(write.After, viewer)
	again.At = before.ExpiresAt.Add(-time.Millisecond) // its last
	w.must(w.store.Amend(w.Context(), again))
	w.same("invitation, once more", w.invitation(before.ID), again.After)
	w.must(w.store.Accept(w.Context(), w.acceptance(again.After, w.person("ada"))))
}

// amendmentLeavesTheMail: the mail went its way between the reading and the
// writing.
func amendmentLeavesTheMail(w *world) {
	before := w.invited(whole(w.organisation()), "ada", viewer)
	write := amendment(before, editor)
	hash := access.HashSecret("a")
	w.must(w.store.ClaimDelivery(w.Context(), claimOf(before, noon, hash)))
	settle := settlementOf(before, access.Delivery{Status: access.Sent, Message: "0100-message"})
	w.must(w.store.SettleDelivery(w.Context(), settle))
	w.must(w.store.Amend(w.Context(), write))

	want := write.After
	want.Secrets, want.Delivery = []access.SecretHash{hash}, settle.Delivery
	w.same("invitation", w.invitation(before.ID), want)
}

func amendmentIsStale(w *world) {
	for name, spoil := range map[string]func(w *world, write *access.Amendment){
		"of an invitation that is not there": func(_ *world, write *access.Amendment) {
			write.Before.ID = access.InvitationID(access.NewID())
			write.After.ID = write.Before.ID
		},
		"in another version": func(_ *world, write *access.Amendment) { write.Before.Version = 2 },
		"at the end":         func(_ *world, write *access.Amendment) { write.At = write.Before.ExpiresAt },
		"after the end, whatever the reader believed": func(_ *world, write *access.Amendment) {
			write.At = write.Before.ExpiresAt.Add(time.Second)
			write.Before.ExpiresAt = write.At.Add(time.Hour)
			write.After.ExpiresAt = write.Before.ExpiresAt
		},
		"of one that was declined": func(w *world, write *access.Amendment) {
			w.must(w.store.Close(w.Context(), closing(write.Before, access.Declined)))
		},
		"of one that was removed": func(w *world, write *access.Amendment) {
			w.must(w.store.RemoveInvitation(w.Context(), write.Before.ID))
		},
		"twice": func(w *world, write *access.Amendment) { w.must(w.store.Amend(w.Context(), *write)) },
	} {
		w.Run(name, func(t *testing.T) {
			w := newWorld(t, w.store)
			write := amendment(w.invited(whole(w.organisation()), "ada", viewer), editor)
			spoil(w, &write)
			w.stale(func() error { return w.store.Amend(w.Context(), write) })
		})
	}
}
