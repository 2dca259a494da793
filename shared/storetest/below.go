package storetest

import (
	"fmt"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var belowTests = []test{
	{"the organisations below one are those of every level, sorted by name", belowIsEveryLevel},
	{"the organisations below one are sorted by name, ignoring case", belowIsSorted},
	{"the organisations below one are paged without gap or repetition", belowIsPaged},
	{"an organisation may be created without an administrator", creationWithoutOffer},
	{"the creation of an organisation or an account needs its authority", creationNeedsAuthority},
	{"an organisation counts those directly below it", childrenAreCounted},
	{"the creation of an organisation is stale if the parent does not exist", creationNeedsParent},
}

// namedOrganisation stores an organisation with a name and without an invitation,
// directly below another one or at the top.
func (f *storeFixture) namedOrganisation(name string, above ...access.Organisation) access.Organisation {
	f.Helper()
	creation := f.creation(above...)
	creation.Organisation.Name, creation.Offer = name, nil
	f.Must(f.store.CreateOrganisation(f.Context(), creation))
	return creation.Organisation
}

func belowIsEveryLevel(f *storeFixture) {
	levels := []access.Organisation{f.namedOrganisation("a top")}
	for n := 1; n < access.MaxLevels; n++ {
		levels = append(levels, f.namedOrganisation(fmt.Sprintf("level %d", access.MaxLevels-n), levels[n-1]))
	}
	beside := f.namedOrganisation("level 9", levels[0])
	f.namedOrganisation("elsewhere")

	for n, organisation := range levels {
		want := reversed(levels[n+1:])
		if n == 0 {
			want = append(want, beside)
		}
		f.same(organisation.Name, f.below(organisation, 50), want)
	}
	f.same("beside", f.below(beside, 50), []access.Organisation{})
	f.same("the lowest", f.Snapshot(fixture.Whole(levels[4])).Organisation, levels[4])
	f.administrator(beside, "ada")
	f.same("the list has no counts of administrators", f.below(levels[0], 50)[4], beside)
}

func belowIsSorted(f *storeFixture) {
	top := f.namedOrganisation("top")
	names := []string{"Ærø AS", "zeta", "Alpha", "alpha beta", "ALPHA", "alpha-beta", "Zeta 2", "42", "Ωmega", "alpha", "😀"}
	var want []access.Organisation
	for _, name := range names {
		want = append(want, f.namedOrganisation(name, top))
	}
	f.same("below", f.below(top, 50), sortedBy(want, access.Organisation.SortKey))
}

func belowIsPaged(f *storeFixture) {
	top := f.namedOrganisation("top")
	var all []access.Organisation
	for n := range 30 {
		all = append(all, f.namedOrganisation(fmt.Sprintf("o%02d", (n*37+11)%30), top))
	}
	all = sortedBy(all, access.Organisation.SortKey)
	for _, limit := range []int{1, 7, 10, 50} {
		f.same(fmt.Sprintf("%d a page", limit), f.below(top, limit), all)
	}
	page, err := f.store.Below(f.Context(), access.BelowQuery{Organisation: top.ID, After: all[20].SortKey(), Limit: 3})
	f.Must(err)
	f.same("after a position", page.Items, all[21:24])
	f.same("the next position", page.Next, all[23].SortKey())
	f.same("the positions", page.Positions, []string{all[21].SortKey(), all[22].SortKey(), all[23].SortKey()})
}

func creationWithoutOffer(f *storeFixture) {
	top := f.namedOrganisation("top")
	f.same("invitations", f.invitationsOf(access.InvitationQuery{Organisation: top.ID, Limit: 50}), []access.Invitation{})
	f.same("events", len(f.eventsOf(top, 50)), 1)
}

func childrenAreCounted(f *storeFixture) {
	top := f.namedOrganisation("top")
	middle := f.namedOrganisation("middle", top)
	f.namedOrganisation("beside", top)
	f.namedOrganisation("lowest", middle)
	for name, c := range map[string]struct {
		organisation access.Organisation
		want         int
	}{"top": {top, 2}, "middle": {middle, 1}} {
		f.same(name, f.Snapshot(fixture.Whole(c.organisation)).Organisation.Children, c.want)
	}
}

func creationNeedsParent(f *storeFixture) {
	nowhere := f.creation().Organisation
	orphan := f.creation(nowhere)
	f.stale(func() error { return f.store.CreateOrganisation(f.Context(), orphan) })
}

func creationNeedsAuthority(f *storeFixture) {
	for name, fall := range map[string]func(f *storeFixture, membership access.Membership){
		"whose user was removed": func(f *storeFixture, membership access.Membership) {
			change := removal(membership)
			change.AllowNoAdmin = true
			f.Must(f.store.ChangeMembership(f.Context(), change))
		},
		"whose user was demoted": func(f *storeFixture, membership access.Membership) {
			less := demotion(membership, access.PartnerOrganisationAdmin)
			less.AllowNoAdmin = true
			f.Must(f.store.ChangeMembership(f.Context(), less))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			top := f.namedOrganisation("top")
			membership := f.member(f.person("ada"), fixture.Whole(top), access.PartnerOrganisationAdmin, fixture.Viewer)
			found := f.creation(top)
			open := accountCreation(f.newAccount(top, "Shop"))
			found.Authority = governorOf(membership)
			open.Authority = found.Authority
			f.Must(f.store.CreateOrganisation(f.Context(), found))
			f.Must(f.store.CreateAccount(f.Context(), open))

			fall(f, membership)
			late, later := f.creation(top), accountCreation(f.newAccount(top, "Yard"))
			late.Authority, later.Authority = found.Authority, found.Authority
			f.stale(func() error { return f.store.CreateOrganisation(f.Context(), late) })
			f.stale(func() error { return f.store.CreateAccount(f.Context(), later) })
			f.same("below", fixture.Each(f.below(top, 50), func(o access.Organisation) access.OrganisationID { return o.ID }),
				[]access.OrganisationID{found.Organisation.ID})
		})
	}
}
