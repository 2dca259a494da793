package storetest

import (
	"fmt"
	"slices"
	"strings"

	"admit/shared/access"
	"admit/shared/fixture"
)

var memberTests = []test{
	{"members are sorted by address", membersAreSorted},
	{"members are found by the beginning of an address", membersByPrefix},
	{"members are paged without gap or repetition", membersArePaged},
	{"members come and go between two pages", membersComeAndGo},
	{"members are those of the organisation alone", membersOfOneOrganisation},
}

func keyOf(s access.EffectiveAccess) string { return s.User().Email.Key() }

func membersAreSorted(w *storeFixture) {
	organisation := w.organisation()
	locals := []string{"b", "a", "B2", "b.a", "b+a", "b_a", "b%", "b#", "åse", "b{"}
	for n, domain := range []string{"com", "co", "co.uk", "co-op.org", "xn--bcher-kva.org", "a.co"} {
		if n > 0 {
			locals = locals[:2]
		}
		for _, local := range locals {
			user := w.person("placeholder")
			user.Email = w.parse(local + "@" + strings.TrimSuffix(w.Domain, ".example") + "." + domain)
			offer := w.offerTo(whole(organisation), user.Email, viewer)
			w.Must(w.store.Accept(w.Context(), w.acceptance(w.invite(offer), user)))
		}
	}
	got := fixture.Each(w.members(access.MemberQuery{Organisation: organisation.ID, Limit: 11}), keyOf)
	if len(got) != 20 || !slices.IsSorted(got) {
		w.Errorf("%d members, in the order\n%s", len(got), strings.Join(got, "\n"))
	}
}

func membersByPrefix(w *storeFixture) {
	organisation := w.organisation()
	names := []string{"a%b", "a%25b", "a#b", "a+b", "a_b", "axb", "a", "A.b", "åb", "ab"}
	for _, name := range names {
		w.member(w.person(name), whole(organisation), viewer)
	}
	for _, prefix := range []string{"a%", "a%2", "a#", "a+", "a_", "A", "ax", "a@", "a.B", "å", "Å", "nobody", "a%b@" + w.Domain, ""} {
		key := access.AddressPrefix(prefix)
		var want []string
		for _, name := range names {
			if k := w.address(name).Key(); strings.HasPrefix(k, key) {
				want = append(want, k)
			}
		}
		slices.Sort(want)
		got := fixture.Each(w.members(access.MemberQuery{Organisation: organisation.ID, Prefix: key, Limit: 50}), keyOf)
		w.same(fmt.Sprintf("prefix %q", prefix), got, want)
	}
}

// crowd stores members whose addresses are not in the order of creation.
func (w *storeFixture) crowd(organisation access.Organisation, size int) []access.EffectiveAccess {
	w.Helper()
	crowd := make([]access.EffectiveAccess, size)
	for n := range size {
		n = (n*37 + 11) % size // it visits all, because 37 divides no size used here
		role := viewer
		if n%10 == 0 {
			role = signer
		}
		crowd[n].Direct = w.member(w.person(fmt.Sprintf("p%03d", n)), whole(organisation), role, "billing-viewer")
	}
	return crowd
}

func membersArePaged(w *storeFixture) {
	organisation := w.organisation()
	const size = 40
	crowd := w.crowd(organisation, size)
	editors := func(s access.EffectiveAccess) (access.EffectiveAccess, bool) {
		held := s.Direct.Holds(signer, whole(organisation))
		s.Direct.Grants = slices.DeleteFunc(slices.Clone(s.Direct.Grants), func(g access.Grant) bool { return g.Role != signer })
		return s, held
	}
	var narrowed []access.EffectiveAccess
	for _, s := range crowd {
		if s, held := editors(s); held {
			narrowed = append(narrowed, s)
		}
	}
	crowd = w.members(access.MemberQuery{Organisation: organisation.ID, Limit: size}) // one full page
	if len(crowd) != size {
		w.Fatalf("%d members, want %d", len(crowd), size)
	}
	for _, limit := range []int{1, 7, 13, 50} {
		w.same(fmt.Sprintf("all, %d a page", limit),
			w.members(access.MemberQuery{Organisation: organisation.ID, Limit: limit}), crowd)
		w.same(fmt.Sprintf("a tenth, %d a page", limit),
			w.members(access.MemberQuery{Organisation: organisation.ID, Limit: limit, Match: editors}), narrowed)
		w.same(fmt.Sprintf("by prefix, %d a page", limit),
			w.members(access.MemberQuery{Organisation: organisation.ID, Limit: limit, Prefix: "p01"}), crowd[10:20])
	}
}

func membersComeAndGo(w *storeFixture) {
	organisation := w.organisation()
	crowd := w.crowd(organisation, 9)
	query := access.MemberQuery{Organisation: organisation.ID, Limit: 4}
	first, err := w.store.Members(w.Context(), query)
	w.Must(err)
	w.same("first page", first.Items, crowd[:4])

	for _, n := range []int{0, 3, 4} { // the last one of the page and its neighbour included
		w.Must(w.store.ChangeMembership(w.Context(), removal(crowd[n].Direct)))
	}
	added := w.member(w.person("p005a"), whole(organisation), viewer)
	w.member(w.person("p001a"), whole(organisation), viewer)

	query.After, query.Limit = first.Next, 50
	rest, err := w.store.Members(w.Context(), query)
	w.Must(err)
	w.same("the rest", rest.Items, []access.EffectiveAccess{crowd[5], {Direct: added}, crowd[6], crowd[7], crowd[8]})
	if rest.Next != "" {
		w.Errorf("the end of the list leads on to %q", rest.Next)
	}
}

func membersOfOneOrganisation(w *storeFixture) {
	parent := w.organisation()
	one, other := w.organisation(parent), w.organisation(parent)
	ada := w.person("ada")
	w.member(ada, whole(parent), viewer)
	want := w.member(ada, whole(one), viewer)
	w.member(ada, whole(other), viewer)
	w.same("members", w.members(access.MemberQuery{Organisation: one.ID, Limit: 50}), direct(want))
	w.same("members of nothing", w.members(access.MemberQuery{Organisation: access.OrganisationID(access.NewID()), Limit: 50}), direct())
}
