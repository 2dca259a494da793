package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var offerVersionTests = []test{
	{"the offers to an address have another version after every write that opens or widens one", offersAreVersioned},
	{"the version of the offers to an address is left alone by everything else", versionIsLeftAlone},
	{"a change is stale when an offer was opened or widened since its version was read", changeKnowsEveryOffer},
	{"a change that says no version rests on none", changeWithoutVersion},
	{"a removal among invitations revokes each that was there before it was written", removalAmongInvitations},
}

func (w *storeFixture) offersVersion(organisation access.Organisation, address access.Address) string {
	w.Helper()
	offers, err := w.store.Offers(w.Context(), organisation.ID, address)
	w.Must(err)
	return offers.Version
}

// widenings are the writes that invite ada or give ada's invitation other roles.
var widenings = map[string]func(w *storeFixture, o access.Organisation) func() error{
	"an invitation": func(w *storeFixture, o access.Organisation) func() error {
		offer := w.offer(whole(o), "ADA", viewer)
		return func() error { return w.store.Invite(w.Context(), offer) }
	},
	"an invitation in the place of an expired one": func(w *storeFixture, o access.Organisation) func() error {
		offer := w.successor(w.invited(whole(o), "ada", viewer))
		return func() error { return w.store.Invite(w.Context(), offer) }
	},
	"a resend of an open one": func(w *storeFixture, o access.Organisation) func() error {
		write := renewal(w.invited(whole(o), "ada", viewer), later)
		return func() error { return w.store.Resend(w.Context(), write) }
	},
	"a resend of a declined one": func(w *storeFixture, o access.Organisation) func() error {
		declined := w.invited(whole(o), "ada", viewer)
		w.Must(w.store.Close(w.Context(), closing(declined, access.Declined)))
		write := renewal(w.Invitation(declined.ID), later)
		return func() error { return w.store.Resend(w.Context(), write) }
	},
	"an amendment of roles": func(w *storeFixture, o access.Organisation) func() error {
		write := amendment(w.invited(whole(o), "ada", viewer), viewer, signer)
		return func() error { return w.store.UpdateInvitation(w.Context(), write) }
	},
}

func offersAreVersioned(w *storeFixture) {
	for name, prepare := range widenings {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			organisation := w.founded("one")
			write := prepare(w, organisation)
			before := w.offersVersion(organisation, w.address("ada"))
			w.Must(write())
			if after := w.offersVersion(organisation, w.address("Ada")); after == before || after == "" {
				w.Errorf("the version is %q, and was %q", after, before)
			}
		})
	}
}

func versionIsLeftAlone(w *storeFixture) {
	organisation, other := w.organisation(), w.organisation()
	w.same("of nobody", w.offersVersion(organisation, w.address("ada")), "")
	first := w.invited(whole(organisation), "ada", viewer)
	second := w.invited(scopeOf(w.account(organisation, "Shop")), "ada", viewer)
	version := w.offersVersion(organisation, first.Email)

	w.invited(whole(organisation), "bob", viewer)
	w.invited(whole(other), "ada", viewer)
	names := amendment(first, first.Roles...)
	w.Must(w.store.UpdateInvitation(w.Context(), names))
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(names.After, noon, access.HashSecret("a"))))
	w.Must(w.store.Close(w.Context(), closing(second, access.Declined)))
	w.Must(w.store.Accept(w.Context(), w.acceptance(names.After, w.person("ada"))))
	w.same("version", w.offersVersion(organisation, first.Email), version)
}

func changeKnowsEveryOffer(w *storeFixture) {
	for name, prepare := range widenings {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			organisation := w.founded("one")
			shop := w.account(organisation, "Shop")
			take := removal(w.member(w.person("ada"), scopeOf(shop), viewer))
			write := prepare(w, organisation)
			version := w.offersVersion(organisation, take.Before.User.Email)
			take.OffersVersion = &version
			w.Must(write())
			w.stale(func() error { return w.store.ChangeMembership(w.Context(), take) })
			version = w.offersVersion(organisation, take.Before.User.Email)
			w.Must(w.store.ChangeMembership(w.Context(), take))
		})
	}
}

func changeWithoutVersion(w *storeFixture) {
	organisation := w.organisation()
	take := removal(w.member(w.person("ada"), whole(organisation), viewer))
	wrong := "another"
	take.OffersVersion = &wrong
	w.stale(func() error { return w.store.ChangeMembership(w.Context(), take) })
	take.OffersVersion = nil
	w.Must(w.store.ChangeMembership(w.Context(), take))
}

// removalAmongInvitations checks that a removal revokes every invitation that was
// written before the removal began to write.
func removalAmongInvitations(w *storeFixture) {
	organisation := w.organisation()
	user := w.member(w.person("ada"), whole(organisation), viewer).User
	var invitations []access.Offer
	for n := range 12 {
		account := w.account(organisation, fmt.Sprintf("Shop %d", n))
		invitations = append(invitations, w.offerTo(scopeOf(account), user.Email, signer))
	}
	var acknowledged atomic.Int64
	var before int64
	fixture.Together(func() {
		for _, offer := range invitations {
			if err := w.store.Invite(w.Context(), offer); err != nil && !errors.Is(err, access.ErrStale) {
				w.Error(err)
			}
			acknowledged.Add(1)
		}
	}, func() {
		w.contend(func() (bool, error) {
			take := removal(w.Membership(user.ID, organisation.ID))
			offers, err := w.store.Offers(w.Context(), organisation.ID, user.Email)
			if err != nil {
				return true, err
			}
			for _, invitation := range offers.Pending {
				take.Revocations = append(take.Revocations, closing(invitation, access.Revoked))
			}
			take.OffersVersion, before = &offers.Version, acknowledged.Load()
			return false, w.store.ChangeMembership(w.Context(), take)
		})
	})
	w.same("row", w.Membership(user.ID, organisation.ID), access.Membership{})
	for n, offer := range invitations[:before] {
		stored, err := w.store.Invitation(w.Context(), offer.Invitation.ID)
		if err == nil && stored.Status == access.Pending {
			w.Errorf("invitation %d of %d before the removal is still open", n, before)
		}
	}
}
