package storetest

import (
	"testing"

	"admit/shared/access"
)

var partnerTests = []test{
	{"Partner Organisation Admins are counted beside the administrators", partnerAdminsAreCounted},
	{"the last Partner Organisation Admin goes only from above while organisations are below", lastPartnerAdmin},
	{"the last Partner Organisation Admin goes while there is no organisation below", lastPartnerAdminOfNobody},
	{"of a demotion and a founding below that rest on the same state, one happens", demotionAgainstFounding},
}

func partnerAdminsAreCounted(w *storeFixture) {
	organisation := w.founded("partner")
	membership := w.member(w.person("ada"), whole(organisation), viewer)
	for n, step := range []struct {
		roles         []access.RoleID
		admins, count int
	}{
		{[]access.RoleID{access.PartnerOrganisationAdmin}, 1, 1},
		{[]access.RoleID{access.PartnerOrganisationAdmin, access.OrganisationAdmin}, 1, 1},
		{[]access.RoleID{access.OrganisationAdmin}, 1, 0},
		{[]access.RoleID{access.PartnerOrganisationAdmin, viewer}, 1, 1},
		{[]access.RoleID{viewer}, 0, 0},
	} {
		write := edit(membership)
		for _, role := range step.roles {
			write.After.Grants = append(write.After.Grants, grant(role, whole(organisation)))
		}
		write.AllowNoAdmin = true
		w.Must(w.store.ChangeMembership(w.Context(), write))
		membership = w.Membership(membership.User.ID, organisation.ID)
		got := w.Snapshot(whole(organisation)).Organisation
		if got.Admins != step.admins || got.PartnerAdmins != step.count {
			w.Errorf("after step %d: %d administrators, %d of partners, want %d and %d", n, got.Admins, got.PartnerAdmins, step.admins, step.count)
		}
	}
}

func lastPartnerAdmin(w *storeFixture) {
	organisation := w.founded("partner")
	w.founded("below", organisation)
	w.administrator(organisation, "deputy")
	first := w.governor(w.person("first"), organisation)
	second := w.governor(w.person("second"), organisation)
	w.Must(w.store.ChangeMembership(w.Context(), removal(second)))
	for name, write := range map[string]access.MembershipChange{
		"removed":                    removal(first),
		"demoted":                    edit(first, grant(viewer, whole(organisation))),
		"made an Organisation Admin": edit(first, grant(access.OrganisationAdmin, whole(organisation))),
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			w.stale(func() error { return w.store.ChangeMembership(w.Context(), write) })
		})
	}
	w.Must(w.store.ChangeMembership(w.Context(), edit(first, grant(access.PartnerOrganisationAdmin, whole(organisation)))))
	last := removal(w.Membership(first.User.ID, organisation.ID))
	w.stale(func() error { return w.store.ChangeMembership(w.Context(), last) })
	last.AllowNoAdmin = true
	w.Must(w.store.ChangeMembership(w.Context(), last))
	w.same("Partner Organisation Admins", w.Snapshot(whole(organisation)).Organisation.PartnerAdmins, 0)
}

func lastPartnerAdminOfNobody(w *storeFixture) {
	organisation := w.founded("partner")
	deputy := w.administrator(organisation, "deputy")
	last := w.governor(w.person("last"), organisation)
	w.Must(w.store.ChangeMembership(w.Context(), edit(last, grant(access.OrganisationAdmin, whole(organisation)))))
	w.Must(w.store.ChangeMembership(w.Context(), removal(deputy)))
	last = w.Membership(last.User.ID, organisation.ID)
	w.stale(func() error { return w.store.ChangeMembership(w.Context(), removal(last)) }) // the last administrator of any kind
}

// demotionAgainstFounding demotes the last Partner Organisation Admin while an
// organisation is created below. One of the two fails.
func demotionAgainstFounding(w *storeFixture) {
	for range rounds {
		organisation := w.founded("partner")
		w.administrator(organisation, "deputy-"+access.NewID())
		membership := w.governor(w.person("ada-"+access.NewID()), organisation)
		founding, demote := w.founding(organisation), demotion(membership, access.PartnerOrganisationAdmin)
		founding.Offer = nil
		founding.Authority = &access.Authority{User: membership.User.ID, Role: access.PartnerOrganisationAdmin, Scope: whole(organisation)}
		w.oneHappens(organisation, func() error { return w.store.CreateOrganisation(w.Context(), founding) },
			func() error { return w.store.ChangeMembership(w.Context(), demote) })
		got := w.Snapshot(whole(organisation)).Organisation
		w.same("organisations below and Partner Organisation Admins", got.Children, got.PartnerAdmins)
	}
}
