package storetest

import (
	"fmt"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var belowTests = []test{
	{"organisations below one are those of every level, by name", belowIsEveryLevel},
	{"organisations below one are sorted by name, whatever its case", belowIsSorted},
	{"organisations below one are paged without gap or repetition", belowIsPaged},
	{"an organisation may be founded without anybody", foundedWithoutOffer},
	{"a founding and an opening rest on a witness", foundingRestsOnWitness},
	{"an organisation counts those directly below it", childrenAreCounted},
	{"a founding is stale where there is no parent", foundingNeedsParent},
}

// founded stores an organisation with a name and without an invitation, directly
// below another one or at the top.
func (w *storeFixture) founded(name string, above ...access.Organisation) access.Organisation {
	w.Helper()
	founding := w.founding(above...)
	founding.Organisation.Name, founding.Offer = name, nil
	w.Must(w.store.CreateOrganisation(w.Context(), founding))
	return founding.Organisation
}

func belowIsEveryLevel(w *storeFixture) {
	levels := []access.Organisation{w.founded("a top")}
	for n := 1; n < access.MaxLevels; n++ {
		levels = append(levels, w.founded(fmt.Sprintf("level %d", access.MaxLevels-n), levels[n-1]))
	}
	beside := w.founded("level 9", levels[0])
	w.founded("elsewhere")

	for n, organisation := range levels {
		want := reversed(levels[n+1:])
		if n == 0 {
			want = append(want, beside)
		}
		w.same(organisation.Name, w.below(organisation, 50), want)
	}
	w.same("beside", w.below(beside, 50), []access.Organisation{})
	w.same("the lowest", w.Snapshot(whole(levels[4])).Organisation, levels[4])
	w.administrator(beside, "ada")
	w.same("how many administrate is not told", w.below(levels[0], 50)[4], beside)
}

func belowIsSorted(w *storeFixture) {
	top := w.founded("top")
	names := []string{"Ærø AS", "zeta", "Alpha", "alpha beta", "ALPHA", "alpha-beta", "Zeta 2", "42", "Ωmega", "alpha", "😀"}
	var want []access.Organisation
	for _, name := range names {
		want = append(want, w.founded(name, top))
	}
	w.same("below", w.below(top, 50), sortedBy(want, access.Organisation.Snapshot))
}

func belowIsPaged(w *storeFixture) {
	top := w.founded("top")
	var all []access.Organisation
	for n := range 30 {
		all = append(all, w.founded(fmt.Sprintf("o%02d", (n*37+11)%30), top))
	}
	all = sortedBy(all, access.Organisation.Snapshot)
	for _, limit := range []int{1, 7, 10, 50} {
		w.same(fmt.Sprintf("%d a page", limit), w.below(top, limit), all)
	}
	page, err := w.store.Below(w.Context(), access.BelowQuery{Organisation: top.ID, After: all[20].Snapshot(), Limit: 3})
	w.Must(err)
	w.same("after a place", page.Items, all[21:24])
	w.same("the next place", page.Next, all[23].Snapshot())
}

func foundedWithoutOffer(w *storeFixture) {
	top := w.founded("top")
	w.same("invitations", w.invitationsOf(access.InvitationQuery{Organisation: top.ID, Limit: 50}), []access.Invitation{})
	w.same("records", len(w.recordsOf(top, 50)), 1)
}

func childrenAreCounted(w *storeFixture) {
	top := w.founded("top")
	middle := w.founded("middle", top)
	w.founded("beside", top)
	w.founded("lowest", middle)
	for name, c := range map[string]struct {
		organisation access.Organisation
		want         int
	}{"top": {top, 2}, "middle": {middle, 1}} {
		w.same(name, w.Snapshot(whole(c.organisation)).Organisation.Children, c.want)
	}
}

func foundingNeedsParent(w *storeFixture) {
	nowhere := w.founding().Organisation
	orphan := w.founding(nowhere)
	w.stale(func() error { return w.store.CreateOrganisation(w.Context(), orphan) })
}

func foundingRestsOnWitness(w *storeFixture) {
	for name, fall := range map[string]func(w *storeFixture, membership access.Membership){
		"who was removed": func(w *storeFixture, membership access.Membership) {
			take := removal(membership)
			take.AllowNoAdmin = true
			w.Must(w.store.ChangeMembership(w.Context(), take))
		},
		"who was demoted": func(w *storeFixture, membership access.Membership) {
			less := demotion(membership, access.PartnerOrganisationAdmin)
			less.AllowNoAdmin = true
			w.Must(w.store.ChangeMembership(w.Context(), less))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			top := w.founded("top")
			membership := w.member(w.person("ada"), whole(top), access.PartnerOrganisationAdmin, viewer)
			found := w.founding(top)
			open := opening(w.newAccount(top, "Shop"))
			found.Authority = &access.Authority{User: membership.User.ID, Role: access.PartnerOrganisationAdmin, Scope: whole(top)}
			open.Authority = found.Authority
			w.Must(w.store.CreateOrganisation(w.Context(), found))
			w.Must(w.store.CreateAccount(w.Context(), open))

			fall(w, membership)
			late, later := w.founding(top), opening(w.newAccount(top, "Yard"))
			late.Authority, later.Authority = found.Authority, found.Authority
			w.stale(func() error { return w.store.CreateOrganisation(w.Context(), late) })
			w.stale(func() error { return w.store.CreateAccount(w.Context(), later) })
			w.same("below", fixture.Each(w.below(top, 50), func(o access.Organisation) access.OrganisationID { return o.ID }),
				[]access.OrganisationID{found.Organisation.ID})
		})
	}
}
