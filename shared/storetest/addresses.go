package storetest

import (
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var addressTests = []test{
	{"spellings of an address are equal", spellingsAreOne},
	{"similar addresses are different", likeAddressesAreSeveral},
}

func spellingsAreOne(f *storeFixture) {
	for name, spellings := range map[string][2]string{
		"case":                  {"Ada.Lovelace@" + f.Domain, "aDA.lOVELACE@" + f.Domain},
		"case beyond ASCII":     {"Ødegård@" + f.Domain, "ØDEGÅRD@" + f.Domain},
		"case of the domain":    {"ada@" + f.Domain, "ada@" + strings.ToUpper(f.Domain)},
		"a domain and its IDNA": {"ada@bücher." + f.Domain, "ada@xn--bcher-kva." + f.Domain},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			organisation := f.organisation()
			one, other := f.parse(spellings[0]), f.parse(spellings[1])
			offer := f.offerTo(fixture.Whole(organisation), one, fixture.Viewer)
			invitation := f.invite(offer)
			second := f.offerTo(fixture.Whole(organisation), other, fixture.Signer)
			f.stale(func() error { return f.store.Invite(f.Context(), second) })
			f.same("offers", f.offers(organisation, other), []access.Invitation{invitation})

			user := f.person("placeholder")
			user.Email = other
			f.Must(f.store.Accept(f.Context(), f.acceptance(invitation, user)))
			found, err := f.store.UserByAddress(f.Context(), one)
			f.Must(err)
			f.same("user", found, user)
			f.same("members", fixture.Each(f.members(access.MemberQuery{Organisation: organisation.ID, Prefix: one.Key(), Limit: 50}),
				func(s access.EffectiveAccess) string { return s.User().Email.String() }), []string{spellings[1]})
		})
	}
}

func likeAddressesAreSeveral(f *storeFixture) {
	organisation := f.organisation()
	names := []string{"ada", "a.da", "ada+x", "ada+", "ada%", "ada%61", "ada#", "ada_", "ada-", "ada|", "ada{}", "ada/", "åda", "adå"}
	for _, name := range names {
		f.member(f.person(name), fixture.Whole(organisation), fixture.Viewer)
	}
	for _, name := range names {
		user, err := f.store.UserByAddress(f.Context(), f.address(name))
		f.Must(err)
		f.same("the user of "+name, user.Email, f.address(name))
	}
	f.same("members", len(f.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50})), len(names))
}
