package storetest

import (
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var addressTests = []test{
	{"spellings of one address are one address", spellingsAreOne},
	{"like addresses are several", likeAddressesAreSeveral},
}

func spellingsAreOne(w *storeFixture) {
	for name, spellings := range map[string][2]string{
		"case":                  {"Ada.Lovelace@" + w.Domain, "aDA.lOVELACE@" + w.Domain},
		"case beyond ASCII":     {"Ødegård@" + w.Domain, "ØDEGÅRD@" + w.Domain},
		"case of the domain":    {"ada@" + w.Domain, "ada@" + strings.ToUpper(w.Domain)},
		"a domain and its IDNA": {"ada@bücher." + w.Domain, "ada@xn--bcher-kva." + w.Domain},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			organisation := w.organisation()
			one, other := w.parse(spellings[0]), w.parse(spellings[1])
			offer := w.offerTo(whole(organisation), one, viewer)
			invitation := w.invite(offer)
			second := w.offerTo(whole(organisation), other, signer)
			w.stale(func() error { return w.store.Invite(w.Context(), second) })
			w.same("offers", w.offers(organisation, other), []access.Invitation{invitation})

			user := w.person("placeholder")
			user.Email = other
			w.Must(w.store.Accept(w.Context(), w.acceptance(invitation, user)))
			found, err := w.store.UserByAddress(w.Context(), one)
			w.Must(err)
			w.same("user", found, user)
			w.same("members", fixture.Each(w.members(access.MemberQuery{Organisation: organisation.ID, Prefix: one.Key(), Limit: 50}),
				func(s access.EffectiveAccess) string { return s.User().Email.String() }), []string{spellings[1]})
		})
	}
}

func likeAddressesAreSeveral(w *storeFixture) {
	organisation := w.organisation()
	names := []string{"ada", "a.da", "ada+x", "ada+", "ada%", "ada%61", "ada#", "ada_", "ada-", "ada|", "ada{}", "ada/", "åda", "adå"}
	for _, name := range names {
		w.member(w.person(name), whole(organisation), viewer)
	}
	for _, name := range names {
		user, err := w.store.UserByAddress(w.Context(), w.address(name))
		w.Must(err)
		w.same("the user of "+name, user.Email, w.address(name))
	}
	w.same("members", len(w.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50})), len(names))
}
