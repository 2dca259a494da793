package accesstest

import (
	"errors"
	"time"

	"admit/shared/access"
)

var offerTests = []test{
	{"an invitation is read as it was written", invitationIsRead},
	{"one live invitation of an address and scope", oneLiveInvitation},
	{"an address has an invitation at each scope", invitationAtEachScope},
	{"an invitation makes way at its end, to the millisecond", invitationMakesWay},
	{"an invitation that made way is read by its id and listed no more", displacedIsRead},
	{"an invitation that made way is over, whatever the clock says", displacedIsOver},
}

func invitationIsRead(w *world) {
	organisation := w.organisation()
	account := w.account(organisation, "Shop")
	offer := w.offer(scopeOf(account), "Åda.O'Neil+x%_#y", viewer, editor)
	offer.Invitation.Inviter = access.Person{ID: "inviter", Name: "Charles <b>B</b>", Email: "Charles@example.com"}
	offer.Invitation.FirstName, offer.Invitation.LastName, offer.Invitation.Locale = "Åda", "", ""
	w.must(w.store.Invite(w.Context(), offer))

	got := w.invitation(offer.Invitation.ID)
	w.same("invitation", got, offer.Invitation)
	if got.Email != offer.Invitation.Email {
		w.Errorf("the address is %#v, want %#v", got.Email, offer.Invitation.Email)
	}
	w.same("offers", w.offers(organisation, offer.Invitation.Email), []access.Invitation{offer.Invitation})

	_, err := w.store.Invitation(w.Context(), access.InvitationID(access.NewID()))
	if !errors.Is(err, access.ErrNone) {
		w.Errorf("an unknown invitation: %v, want access.ErrNone", err)
	}
}

func oneLiveInvitation(w *world) {
	organisation := w.organisation()
	w.invited(whole(organisation), "ada", viewer)
	for _, name := range []string{"ada", "ADA", "aDa"} {
		second := w.offer(whole(organisation), name, editor)
		w.stale(func() error { return w.store.Invite(w.Context(), second) })
	}
}

func invitationAtEachScope(w *world) {
	one, other := w.organisation(), w.organisation()
	shop, yard := w.account(one, "Shop"), w.account(one, "Yard")
	var want []access.Invitation
	for _, scope := range []access.Scope{whole(one), scopeOf(shop), scopeOf(yard)} {
		want = append(want, w.invited(scope, "ada", viewer))
	}
	elsewhere := w.invited(whole(other), "ada", viewer)
	w.invited(whole(one), "ada-", viewer)

	byAccount := func(i access.Invitation) string { return string(i.Scope.Account) }
	w.same("offers", sortedBy(w.offers(one, w.address("ADA")), byAccount), sortedBy(want, byAccount))
	w.same("offers elsewhere", w.offers(other, w.address("ada")), []access.Invitation{elsewhere})
	w.same("offers to nobody", w.offers(one, w.address("nobody")), []access.Invitation{})
}

func invitationMakesWay(w *world) {
	organisation := w.organisation()
	first := w.invited(whole(organisation), "ada", viewer)
	next := w.offer(whole(organisation), "ada", editor)

	next.Invitation.CreatedAt = first.ExpiresAt.Add(-time.Millisecond)
	w.stale(func() error { return w.store.Invite(w.Context(), next) })
	next.Invitation.CreatedAt = first.ExpiresAt
	w.must(w.store.Invite(w.Context(), next))
	w.same("offers", w.offers(organisation, w.address("ada")), []access.Invitation{next.Invitation})
}

func displaced(w *world) (organisation access.Organisation, first, second access.Invitation) {
	organisation = w.organisation()
	first = w.invited(whole(organisation), "ada", viewer)
	offer := w.offer(whole(organisation), "ada", editor)
	offer.Invitation.CreatedAt = first.ExpiresAt
	offer.Invitation.ExpiresAt = first.ExpiresAt.Add(access.OpenFor)
	w.must(w.store.Invite(w.Context(), offer))
	return organisation, first, offer.Invitation
}

func displacedIsRead(w *world) {
	organisation, first, second := displaced(w)
	w.same("the first", w.invitation(first.ID), first)
	w.same("offers", w.offers(organisation, first.Email), []access.Invitation{second})
	listed := w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: first.Email.Key(), Limit: 50})
	w.same("list", listed, []access.Invitation{second})
}

// displacedIsOver: by a clock that is behind, the first invitation still has
// time, and yet there are never two that can be accepted.
func displacedIsOver(w *world) {
	organisation, first, _ := displaced(w)
	accept := w.acceptance(first, w.person("ada"))
	take := removal(w.member(w.person("bob"), whole(organisation), viewer))
	take.Revocations = []access.Closing{closing(first, access.Revoked)}
	for _, write := range []func() error{
		func() error { return w.store.Accept(w.Context(), accept) },
		func() error { return w.store.Close(w.Context(), closing(first, access.Declined)) },
		func() error { return w.store.Remove(w.Context(), take) },
	} {
		w.stale(write)
	}
}
