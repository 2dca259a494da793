package storetest

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var partnerTests = []test{
	{"Partner Organisation Admins are counted beside the administrators", partnerAdminsAreCounted},
	{"the last Partner Organisation Admin above other organisations can be removed only from above", lastPartnerAdmin},
	{"the last Partner Organisation Admin above no organisation can be removed", lastPartnerAdminOfNobody},
	{"of a demotion and a creation below that were decided on the same state, one succeeds", demotionAgainstCreation},
}

func partnerAdminsAreCounted(f *storeFixture) {
	organisation := f.namedOrganisation("partner")
	membership := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	for n, step := range []struct {
		roles         []access.RoleID
		admins, count int
	}{
		{[]access.RoleID{access.PartnerOrganisationAdmin}, 1, 1},
		{[]access.RoleID{access.PartnerOrganisationAdmin, access.OrganisationAdmin}, 1, 1},
		{[]access.RoleID{access.OrganisationAdmin}, 1, 0},
		{[]access.RoleID{access.PartnerOrganisationAdmin, fixture.Viewer}, 1, 1},
		{[]access.RoleID{fixture.Viewer}, 0, 0},
	} {
		write := edit(membership)
		for _, role := range step.roles {
			write.After.Grants = append(write.After.Grants, grant(role, fixture.Whole(organisation)))
		}
		write.AllowNoAdmin = true
		f.Must(f.store.ChangeMembership(f.Context(), write))
		membership = f.Membership(membership.User.ID, organisation.ID)
		got := f.Snapshot(fixture.Whole(organisation)).Organisation
		if got.Admins != step.admins || got.PartnerAdmins != step.count {
			f.Errorf("after step %d: %d administrators and %d Partner Organisation Admins, want %d and %d", n, got.Admins, got.PartnerAdmins, step.admins, step.count)
		}
	}
}

func lastPartnerAdmin(f *storeFixture) {
	organisation := f.namedOrganisation("partner")
	f.namedOrganisation("below", organisation)
	f.administrator(organisation, "deputy")
	first := f.governor(f.person("first"), organisation)
	second := f.governor(f.person("second"), organisation)
	f.Must(f.store.ChangeMembership(f.Context(), removal(second)))
	for name, write := range map[string]access.MembershipChange{
		"removed":                    removal(first),
		"demoted":                    edit(first, grant(fixture.Viewer, fixture.Whole(organisation))),
		"made an Organisation Admin": edit(first, grant(access.OrganisationAdmin, fixture.Whole(organisation))),
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			f.stale(func() error { return f.store.ChangeMembership(f.Context(), write) })
		})
	}
	f.Must(f.store.ChangeMembership(f.Context(), edit(first, grant(access.PartnerOrganisationAdmin, fixture.Whole(organisation)))))
	last := removal(f.Membership(first.User.ID, organisation.ID))
	f.stale(func() error { return f.store.ChangeMembership(f.Context(), last) })
	last.AllowNoAdmin = true
	f.Must(f.store.ChangeMembership(f.Context(), last))
	f.same("Partner Organisation Admins", f.Snapshot(fixture.Whole(organisation)).Organisation.PartnerAdmins, 0)
}

func lastPartnerAdminOfNobody(f *storeFixture) {
	organisation := f.namedOrganisation("partner")
	deputy := f.administrator(organisation, "deputy")
	last := f.governor(f.person("last"), organisation)
	f.Must(f.store.ChangeMembership(f.Context(), edit(last, grant(access.OrganisationAdmin, fixture.Whole(organisation)))))
	f.Must(f.store.ChangeMembership(f.Context(), removal(deputy)))
	last = f.Membership(last.User.ID, organisation.ID)
	f.stale(func() error { return f.store.ChangeMembership(f.Context(), removal(last)) }) // the last administrator of any kind
}

// demotionAgainstCreation demotes the last Partner Organisation Admin while an
// organisation is created below. One of the two fails.
func demotionAgainstCreation(f *storeFixture) {
	for range repetitions {
		organisation := f.namedOrganisation("partner")
		f.administrator(organisation, "deputy-"+access.NewID())
		membership := f.governor(f.person("ada-"+access.NewID()), organisation)
		creation, demote := f.creation(organisation), demotion(membership, access.PartnerOrganisationAdmin)
		creation.Offer = nil
		creation.Authority = governorOf(membership)
		f.wantOneWrite(organisation, func() error { return f.store.CreateOrganisation(f.Context(), creation) },
			func() error { return f.store.ChangeMembership(f.Context(), demote) })
		got := f.Snapshot(fixture.Whole(organisation)).Organisation
		f.same("organisations below and Partner Organisation Admins", got.Children, got.PartnerAdmins)
	}
}
