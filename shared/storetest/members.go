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
	{"members are added and removed between two pages", membersComeAndGo},
	{"the list has only members of its organisation", membersOfOneOrganisation},
	{"members are found by their accounts and by a role", membersByAccountAndRole},
	{"a change of many grants keeps the lists of accounts and roles", membersWithManyGrants},
}

func keyOf(s access.EffectiveAccess) string { return s.User().Email.Key() }

func membersAreSorted(f *storeFixture) {
	organisation := f.organisation()
	locals := []string{"b", "a", "B2", "b.a", "b+a", "b_a", "b%", "b#", "åse", "b{"}
	for n, domain := range []string{"com", "co", "co.uk", "co-op.org", "xn--bcher-kva.org", "a.co"} {
		if n > 0 {
			locals = locals[:2]
		}
		for _, local := range locals {
			user := f.person("placeholder")
			user.Email = f.parse(local + "@" + strings.TrimSuffix(f.Domain, ".example") + "." + domain)
			offer := f.offerTo(fixture.Whole(organisation), user.Email, fixture.Viewer)
			f.Must(f.store.Accept(f.Context(), f.acceptance(f.invite(offer), user)))
		}
	}
	got := fixture.Each(f.members(access.MemberQuery{Organisation: organisation.ID, Limit: 11}), keyOf)
	if len(got) != 20 || !slices.IsSorted(got) {
		f.Errorf("%d members, in the order\n%s", len(got), strings.Join(got, "\n"))
	}
}

func membersByPrefix(f *storeFixture) {
	organisation := f.organisation()
	names := []string{"a%b", "a%25b", "a#b", "a+b", "a_b", "axb", "a", "A.b", "åb", "ab"}
	for _, name := range names {
		f.member(f.person(name), fixture.Whole(organisation), fixture.Viewer)
	}
	for _, prefix := range []string{"a%", "a%2", "a#", "a+", "a_", "A", "ax", "a@", "a.B", "å", "Å", "nobody", "a%b@" + f.Domain, ""} {
		key := access.AddressPrefix(prefix)
		var want []string
		for _, name := range names {
			if k := f.address(name).Key(); strings.HasPrefix(k, key) {
				want = append(want, k)
			}
		}
		slices.Sort(want)
		got := fixture.Each(f.members(access.MemberQuery{Organisation: organisation.ID, Prefix: key, Limit: 50}), keyOf)
		f.same(fmt.Sprintf("prefix %q", prefix), got, want)
	}
}

// crowd stores members whose addresses are not in the order of creation.
func (f *storeFixture) crowd(organisation access.Organisation, size int) []access.EffectiveAccess {
	f.Helper()
	crowd := make([]access.EffectiveAccess, size)
	for n := range size {
		n = (n*37 + 11) % size // it visits all numbers, because no size used here is a multiple of 37
		role := fixture.Viewer
		if n%10 == 0 {
			role = fixture.Signer
		}
		crowd[n].Direct = f.member(f.person(fmt.Sprintf("p%03d", n)), fixture.Whole(organisation), role, "billing-viewer").Listed()
	}
	return crowd
}

func membersArePaged(f *storeFixture) {
	organisation := f.organisation()
	const size = 40
	crowd := f.crowd(organisation, size)
	editors := func(s access.EffectiveAccess) (access.EffectiveAccess, bool) {
		held := s.Direct.Holds(fixture.Signer, fixture.Whole(organisation))
		s.Direct.Grants = slices.DeleteFunc(slices.Clone(s.Direct.Grants), func(g access.Grant) bool { return g.Role != fixture.Signer })
		return s, held
	}
	var narrowed []access.EffectiveAccess
	for _, s := range crowd {
		if s, held := editors(s); held {
			narrowed = append(narrowed, s)
		}
	}
	crowd = f.members(access.MemberQuery{Organisation: organisation.ID, Limit: size}) // one full page
	if len(crowd) != size {
		f.Fatalf("%d members, want %d", len(crowd), size)
	}
	for _, limit := range []int{1, 7, 13, 50} {
		f.same(fmt.Sprintf("all, %d a page", limit),
			f.members(access.MemberQuery{Organisation: organisation.ID, Limit: limit}), crowd)
		f.same(fmt.Sprintf("a tenth, %d a page", limit),
			f.members(access.MemberQuery{Organisation: organisation.ID, Limit: limit, Match: editors}), narrowed)
		f.same(fmt.Sprintf("by prefix, %d a page", limit),
			f.members(access.MemberQuery{Organisation: organisation.ID, Limit: limit, Prefix: "p01"}), crowd[10:20])
	}
}

func membersComeAndGo(f *storeFixture) {
	organisation := f.organisation()
	crowd := f.crowd(organisation, 9)
	query := access.MemberQuery{Organisation: organisation.ID, Limit: 4}
	first, err := f.store.Members(f.Context(), query)
	f.Must(err)
	f.same("first page", first.Items, crowd[:4])

	for _, n := range []int{0, 3, 4} { // the last one of the page and its neighbour included
		f.Must(f.store.ChangeMembership(f.Context(), removal(crowd[n].Direct)))
	}
	added := f.member(f.person("p005a"), fixture.Whole(organisation), fixture.Viewer)
	f.member(f.person("p001a"), fixture.Whole(organisation), fixture.Viewer)

	query.After, query.Limit = first.Next, 50
	rest, err := f.store.Members(f.Context(), query)
	f.Must(err)
	f.same("the rest", rest.Items, slices.Concat(crowd[5:6], direct(added), crowd[6:9]))
	if rest.Next != "" {
		f.Errorf("the last page names a next page: %q", rest.Next)
	}
}

func membersOfOneOrganisation(f *storeFixture) {
	parent := f.organisation()
	one, other := f.organisation(parent), f.organisation(parent)
	ada := f.person("ada")
	f.member(ada, fixture.Whole(parent), fixture.Viewer)
	want := f.member(ada, fixture.Whole(one), fixture.Viewer)
	f.member(ada, fixture.Whole(other), fixture.Viewer)
	f.same("members", f.members(access.MemberQuery{Organisation: one.ID, Limit: 50}), direct(want))
	f.same("members of an unknown organisation", f.members(access.MemberQuery{Organisation: access.OrganisationID(access.NewID()), Limit: 50}), direct())
}

// edit gives a member other grants.
func (f *storeFixture) edit(before access.Membership, grants ...access.Grant) access.Membership {
	f.Helper()
	change := removal(before)
	change.After.Grants = slices.Clone(grants)
	access.SortGrants(change.After.Grants)
	f.Must(f.store.ChangeMembership(f.Context(), change))
	return change.After
}

func membersByAccountAndRole(f *storeFixture) {
	organisation := f.organisation()
	whole := fixture.Whole(organisation)
	shop, yard := fixture.ScopeOf(f.account(organisation, "Shop")), fixture.ScopeOf(f.account(organisation, "Yard"))
	names := func(q access.MemberQuery) []string {
		q.Organisation, q.Limit = organisation.ID, 1
		return fixture.Each(f.members(q), func(s access.EffectiveAccess) string { return strings.Split(keyOf(s), "@")[0] })
	}
	at := func(scopes ...access.Scope) []string {
		return names(access.MemberQuery{Accounts: fixture.Each(scopes, func(s access.Scope) access.AccountID { return s.Account })})
	}
	with := func(role access.RoleID) []string { return names(access.MemberQuery{Role: role}) }
	f.member(f.person("cay"), shop, fixture.Viewer)
	f.member(f.person("bob"), yard, fixture.Signer)
	ada := f.member(f.person("ada"), whole, fixture.Viewer)
	f.same("at the shop", at(shop), []string{"cay"})
	f.same("viewers", with(fixture.Viewer), []string{"ada", "cay"})
	f.same("by prefix", names(access.MemberQuery{Role: fixture.Viewer, Prefix: "c"}), []string{"cay"})

	ada = f.edit(ada, grant(fixture.Signer, shop), grant(fixture.Viewer, shop), grant(fixture.Viewer, yard))
	f.same("at the shop", at(shop), []string{"ada", "cay"})
	f.same("at both", at(shop, yard), []string{"ada", "bob", "cay"})
	f.same("signers", with(fixture.Signer), []string{"ada", "bob"})

	ada = f.edit(ada, grant(fixture.Viewer, shop))
	f.same("viewers", with(fixture.Viewer), []string{"ada", "cay"})
	f.same("signers", with(fixture.Signer), []string{"bob"})
	f.same("at the yard", at(yard), []string{"bob"})

	f.Must(f.store.ChangeMembership(f.Context(), removal(ada)))
	f.same("at both", at(shop, yard), []string{"bob", "cay"})
	f.same("viewers", with(fixture.Viewer), []string{"cay"})
	f.same("with no such role", with("nobody"), []string{})
}

// membersWithManyGrants makes changes of more entries than one transaction can have.
func membersWithManyGrants(f *storeFixture) {
	organisation := f.organisation()
	ada := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	var grants []access.Grant
	for n := range 70 {
		scope := access.Scope{Organisation: organisation.ID, Account: access.AccountID(fmt.Sprintf("account%02d", n))}
		grants = append(grants, grant(access.RoleID(fmt.Sprintf("role%02d", n)), scope))
	}
	listed := func(g access.Grant) (atAccount, withRole int) {
		atAccount = len(f.members(access.MemberQuery{Organisation: organisation.ID, Accounts: []access.AccountID{g.Scope.Account}, Limit: 9}))
		return atAccount, len(f.members(access.MemberQuery{Organisation: organisation.ID, Role: g.Role, Limit: 9}))
	}
	wantListed := func(want int) {
		f.Helper()
		for _, g := range grants {
			if atAccount, withRole := listed(g); atAccount != want || withRole != want {
				f.Errorf("listed %d times at %s and %d times with %s, want %d", atAccount, g.Scope.Account, withRole, g.Role, want)
			}
		}
	}
	ada = f.edit(ada, grants...)
	wantListed(1)
	ada = f.edit(ada, grant(fixture.Viewer, fixture.Whole(organisation)))
	wantListed(0)
	ada = f.edit(ada, grants...)
	wantListed(1)
	f.Must(f.store.ChangeMembership(f.Context(), removal(ada)))
	wantListed(0)
}
