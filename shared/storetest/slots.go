package storetest

import (
	"admit/shared/access"

	"admit/shared/fixture"
)

var slotTests = []test{
	{"the slot of a removed invitation is held until it is released", slotIsReleased},
	{"an expiry after that stores the invitation and frees nothing more", expiryAfterRelease},
	{"the slot of an open invitation, or of none, is not released", slotIsNotReleased},
	{"a released slot makes room for exactly one", releasedSlotMakesRoom},
}

func slotIsReleased(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	offer := f.limited(organisation, "ada", openLimit(1))
	first := f.invite(offer)
	f.Must(f.store.RemoveInvitation(f.Context(), first.ID))
	next := f.limited(organisation, "ADA", openLimit(1))
	f.stale(func() error { return f.store.Invite(f.Context(), next) })

	f.Must(f.store.ReleaseSlot(f.Context(), first.Scope, f.address("Ada")))
	f.same("offers", f.offers(organisation, first.Email), []access.Invitation{})
	f.Must(f.store.Invite(f.Context(), next)) // the removed invitation no longer counts
	f.same("offers", f.offers(organisation, first.Email), []access.Invitation{next.Invitation})
}

func expiryAfterRelease(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	first := f.invite(f.limited(organisation, "ada", openLimit(1)))
	f.Must(f.store.RemoveInvitation(f.Context(), first.ID))
	for range 2 {
		f.Must(f.store.ReleaseSlot(f.Context(), first.Scope, first.Email))
	}
	next := f.invite(f.limited(organisation, "ada", openLimit(1)))

	f.Must(f.store.Expire(f.Context(), expiry(first)))
	first = closedAt(first, access.Expired, first.ExpiresAt)
	f.same("the first", f.Invitation(first.ID), first)
	f.same("offers", f.offers(organisation, first.Email), []access.Invitation{next})
	f.same("pending", f.listed(organisation, access.Pending), []access.InvitationID{next.ID})
	f.same("closed", f.listed(organisation, closedStatuses...), []access.InvitationID{first.ID})
	f.same("invited in addition", f.countInvited(access.LimitOpen, f.manyOffers(2, organisation, openLimit(1))...), 0)
	f.stale(func() error { return f.store.Expire(f.Context(), expiry(first)) })
}

func slotIsNotReleased(f *storeFixture) {
	organisation := f.organisation()
	open := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	closed := f.invited(fixture.Whole(organisation), "bob", fixture.Viewer)
	f.Must(f.store.Close(f.Context(), closureOf(closed, access.Declined)))
	before := f.everything()
	for _, name := range []string{"ada", "bob", "nobody"} {
		f.Must(f.store.ReleaseSlot(f.Context(), open.Scope, f.address(name)))
	}
	f.Must(f.store.ReleaseSlot(f.Context(), access.Scope{Organisation: access.OrganisationID(access.NewID())}, open.Email))
	f.note(func() { f.addresses = f.addresses[:len(f.addresses)-1] }) // no user has it
	f.unchanged(before)
	f.same("offers", f.offers(organisation, open.Email), []access.Invitation{open})
	next := f.offer(open.Scope, "ADA", fixture.Signer)
	f.stale(func() error { return f.store.Invite(f.Context(), next) })
}

func releasedSlotMakesRoom(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	for _, name := range []string{"ada", "bob", "cay"} {
		f.Must(f.store.Invite(f.Context(), f.limited(organisation, name, openLimit(3))))
	}
	removed := f.offers(organisation, f.address("bob"))[0]
	f.Must(f.store.RemoveInvitation(f.Context(), removed.ID))
	expired, err := f.store.ExpiredOffers(f.Context(), organisation.ID, removed.ExpiresAt, 10)
	f.Must(err)
	f.same("freed", expired.Released, 1)
	f.same("invited instead", f.countInvited(access.LimitOpen, f.manyOffers(4, organisation, openLimit(3))...), 1)
	f.Must(f.store.Expire(f.Context(), expiry(removed)))
	f.same("invited once it is closed", f.countInvited(access.LimitOpen, f.manyOffers(4, organisation, openLimit(3))...), 0)
}
