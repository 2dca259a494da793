package storetest

import (
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var editTests = []test{
	{"an edit is read as it was written", editIsRead},
	{"an edit counts administrators", editCounts},
	{"an edit checks each of its authorities", editRestsOnEach},
	{"an edit of one's own membership checks the authority before the edit", editOfOneself},
	{"an edit revokes the largest number of invitations", editRevokes},
}

// edit returns the write that replaces the grants of a membership.
func edit(before access.Membership, grants ...access.Grant) access.MembershipChange {
	change := removal(before)
	change.After.Grants = grants
	change.Event.Type = access.EventAccessChanged
	return change
}

func editIsRead(f *storeFixture) {
	organisation := f.organisation()
	shop := f.account(organisation, "Shop")
	membership := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	write := edit(membership, grant(fixture.Signer, fixture.Whole(organisation)), grant(fixture.Viewer, fixture.ScopeOf(shop)))
	f.Must(f.store.ChangeMembership(f.Context(), write))
	f.same("membership", f.Membership(membership.User.ID, organisation.ID), write.After)
	f.same("members", f.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50}), direct(write.After))
	memberships, err := f.store.Memberships(f.Context(), membership.User.ID)
	f.Must(err)
	f.same("memberships", memberships, []access.Membership{write.After})
	f.stale(func() error { return f.store.ChangeMembership(f.Context(), write) })
}

func editCounts(f *storeFixture) {
	organisation := f.organisation()
	membership := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	for n, step := range []struct {
		role access.RoleID
		want int
	}{
		{access.OrganisationAdmin, 1}, {access.PartnerOrganisationAdmin, 1}, {access.AccountAdmin, 0}, {fixture.Viewer, 0},
	} {
		write := edit(membership, grant(step.role, fixture.Whole(organisation)))
		write.AllowNoAdmin = true
		f.Must(f.store.ChangeMembership(f.Context(), write))
		membership = f.Membership(membership.User.ID, organisation.ID)
		if got := f.admins(organisation); got != step.want {
			f.Errorf("after step %d the organisation counts %d administrators, want %d", n, got, step.want)
		}
	}
}

// editRestsOnEach removes each authority of an edit in turn, by a change of its
// own membership. Each time the edit is stale.
func editRestsOnEach(f *storeFixture) {
	for n := range 3 {
		f.Run([]string{"here", "at an account", "above"}[n], func(t *testing.T) {
			f := newFixture(t, f.store)
			parent := f.organisation()
			organisation := f.organisation(parent)
			shop := f.account(organisation, "Shop")
			actor := f.member(f.person("actor"), fixture.ScopeOf(shop), access.AccountAdmin).User
			here := f.member(actor, fixture.Whole(organisation), access.OrganisationAdmin)
			above := f.governor(actor, parent)
			write := edit(f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer), grant(fixture.Signer, fixture.Whole(organisation)))
			write.Authorities = []access.Authority{*authorityOf(here), *authorityOf(here), *governorOf(above)}
			write.Authorities[1].Role, write.Authorities[1].Scope = access.AccountAdmin, fixture.ScopeOf(shop)
			fall := demotion([]access.Membership{here, here, above}[n], write.Authorities[n].Role)
			fall.AllowNoAdmin = true

			f.Must(f.store.ChangeMembership(f.Context(), fall))
			f.stale(func() error { return f.store.ChangeMembership(f.Context(), write) })
			for n := range write.Authorities { // reads them again
				authority := &write.Authorities[n]
				authority.AsOf = f.Membership(authority.User, authority.Scope.Organisation).ChangedAt
			}
			write.Authorities = slices.Delete(write.Authorities, n, n+1)
			f.Must(f.store.ChangeMembership(f.Context(), write))
		})
	}
}

// editOfOneself demotes an administrator by their own authority, which is the
// grant that the edit removes.
func editOfOneself(f *storeFixture) {
	parent := f.organisation()
	organisation := f.organisation(parent)
	f.administrator(organisation, "another")
	membership := f.member(f.person("ada"), fixture.Whole(organisation), access.OrganisationAdmin)
	above := f.governor(membership.User, parent)
	write := edit(membership, grant(fixture.Viewer, fixture.Whole(organisation)))
	own, over := *authorityOf(membership), *governorOf(above)
	never := access.Authority{User: membership.User.ID, Role: fixture.Viewer, Scope: fixture.Whole(organisation)}
	for _, wrong := range [][]access.Authority{{never}, {own, never}, {over, never}} {
		write.Authorities = wrong
		f.stale(func() error { return f.store.ChangeMembership(f.Context(), write) })
	}
	write.Authorities = []access.Authority{own, over}
	stale := write
	stale.Before.Version = access.NewID()
	f.stale(func() error { return f.store.ChangeMembership(f.Context(), stale) })
	f.Must(f.store.ChangeMembership(f.Context(), write))
	f.same("membership", f.Membership(membership.User.ID, organisation.ID), write.After)
	f.same("above", f.Membership(membership.User.ID, parent.ID), above)
}

// editRevokes writes the largest change: an administrator gets another
// administrative role, on several authorities, and loses as many invitations as
// one change may revoke.
func editRevokes(f *storeFixture) {
	parent := f.organisation()
	organisation := f.organisation(parent)
	actor := f.administrator(organisation, "actor")
	above := f.governor(actor.User, parent)
	before := f.member(f.person("ada"), fixture.Whole(organisation), access.OrganisationAdmin)
	write := edit(before, grant(access.PartnerOrganisationAdmin, fixture.Whole(organisation)))
	write.Authorities = []access.Authority{*authorityOf(actor), *governorOf(above)}
	for n := range access.MaxRevocations {
		invitation := f.invited(fixture.ScopeOf(f.account(organisation, fmt.Sprintf("Shop %d", n))), "ada", fixture.Viewer)
		write.Revocations = append(write.Revocations, closureOf(invitation, access.Revoked))
	}
	spoilt := write
	spoilt.Revocations = slices.Clone(write.Revocations)
	spoilt.Revocations[access.MaxRevocations-1].Invitation.Version = 2
	f.stale(func() error { return f.store.ChangeMembership(f.Context(), spoilt) })
	f.Must(f.store.ChangeMembership(f.Context(), write))

	f.same("membership", f.Membership(before.User.ID, organisation.ID), write.After)
	f.same("offers", f.offers(organisation, before.User.Email), []access.Invitation{})
	for _, revoked := range write.Revocations {
		f.same("revoked", f.Invitation(revoked.Invitation.ID).Status, access.Revoked)
	}
	f.same("administrators", f.admins(organisation), 2)
}
