package storetest

import "admit/shared/access"

var vacancyTests = []test{
	{"a place is held for an invitation that was removed, until it is vacated", placeIsVacated},
	{"an expiry after that writes the invitation down, and frees nothing more", expiryAfterVacancy},
	{"a place that holds an invitation, or nothing, is not vacated", placeIsNotVacated},
	{"a place that is freed with others makes room for exactly one", freedMakesRoom},
}

func placeIsVacated(f *storeFixture) {
	organisation := f.founded("one")
	offer := f.limited(organisation, "ada", upTo(1))
	first := f.invite(offer)
	f.Must(f.store.RemoveInvitation(f.Context(), first.ID))
	next := f.limited(organisation, "ADA", upTo(1))
	f.stale(func() error { return f.store.Invite(f.Context(), next) })

	f.Must(f.store.ReleaseSlot(f.Context(), first.Scope, f.address("Ada")))
	f.same("offers", f.offers(organisation, first.Email), []access.Invitation{})
	f.Must(f.store.Invite(f.Context(), next)) // it does not count any more either
	f.same("offers", f.offers(organisation, first.Email), []access.Invitation{next.Invitation})
}

func expiryAfterVacancy(f *storeFixture) {
	organisation := f.founded("one")
	first := f.invite(f.limited(organisation, "ada", upTo(1)))
	f.Must(f.store.RemoveInvitation(f.Context(), first.ID))
	for range 2 {
		f.Must(f.store.ReleaseSlot(f.Context(), first.Scope, first.Email))
	}
	next := f.invite(f.limited(organisation, "ada", upTo(1)))

	f.Must(f.store.Expire(f.Context(), expiry(first)))
	first.Status, first.ClosedAt = access.Expired, first.ExpiresAt
	f.same("the first", f.Invitation(first.ID), first)
	f.same("offers", f.offers(organisation, first.Email), []access.Invitation{next})
	f.same("pending", f.listed(organisation, access.ListPending), []access.InvitationID{next.ID})
	f.same("closed", f.listed(organisation, access.ListClosed), []access.InvitationID{first.ID})
	f.same("admitted beside", f.admitted(access.LimitOpen, f.many(2, organisation, upTo(1))...), 0)
	f.stale(func() error { return f.store.Expire(f.Context(), expiry(first)) })
}

func placeIsNotVacated(f *storeFixture) {
	organisation := f.organisation()
	open := f.invited(whole(organisation), "ada", viewer)
	closed := f.invited(whole(organisation), "bob", viewer)
	f.Must(f.store.Close(f.Context(), closing(closed, access.Declined)))
	before := f.everything()
	for _, name := range []string{"ada", "bob", "nobody"} {
		f.Must(f.store.ReleaseSlot(f.Context(), open.Scope, f.address(name)))
	}
	f.Must(f.store.ReleaseSlot(f.Context(), access.Scope{Organisation: access.OrganisationID(access.NewID())}, open.Email))
	f.note(func() { f.addresses = f.addresses[:len(f.addresses)-1] }) // no user has it
	f.unchanged(before)
	f.same("offers", f.offers(organisation, open.Email), []access.Invitation{open})
	next := f.offer(open.Scope, "ADA", signer)
	f.stale(func() error { return f.store.Invite(f.Context(), next) })
}

func freedMakesRoom(f *storeFixture) {
	organisation := f.founded("one")
	for _, name := range []string{"ada", "bob", "cay"} {
		f.Must(f.store.Invite(f.Context(), f.limited(organisation, name, upTo(3))))
	}
	removed := f.offers(organisation, f.address("bob"))[0]
	f.Must(f.store.RemoveInvitation(f.Context(), removed.ID))
	lapsed, err := f.store.ExpiredOffers(f.Context(), organisation.ID, removed.ExpiresAt, 10)
	f.Must(err)
	f.same("freed", lapsed.Freed, 1)
	f.same("admitted instead", f.admitted(access.LimitOpen, f.many(4, organisation, upTo(3))...), 1)
	f.Must(f.store.Expire(f.Context(), expiry(removed)))
	f.same("admitted once it is written down", f.admitted(access.LimitOpen, f.many(4, organisation, upTo(3))...), 0)
}
