package storetest

import "admit/shared/access"

var vacancyTests = []test{
	{"a place is held for an invitation that was removed, until it is vacated", placeIsVacated},
	{"an expiry after that writes the invitation down, and frees nothing more", expiryAfterVacancy},
	{"a place that holds an invitation, or nothing, is not vacated", placeIsNotVacated},
	{"a place that is freed with others makes room for exactly one", freedMakesRoom},
}

func placeIsVacated(w *storeFixture) {
	organisation := w.founded("one")
	offer := w.limited(organisation, "ada", upTo(1))
	first := w.invite(offer)
	w.Must(w.store.RemoveInvitation(w.Context(), first.ID))
	next := w.limited(organisation, "ADA", upTo(1))
	w.stale(func() error { return w.store.Invite(w.Context(), next) })

	w.Must(w.store.ReleaseSlot(w.Context(), first.Scope, w.address("Ada")))
	w.same("offers", w.offers(organisation, first.Email), []access.Invitation{})
	w.Must(w.store.Invite(w.Context(), next)) // it does not count any more either
	w.same("offers", w.offers(organisation, first.Email), []access.Invitation{next.Invitation})
}

func expiryAfterVacancy(w *storeFixture) {
	organisation := w.founded("one")
	first := w.invite(w.limited(organisation, "ada", upTo(1)))
	w.Must(w.store.RemoveInvitation(w.Context(), first.ID))
	for range 2 {
		w.Must(w.store.ReleaseSlot(w.Context(), first.Scope, first.Email))
	}
	next := w.invite(w.limited(organisation, "ada", upTo(1)))

	w.Must(w.store.Expire(w.Context(), expiry(first)))
	first.Status, first.ClosedAt = access.Expired, first.ExpiresAt
	w.same("the first", w.Invitation(first.ID), first)
	w.same("offers", w.offers(organisation, first.Email), []access.Invitation{next})
	w.same("pending", w.listed(organisation, access.ListPending), []access.InvitationID{next.ID})
	w.same("closed", w.listed(organisation, access.ListClosed), []access.InvitationID{first.ID})
	w.same("admitted beside", w.admitted(access.LimitOpen, w.many(2, organisation, upTo(1))...), 0)
	w.stale(func() error { return w.store.Expire(w.Context(), expiry(first)) })
}

func placeIsNotVacated(w *storeFixture) {
	organisation := w.organisation()
	open := w.invited(whole(organisation), "ada", viewer)
	closed := w.invited(whole(organisation), "bob", viewer)
	w.Must(w.store.Close(w.Context(), closing(closed, access.Declined)))
	before := w.everything()
	for _, name := range []string{"ada", "bob", "nobody"} {
		w.Must(w.store.ReleaseSlot(w.Context(), open.Scope, w.address(name)))
	}
	w.Must(w.store.ReleaseSlot(w.Context(), access.Scope{Organisation: access.OrganisationID(access.NewID())}, open.Email))
	w.note(func() { w.addresses = w.addresses[:len(w.addresses)-1] }) // no user has it
	w.unchanged(before)
	w.same("offers", w.offers(organisation, open.Email), []access.Invitation{open})
	next := w.offer(open.Scope, "ADA", signer)
	w.stale(func() error { return w.store.Invite(w.Context(), next) })
}

func freedMakesRoom(w *storeFixture) {
	organisation := w.founded("one")
	for _, name := range []string{"ada", "bob", "cay"} {
		w.Must(w.store.Invite(w.Context(), w.limited(organisation, name, upTo(3))))
	}
	removed := w.offers(organisation, w.address("bob"))[0]
	w.Must(w.store.RemoveInvitation(w.Context(), removed.ID))
	lapsed, err := w.store.ExpiredOffers(w.Context(), organisation.ID, removed.ExpiresAt, 10)
	w.Must(err)
	w.same("freed", lapsed.Freed, 1)
	w.same("admitted instead", w.admitted(access.LimitOpen, w.many(4, organisation, upTo(3))...), 1)
	w.Must(w.store.Expire(w.Context(), expiry(removed)))
	w.same("admitted once it is written down", w.admitted(access.LimitOpen, w.many(4, organisation, upTo(3))...), 0)
}
