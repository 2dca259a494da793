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
	{"the offer version of an address changes with every write that opens an invitation or changes its roles", offersAreVersioned},
	{"no other write changes the offer version of an address", offerVersionIsUnchanged},
	{"a change is stale when the offer version has changed since it was read", changeChecksOfferVersion},
	{"a change without an offer version checks none", changeWithoutVersion},
	{"a removal during invitations revokes each that existed before it was written", removalBetweenInvitations},
}

func (f *storeFixture) offerVersion(organisation access.Organisation, address access.Address) string {
	f.Helper()
	offers, err := f.store.Offers(f.Context(), organisation.ID, address)
	f.Must(err)
	return offers.Version
}

// offerVersionWrites are the writes that invite ada or give ada's invitation other roles.
var offerVersionWrites = map[string]func(f *storeFixture, o access.Organisation) func() error{
	"an invitation": func(f *storeFixture, o access.Organisation) func() error {
		offer := f.offer(fixture.Whole(o), "ADA", fixture.Viewer)
		return func() error { return f.store.Invite(f.Context(), offer) }
	},
	"an invitation that replaces an expired one": func(f *storeFixture, o access.Organisation) func() error {
		offer := f.replacement(f.invited(fixture.Whole(o), "ada", fixture.Viewer))
		return func() error { return f.store.Invite(f.Context(), offer) }
	},
	"a resend of an open invitation": func(f *storeFixture, o access.Organisation) func() error {
		write := resendOf(f.invited(fixture.Whole(o), "ada", fixture.Viewer), later)
		return func() error { return f.store.Resend(f.Context(), write) }
	},
	"a resend of a declined invitation": func(f *storeFixture, o access.Organisation) func() error {
		declined := f.invited(fixture.Whole(o), "ada", fixture.Viewer)
		f.Must(f.store.Close(f.Context(), closureOf(declined, access.Declined)))
		write := resendOf(f.Invitation(declined.ID), later)
		return func() error { return f.store.Resend(f.Context(), write) }
	},
	"an update of the roles": func(f *storeFixture, o access.Organisation) func() error {
		write := updateOf(f.invited(fixture.Whole(o), "ada", fixture.Viewer), fixture.Viewer, fixture.Signer)
		return func() error { return f.store.UpdateInvitation(f.Context(), write) }
	},
}

func offersAreVersioned(f *storeFixture) {
	for name, prepare := range offerVersionWrites {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			organisation := f.namedOrganisation("one")
			write := prepare(f, organisation)
			before := f.offerVersion(organisation, f.address("ada"))
			f.Must(write())
			if after := f.offerVersion(organisation, f.address("Ada")); after == before || after == "" {
				f.Errorf("the version is %q, and was %q", after, before)
			}
		})
	}
}

func offerVersionIsUnchanged(f *storeFixture) {
	organisation, other := f.organisation(), f.organisation()
	f.same("of nobody", f.offerVersion(organisation, f.address("ada")), "")
	first := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	second := f.invited(fixture.ScopeOf(f.account(organisation, "Shop")), "ada", fixture.Viewer)
	version := f.offerVersion(organisation, first.Email)

	f.invited(fixture.Whole(organisation), "bob", fixture.Viewer)
	f.invited(fixture.Whole(other), "ada", fixture.Viewer)
	names := updateOf(first, first.Roles...)
	f.Must(f.store.UpdateInvitation(f.Context(), names))
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(names.After, fixture.Noon, access.HashToken("a"))))
	f.Must(f.store.Close(f.Context(), closureOf(second, access.Declined)))
	f.Must(f.store.Accept(f.Context(), f.acceptance(names.After, f.person("ada"))))
	f.same("version", f.offerVersion(organisation, first.Email), version)
}

func changeChecksOfferVersion(f *storeFixture) {
	for name, prepare := range offerVersionWrites {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			organisation := f.namedOrganisation("one")
			shop := f.account(organisation, "Shop")
			change := removal(f.member(f.person("ada"), fixture.ScopeOf(shop), fixture.Viewer))
			write := prepare(f, organisation)
			version := f.offerVersion(organisation, change.Before.User.Email)
			change.OffersVersion = &version
			f.Must(write())
			f.stale(func() error { return f.store.ChangeMembership(f.Context(), change) })
			version = f.offerVersion(organisation, change.Before.User.Email)
			f.Must(f.store.ChangeMembership(f.Context(), change))
		})
	}
}

func changeWithoutVersion(f *storeFixture) {
	organisation := f.organisation()
	change := removal(f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer))
	wrong := "another"
	change.OffersVersion = &wrong
	f.stale(func() error { return f.store.ChangeMembership(f.Context(), change) })
	change.OffersVersion = nil
	f.Must(f.store.ChangeMembership(f.Context(), change))
}

// removalBetweenInvitations checks that a removal revokes every invitation that was
// written before the removal began to write.
func removalBetweenInvitations(f *storeFixture) {
	organisation := f.organisation()
	user := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer).User
	var invitations []access.Offer
	for n := range 12 {
		account := f.account(organisation, fmt.Sprintf("Shop %d", n))
		invitations = append(invitations, f.offerTo(fixture.ScopeOf(account), user.Email, fixture.Signer))
	}
	var acknowledged atomic.Int64
	var before int64
	fixture.Together(func() {
		for _, offer := range invitations {
			if err := f.store.Invite(f.Context(), offer); err != nil && !errors.Is(err, access.ErrStale) {
				f.Error(err)
			}
			acknowledged.Add(1)
		}
	}, func() {
		f.contend(func() (bool, error) {
			change := removal(f.Membership(user.ID, organisation.ID))
			offers, err := f.store.Offers(f.Context(), organisation.ID, user.Email)
			if err != nil {
				return true, err
			}
			for _, invitation := range offers.Pending {
				change.Revocations = append(change.Revocations, closureOf(invitation, access.Revoked))
			}
			change.OffersVersion, before = &offers.Version, acknowledged.Load()
			return false, f.store.ChangeMembership(f.Context(), change)
		})
	})
	f.same("membership", f.Membership(user.ID, organisation.ID), access.Membership{})
	for n, offer := range invitations[:before] {
		stored, err := f.store.Invitation(f.Context(), offer.Invitation.ID)
		if err == nil && stored.Status == access.Pending {
			f.Errorf("invitation %d of %d before the removal is still open", n, before)
		}
	}
}
