package storetest

import (
	"fmt"

	"admit/shared/access"
	"admit/shared/fixture"
)

var decisionTests = []test{
	{"the snapshots of a user have every scope that exists", userSnapshotsHaveEveryScope},
	{"the snapshots of a user have the grants above that govern", userSnapshotsHaveGoverningGrants},
	{"what a user governs comes and goes", governedComesAndGoes},
	{"the snapshots of 100 organisations are read at once", userSnapshotsOfMany},
	{"the memberships of a user are paged", membershipsArePaged},
}

func (f *storeFixture) userSnapshots(user access.UserID, scopes ...access.Scope) map[access.Scope]access.Snapshot {
	f.Helper()
	snapshots, err := f.store.UserSnapshots(f.Context(), user, scopes)
	f.Must(err)
	return snapshots
}

func userSnapshotsHaveEveryScope(f *storeFixture) {
	organisation, other := f.organisation(), f.organisation()
	shop, yard := f.account(organisation, "Shop"), f.account(organisation, "Yard")
	ada := f.member(f.person("ada"), fixture.ScopeOf(shop), fixture.Viewer)
	f.member(f.person("bob"), fixture.Whole(organisation), fixture.Viewer)
	whole, there := fixture.Whole(organisation), fixture.Whole(other)
	unknownAccount, elsewhere := whole, access.Scope{Organisation: other.ID, Account: shop.ID}
	unknownAccount.Account = access.AccountID(access.NewID())

	unknown := access.Scope{Organisation: access.OrganisationID(access.NewID())}
	snapshots := f.userSnapshots(ada.User.ID, unknown, whole, fixture.ScopeOf(shop), fixture.ScopeOf(yard), unknownAccount, there, elsewhere, whole)
	f.same("the number of snapshots", len(snapshots), 6)
	for scope, account := range map[access.Scope]*access.Account{
		whole: nil, fixture.ScopeOf(shop): &shop, fixture.ScopeOf(yard): &yard, unknownAccount: nil, there: nil, elsewhere: nil,
	} {
		snapshot := snapshots[scope]
		f.same("the organisation", snapshot.Organisation, f.Snapshot(fixture.Whole(access.Organisation{ID: scope.Organisation})).Organisation)
		f.same("whether there is an account", snapshot.Account != nil, account != nil)
		if account != nil {
			f.same("the account", *snapshot.Account, *account)
		}
		want := access.EffectiveAccess{}
		if scope.Organisation == organisation.ID {
			want.Direct = ada
		}
		f.same("what the user holds", snapshot.Access, map[access.UserID]access.EffectiveAccess{ada.User.ID: want})
	}
	f.same("of nobody", f.userSnapshots(access.UserID(access.NewID()), whole)[whole].Organisation, snapshots[whole].Organisation)
	f.same("of no scope", f.userSnapshots(ada.User.ID), map[access.Scope]access.Snapshot{})
}

func userSnapshotsHaveGoverningGrants(f *storeFixture) {
	c := f.chain(access.MaxLevels)
	user := f.person("ada")
	here := f.member(user, fixture.Whole(c[0]), fixture.Viewer)
	f.member(user, fixture.Whole(c[1]), access.OrganisationAdmin)
	middle, top := f.governor(user, c[2]), f.governor(user, c[4])
	f.governor(user, f.namedOrganisation("beside", c[4]))

	scope := fixture.Whole(c[0])
	f.same("at the bottom", f.userSnapshots(user.ID, scope)[scope].Access[user.ID],
		access.EffectiveAccess{Direct: here, Above: []access.Membership{middle.Governing(), top.Governing()}})
	scope = fixture.Whole(c[2])
	f.same("in the middle", f.userSnapshots(user.ID, scope)[scope].Access[user.ID],
		access.EffectiveAccess{Direct: middle, Above: []access.Membership{top.Governing()}})
}

func governedComesAndGoes(f *storeFixture) {
	c := f.chain(2)
	f.governor(f.person("deputy"), c[1])
	user, scope := f.person("ada"), fixture.Whole(c[0])
	above := func() []access.RoleID {
		var roles []access.RoleID
		for _, membership := range f.userSnapshots(user.ID, scope)[scope].Access[user.ID].Above {
			for _, g := range membership.Grants {
				roles = append(roles, g.Role)
			}
		}
		return roles
	}
	f.same("before", above(), []access.RoleID(nil))
	governs := f.governor(user, c[1])
	f.same("governs", above(), []access.RoleID{access.PartnerOrganisationAdmin})
	f.Must(f.store.ChangeMembership(f.Context(), demotion(governs, access.PartnerOrganisationAdmin)))
	f.same("is demoted", above(), []access.RoleID(nil))
	again := f.member(user, fixture.Whole(c[1]), access.PartnerOrganisationAdmin)
	f.same("governs again", above(), []access.RoleID{access.PartnerOrganisationAdmin})
	f.Must(f.store.ChangeMembership(f.Context(), removal(again)))
	f.same("is removed", above(), []access.RoleID(nil))
}

// userSnapshotsOfMany reads more items than one call of a store may read.
func userSnapshotsOfMany(f *storeFixture) {
	parent := f.organisation()
	user := f.person("ada")
	var scopes []access.Scope
	for n := range access.MaxChecks {
		scope := fixture.ScopeOf(f.account(f.organisation(parent), fmt.Sprintf("Shop %d", n)))
		if n%10 == 0 {
			f.member(user, scope, fixture.Viewer)
		}
		scopes = append(scopes, scope)
	}
	snapshots := f.userSnapshots(user.ID, scopes...)
	for n, scope := range scopes {
		snapshot := snapshots[scope]
		held := len(snapshot.Access[user.ID].Direct.Grants)
		if snapshot.Organisation.ID != scope.Organisation || snapshot.Account == nil || (held == 1) != (n%10 == 0) {
			f.Errorf("snapshot %d is of %s with %d grants and the account %v", n, snapshot.Organisation.ID, held, snapshot.Account)
		}
	}
}

func membershipsArePaged(f *storeFixture) {
	user := f.person("ada")
	var want []access.Membership
	for range 7 {
		want = append(want, f.member(user, fixture.Whole(f.organisation()), fixture.Viewer))
	}
	want = append(want, f.governor(user, f.organisation()))
	want = byOrganisation(want)
	for _, limit := range []int{1, 3, 8, 100} {
		got := pages(f, limit, func(after string) (access.Page[access.Membership], error) {
			return f.store.MembershipsAfter(f.Context(), user.ID, access.OrganisationID(after), limit)
		})
		f.same(fmt.Sprintf("all, %d a page", limit), got, want)
	}
	page, err := f.store.MembershipsAfter(f.Context(), user.ID, want[3].Organisation, 2)
	f.Must(err)
	f.same("after the fourth", page.Items, want[4:6])
	f.same("the positions", page.Positions, []access.OrganisationID{want[4].Organisation, want[5].Organisation})
	page, err = f.store.MembershipsAfter(f.Context(), access.UserID(access.NewID()), "", 2)
	f.Must(err)
	f.same("of nobody", page, access.Page[access.Membership]{Items: []access.Membership{}})
}
