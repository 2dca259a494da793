package storetest

import (
	"fmt"
	"slices"

	"admit/shared/access"
	"admit/shared/fixture"
)

var governorTests = []test{
	{"members and those who govern from above are one list", governorsAreMerged},
	{"those who govern from above are paged with the members", governorsArePaged},
	{"those who govern from above are found by the beginning of an address", governorsByPrefix},
	{"those who govern from above come and go", governorsComeAndGo},
	{"whoever is above and governs nothing is not listed", onlyGovernorsAreListed},
}

// chain is a line of organisations, each below the next one. The lowest comes
// first.
type chain []access.Organisation

func (w *storeFixture) chain(levels int) chain {
	w.Helper()
	organisations := chain{w.founded("top")}
	for n := 1; n < levels; n++ {
		organisations = append(chain{w.founded(fmt.Sprintf("level %d", n), organisations[0])}, organisations...)
	}
	return organisations
}

// query returns the query for the people of the lowest organisation and those who
// govern it from above.
func (c chain) query(limit int) access.MemberQuery {
	q := access.MemberQuery{Organisation: c[0].ID, Limit: limit}
	for _, above := range c[1:] {
		q.Above = append(q.Above, above.ID)
	}
	return q
}

func (w *storeFixture) governor(user access.User, organisation access.Organisation) access.Membership {
	w.Helper()
	return w.member(user, whole(organisation), access.PartnerOrganisationAdmin, viewer)
}

func governorsAreMerged(w *storeFixture) {
	c := w.chain(3)
	bottom, middle, top := c[0], c[1], c[2]
	member := w.member(w.person("b-member"), whole(bottom), viewer)
	over := w.governor(w.person("c-over"), middle)
	upper := w.governor(w.person("A-upper"), top)
	both := w.person("d-both")
	bothHere, bothOver, bothUpper := w.member(both, whole(bottom), signer), w.governor(both, middle), w.governor(both, top)

	want := []access.EffectiveAccess{
		{Above: []access.Membership{upper}},
		{Direct: member},
		{Above: []access.Membership{over}},
		{Direct: bothHere, Above: []access.Membership{bothOver, bothUpper}},
	}
	w.same("of the lowest", w.members(c.query(50)), want)
	w.same("of the middle", w.members(c[1:].query(50)), []access.EffectiveAccess{
		{Above: []access.Membership{upper}}, {Direct: over}, {Direct: bothOver, Above: []access.Membership{bothUpper}},
	})
	w.same("of the top", w.members(c[2:].query(50)), direct(upper, bothUpper))
	alone := c.query(50)
	alone.Above = nil
	w.same("without those above", w.members(alone), direct(member, bothHere))
}

// governorsArePaged reads pages in which the people of five levels alternate.
func governorsArePaged(w *storeFixture) {
	c := w.chain(access.MaxLevels)
	for n := range 40 {
		user := w.person(fmt.Sprintf("p%03d", (n*37+11)%40))
		level := n % len(c)
		if level == 0 {
			w.member(user, whole(c[0]), viewer)
			continue
		}
		w.governor(user, c[level])
		if n%3 == 0 {
			w.member(user, whole(c[0]), signer)
		}
		if n%7 == 0 && level > 1 {
			w.governor(user, c[level-1])
		}
	}
	all := w.members(c.query(100))
	if keys := fixture.Each(all, keyOf); len(keys) != 40 || !slices.IsSorted(keys) {
		w.Fatalf("%d people, in the order %v", len(keys), keys)
	}
	inherited := func(s access.EffectiveAccess) (access.EffectiveAccess, bool) { return s, len(s.Direct.Grants) == 0 }
	for _, limit := range []int{1, 3, 13, 40} {
		w.same(fmt.Sprintf("all, %d a page", limit), w.members(c.query(limit)), all)
		q := c.query(limit)
		q.Match = inherited
		w.same(fmt.Sprintf("those who only govern, %d a page", limit), w.members(q),
			slices.DeleteFunc(slices.Clone(all), func(s access.EffectiveAccess) bool { return len(s.Direct.Grants) > 0 }))
	}
}

func governorsByPrefix(w *storeFixture) {
	c := w.chain(2)
	for n, name := range []string{"ada", "adb", "a.da", "Ad", "bob"} {
		w.governor(w.person(name), c[n%2])
	}
	for prefix, want := range map[string][]string{
		"ad": {"Ad", "ada", "adb"}, "ADA": {"ada"}, "a": {"a.da", "Ad", "ada", "adb"}, "bob@": {"bob"}, "c": {},
	} {
		q := c.query(2)
		q.Prefix = access.AddressPrefix(prefix)
		keys := fixture.Each(want, func(name string) string { return w.address(name).Key() })
		slices.Sort(keys)
		w.same(prefix, fixture.Each(w.members(q), keyOf), keys)
	}
}

func governorsComeAndGo(w *storeFixture) {
	c := w.chain(2)
	ada, bob := w.governor(w.person("ada"), c[1]), w.governor(w.person("bob"), c[1])
	w.same("both", w.members(c.query(1)), []access.EffectiveAccess{{Above: []access.Membership{ada}}, {Above: []access.Membership{bob}}})

	more := w.member(ada.User, whole(c[1]), signer)
	w.same("with another role", w.members(c.query(1)), []access.EffectiveAccess{{Above: []access.Membership{more}}, {Above: []access.Membership{bob}}})

	w.Must(w.store.ChangeMembership(w.Context(), demotion(more, access.PartnerOrganisationAdmin)))
	w.same("one is demoted", w.members(c.query(1)), []access.EffectiveAccess{{Above: []access.Membership{bob}}})
	w.same("and still there above", len(w.Membership(ada.User.ID, c[1].ID).Grants), 2)

	here := w.member(bob.User, whole(c[0]), viewer)
	w.same("the other is here too", w.members(c.query(1)), []access.EffectiveAccess{{Direct: here, Above: []access.Membership{bob}}})
	take := removal(bob)
	take.AllowNoAdmin = true
	w.Must(w.store.ChangeMembership(w.Context(), take))
	w.same("and only here", w.members(c.query(1)), direct(here))

	again := w.governor(ada.User, c[1])
	w.same("the first is back", w.members(c.query(1)), []access.EffectiveAccess{{Above: []access.Membership{again}}, {Direct: here}})
}

func onlyGovernorsAreListed(w *storeFixture) {
	c := w.chain(3)
	w.member(w.person("viewer"), whole(c[1]), viewer)
	w.administrator(c[1], "admin")
	w.member(w.person("account"), scopeOf(w.account(c[2], "Shop")), access.AccountAdmin)
	beside := w.founded("beside", c[2])
	w.governor(w.person("beside"), beside)
	w.same("members", w.members(c.query(50)), direct())

	ada := w.person("ada")
	w.member(ada, whole(c[1]), viewer)
	here := w.member(ada, whole(c[0]), viewer)
	w.same("who is here, and above without power", w.members(c.query(50)), direct(here))
	over := w.governor(ada, c[2])
	w.same("who governs from one of two above", w.members(c.query(50)), []access.EffectiveAccess{{Direct: here, Above: []access.Membership{over}}})
}
