package storetest

import (
	"fmt"
	"slices"

	"admit/shared/access"
	"admit/shared/fixture"
)

var governorTests = []test{
	{"members and those who govern from above are one list", governorsAreMerged},
	{"those who govern from above are paged together with the members", governorsArePaged},
	{"those who govern from above are found by the beginning of an address", governorsByPrefix},
	{"those who govern from above are added and removed", governorsComeAndGo},
	{"a member above who governs nothing is not listed", onlyGovernorsAreListed},
}

// chain is a line of organisations, each below the next one. The lowest comes
// first.
type chain []access.Organisation

func (f *storeFixture) chain(levels int) chain {
	f.Helper()
	organisations := chain{f.namedOrganisation("top")}
	for n := 1; n < levels; n++ {
		organisations = append(chain{f.namedOrganisation(fmt.Sprintf("level %d", n), organisations[0])}, organisations...)
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

func (f *storeFixture) governor(user access.User, organisation access.Organisation) access.Membership {
	f.Helper()
	return f.member(user, fixture.Whole(organisation), access.PartnerOrganisationAdmin, fixture.Viewer)
}

func governorsAreMerged(f *storeFixture) {
	c := f.chain(3)
	bottom, middle, top := c[0], c[1], c[2]
	member := f.member(f.person("b-member"), fixture.Whole(bottom), fixture.Viewer)
	over := f.governor(f.person("c-over"), middle)
	upper := f.governor(f.person("A-upper"), top)
	both := f.person("d-both")
	bothHere, bothOver, bothUpper := f.member(both, fixture.Whole(bottom), fixture.Signer), f.governor(both, middle), f.governor(both, top)

	want := asListed([]access.EffectiveAccess{
		{Above: []access.Membership{upper}},
		{Direct: member},
		{Above: []access.Membership{over}},
		{Direct: bothHere, Above: []access.Membership{bothOver, bothUpper}},
	}...)
	f.same("of the lowest", f.members(c.query(50)), want)
	f.same("of the middle", f.members(c[1:].query(50)), asListed([]access.EffectiveAccess{
		{Above: []access.Membership{upper}}, {Direct: over}, {Direct: bothOver, Above: []access.Membership{bothUpper}},
	}...))
	f.same("of the top", f.members(c[2:].query(50)), direct(upper, bothUpper))
	alone := c.query(50)
	alone.Above = nil
	f.same("without those above", f.members(alone), direct(member, bothHere))
}

// governorsArePaged reads pages in which the people of five levels alternate.
func governorsArePaged(f *storeFixture) {
	c := f.chain(access.MaxLevels)
	for n := range 40 {
		user := f.person(fmt.Sprintf("p%03d", (n*37+11)%40))
		level := n % len(c)
		if level == 0 {
			f.member(user, fixture.Whole(c[0]), fixture.Viewer)
			continue
		}
		f.governor(user, c[level])
		if n%3 == 0 {
			f.member(user, fixture.Whole(c[0]), fixture.Signer)
		}
		if n%7 == 0 && level > 1 {
			f.governor(user, c[level-1])
		}
	}
	all := f.members(c.query(100))
	if keys := fixture.Each(all, keyOf); len(keys) != 40 || !slices.IsSorted(keys) {
		f.Fatalf("%d people, in the order %v", len(keys), keys)
	}
	inherited := func(s access.EffectiveAccess) (access.EffectiveAccess, bool) { return s, len(s.Direct.Grants) == 0 }
	for _, limit := range []int{1, 3, 13, 40} {
		f.same(fmt.Sprintf("all, %d a page", limit), f.members(c.query(limit)), all)
		q := c.query(limit)
		q.Match = inherited
		f.same(fmt.Sprintf("those who only govern, %d a page", limit), f.members(q),
			slices.DeleteFunc(slices.Clone(all), func(s access.EffectiveAccess) bool { return len(s.Direct.Grants) > 0 }))
	}
}

func governorsByPrefix(f *storeFixture) {
	c := f.chain(2)
	for n, name := range []string{"ada", "adb", "a.da", "Ad", "bob"} {
		f.governor(f.person(name), c[n%2])
	}
	for prefix, want := range map[string][]string{
		"ad": {"Ad", "ada", "adb"}, "ADA": {"ada"}, "a": {"a.da", "Ad", "ada", "adb"}, "bob@": {"bob"}, "c": {},
	} {
		q := c.query(2)
		q.Prefix = access.AddressPrefix(prefix)
		keys := fixture.Each(want, func(name string) string { return f.address(name).Key() })
		slices.Sort(keys)
		f.same(prefix, fixture.Each(f.members(q), keyOf), keys)
	}
}

func governorsComeAndGo(f *storeFixture) {
	c := f.chain(2)
	ada, bob := f.governor(f.person("ada"), c[1]), f.governor(f.person("bob"), c[1])
	f.same("both", f.members(c.query(1)), asListed([]access.EffectiveAccess{{Above: []access.Membership{ada}}, {Above: []access.Membership{bob}}}...))

	more := f.member(ada.User, fixture.Whole(c[1]), fixture.Signer)
	f.same("with another role", f.members(c.query(1)), asListed([]access.EffectiveAccess{{Above: []access.Membership{more}}, {Above: []access.Membership{bob}}}...))

	f.Must(f.store.ChangeMembership(f.Context(), demotion(more, access.PartnerOrganisationAdmin)))
	f.same("one is demoted", f.members(c.query(1)), asListed([]access.EffectiveAccess{{Above: []access.Membership{bob}}}...))
	f.same("and still holds grants above", len(f.Membership(ada.User.ID, c[1].ID).Grants), 2)

	here := f.member(bob.User, fixture.Whole(c[0]), fixture.Viewer)
	f.same("the other is here too", f.members(c.query(1)), asListed([]access.EffectiveAccess{{Direct: here, Above: []access.Membership{bob}}}...))
	change := removal(bob)
	change.AllowNoAdmin = true
	f.Must(f.store.ChangeMembership(f.Context(), change))
	f.same("and holds only here", f.members(c.query(1)), direct(here))

	again := f.governor(ada.User, c[1])
	f.same("the first governs again", f.members(c.query(1)), asListed([]access.EffectiveAccess{{Above: []access.Membership{again}}, {Direct: here}}...))
}

func onlyGovernorsAreListed(f *storeFixture) {
	c := f.chain(3)
	f.member(f.person("viewer"), fixture.Whole(c[1]), fixture.Viewer)
	f.administrator(c[1], "admin")
	f.member(f.person("account"), fixture.ScopeOf(f.account(c[2], "Shop")), access.AccountAdmin)
	beside := f.namedOrganisation("beside", c[2])
	f.governor(f.person("beside"), beside)
	f.same("members", f.members(c.query(50)), direct())

	ada := f.person("ada")
	f.member(ada, fixture.Whole(c[1]), fixture.Viewer)
	here := f.member(ada, fixture.Whole(c[0]), fixture.Viewer)
	f.same("a member who holds a plain role above", f.members(c.query(50)), direct(here))
	over := f.governor(ada, c[2])
	f.same("a member who governs from one of two organisations above", f.members(c.query(50)), asListed([]access.EffectiveAccess{{Direct: here, Above: []access.Membership{over}}}...))
}
