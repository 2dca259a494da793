package storetest

import (
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

var changeTests = []test{
	{"a removal of everything leaves no membership", removalLeavesNoMembership},
	{"a removal of some grants leaves the rest", removalLeavesTheRest},
	{"a removal revokes invitations in the same write", removalRevokes},
	{"a removal changes one user", removalTouchesOne},
	{"a user who is invited again has only the new roles", invitedAgainHasNewRoles},
	{"the last administrator can be removed only from above", lastAdministrator},
	{"an administrator by two roles counts once", lastAdministratorOfTwoRoles},
	{"a removal is stale", removalIsStale},
	{"a removal is stale when the state has changed since it was read", removalIsOvertaken},
}

func removalLeavesNoMembership(f *storeFixture) {
	organisation := f.organisation()
	admin := f.administrator(organisation, "admin")
	membership := f.member(f.person("ada"), fixture.Whole(organisation), access.OrganisationAdmin, fixture.Viewer)
	change := removal(membership)
	change.Authorities = []access.Authority{*authorityOf(admin)}
	f.Must(f.store.ChangeMembership(f.Context(), change))

	f.same("membership", f.Membership(membership.User.ID, organisation.ID), access.Membership{})
	f.same("members", f.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50}), direct(admin))
	memberships, err := f.store.Memberships(f.Context(), membership.User.ID)
	f.Must(err)
	f.same("memberships", memberships, []access.Membership{})
	f.same("administrators", f.admins(organisation), 1)
	user, err := f.store.User(f.Context(), membership.User.ID)
	f.Must(err)
	f.same("user", user, membership.User) // the user stays
}

func removalLeavesTheRest(f *storeFixture) {
	organisation := f.organisation()
	account := f.account(organisation, "Shop")
	ada := f.person("ada")
	f.member(ada, fixture.ScopeOf(account), fixture.Viewer)
	membership := f.member(ada, fixture.Whole(organisation), fixture.Viewer, fixture.Signer)
	change := removal(membership)
	change.After.Grants = membership.At(fixture.ScopeOf(account)).Grants
	f.Must(f.store.ChangeMembership(f.Context(), change))

	f.same("membership", f.Membership(ada.ID, organisation.ID), change.After)
	f.same("members", f.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50}), direct(change.After))
}

// removalRevokes revokes as many invitations as one removal may.
func removalRevokes(f *storeFixture) {
	organisation := f.organisation()
	membership := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	change := removal(membership)
	for n := range access.MaxRevocations {
		account := f.account(organisation, fmt.Sprintf("Shop %d", n))
		invitation := f.invited(fixture.ScopeOf(account), "ADA", fixture.Viewer)
		change.Revocations = append(change.Revocations, closureOf(invitation, access.Revoked))
	}
	kept := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.store.ChangeMembership(f.Context(), change))

	for _, revocation := range change.Revocations {
		want := revocation.Invitation
		want = closedAt(want, access.Revoked, later)
		f.same("invitation", f.Invitation(want.ID), want)
	}
	f.same("offers", f.offers(organisation, membership.User.Email), []access.Invitation{kept})
	f.same("membership", f.Membership(membership.User.ID, organisation.ID), access.Membership{})
}

func removalTouchesOne(f *storeFixture) {
	parent := f.organisation()
	organisation := f.organisation(parent)
	ada, bob := f.person("ada"), f.person("bob")
	above := f.member(ada, fixture.Whole(parent), fixture.Viewer)
	membership := f.member(ada, fixture.Whole(organisation), fixture.Viewer)
	other := f.member(bob, fixture.Whole(organisation), fixture.Viewer)
	f.Must(f.store.ChangeMembership(f.Context(), removal(membership)))
	f.same("the other", f.Membership(bob.ID, organisation.ID), other)
	f.same("above", f.Membership(ada.ID, parent.ID), above)
}

func invitedAgainHasNewRoles(f *storeFixture) {
	organisation := f.organisation()
	ada := f.person("ada")
	membership := f.member(ada, fixture.Whole(organisation), access.OrganisationAdmin, fixture.Signer)
	change := removal(membership)
	change.AllowNoAdmin = true
	f.Must(f.store.ChangeMembership(f.Context(), change))

	back := f.member(ada, fixture.Whole(organisation), fixture.Viewer)
	f.same("grants", back.Grants, []access.Grant{grant(fixture.Viewer, fixture.Whole(organisation))})
	f.same("administrators", f.admins(organisation), 0)
	f.stale(func() error { return f.store.ChangeMembership(f.Context(), change) }) // decided on the state before
}

func lastAdministrator(f *storeFixture) {
	organisation := f.organisation()
	first := f.member(f.person("first"), fixture.Whole(organisation), access.OrganisationAdmin, fixture.Viewer)
	second := f.administrator(organisation, "second")
	f.Must(f.store.ChangeMembership(f.Context(), removal(second)))

	for _, change := range []access.MembershipChange{removal(first), demotion(first, access.OrganisationAdmin)} {
		f.stale(func() error { return f.store.ChangeMembership(f.Context(), change) })
	}
	f.Must(f.store.ChangeMembership(f.Context(), demotion(first, fixture.Viewer)))
	last := removal(f.Membership(first.User.ID, organisation.ID))
	last.AllowNoAdmin = true
	f.Must(f.store.ChangeMembership(f.Context(), last))
	f.same("administrators", f.admins(organisation), 0)

	plain := f.member(f.person("plain"), fixture.Whole(organisation), fixture.Viewer)
	f.Must(f.store.ChangeMembership(f.Context(), removal(plain))) // removes no administrator
}

func lastAdministratorOfTwoRoles(f *storeFixture) {
	organisation := f.organisation()
	membership := f.member(f.person("ada"), fixture.Whole(organisation), access.PartnerOrganisationAdmin, access.OrganisationAdmin)
	f.Must(f.store.ChangeMembership(f.Context(), demotion(membership, access.OrganisationAdmin)))
	f.same("administrators", f.admins(organisation), 1)
	membership = f.Membership(membership.User.ID, organisation.ID)
	f.stale(func() error { return f.store.ChangeMembership(f.Context(), removal(membership)) })
}

// preparedRemoval is a removal that is ready to be written: by one administrator, of
// another who has a pending invitation.
type preparedRemoval struct {
	organisation access.Organisation
	admin        access.Membership
	write        access.MembershipChange
}

func newPreparedRemoval(f *storeFixture) preparedRemoval {
	f.Helper()
	organisation := f.organisation()
	account := f.account(organisation, "Shop")
	r := preparedRemoval{organisation: organisation, admin: f.administrator(organisation, "admin")}
	r.write = removal(f.administrator(organisation, "ada"))
	r.write.Authorities = []access.Authority{*authorityOf(r.admin)}
	r.write.Revocations = []access.InvitationClosure{closureOf(f.invited(fixture.ScopeOf(account), "ada", fixture.Viewer), access.Revoked)}
	return r
}

func removalIsStale(f *storeFixture) {
	r, writes := newPreparedRemoval(f), map[string]func() error{}
	for name, spoil := range map[string]func(f *storeFixture, r preparedRemoval, write *access.MembershipChange){
		"of another version": func(_ *storeFixture, _ preparedRemoval, write *access.MembershipChange) {
			write.Before.Version = access.NewID()
		},
		"of a membership that does not exist": func(f *storeFixture, _ preparedRemoval, write *access.MembershipChange) {
			write.Before.User = f.person("nobody")
			write.After.User = write.Before.User
		},
		"with an authority in the membership that is written, which it never had": func(_ *storeFixture, r preparedRemoval, write *access.MembershipChange) {
			write.Authorities[0] = access.Authority{User: write.Before.User.ID, Role: fixture.Viewer, Scope: fixture.Whole(r.organisation)}
		},
		"with an invitation that does not exist": func(_ *storeFixture, _ preparedRemoval, write *access.MembershipChange) {
			write.Revocations[0].Invitation.ID = access.InvitationID(access.NewID())
		},
		"with an invitation in another version": func(_ *storeFixture, _ preparedRemoval, write *access.MembershipChange) {
			write.Revocations[0].Invitation.Version = 2
		},
		"with an invitation at its end": func(_ *storeFixture, _ preparedRemoval, write *access.MembershipChange) {
			write.At = write.Revocations[0].Invitation.ExpiresAt
			write.Revocations[0].At = write.At
		},
	} {
		write := r.write
		write.Revocations, write.Authorities = slices.Clone(write.Revocations), slices.Clone(write.Authorities)
		spoil(f, r, &write)
		writes[name] = func() error { return f.store.ChangeMembership(f.Context(), write) }
	}
	f.allStale(writes)
	f.Must(f.store.ChangeMembership(f.Context(), r.write))
}

func removalIsOvertaken(f *storeFixture) {
	for name, overtake := range map[string]func(f *storeFixture, r preparedRemoval){
		"by the same removal": func(f *storeFixture, r preparedRemoval) {
			f.Must(f.store.ChangeMembership(f.Context(), r.write))
		},
		"by an acceptance of the user": func(f *storeFixture, r preparedRemoval) {
			f.member(r.write.Before.User, fixture.Whole(r.organisation), fixture.Signer)
		},
		"by an acceptance of the invitation": func(f *storeFixture, r preparedRemoval) {
			f.Must(f.store.Accept(f.Context(), f.acceptance(r.write.Revocations[0].Invitation, r.write.Before.User)))
		},
		"by a decline of the invitation": func(f *storeFixture, r preparedRemoval) {
			f.Must(f.store.Close(f.Context(), closureOf(r.write.Revocations[0].Invitation, access.Declined)))
		},
		"by the removal of the authority": func(f *storeFixture, r preparedRemoval) {
			f.administrator(r.organisation, "third")
			f.Must(f.store.ChangeMembership(f.Context(), removal(r.admin)))
		},
		"by the demotion of the authority's user": func(f *storeFixture, r preparedRemoval) {
			membership := f.member(r.admin.User, fixture.Whole(r.organisation), fixture.Viewer)
			f.Must(f.store.ChangeMembership(f.Context(), demotion(membership, access.OrganisationAdmin)))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			r := newPreparedRemoval(f)
			overtake(f, r)
			f.stale(func() error { return f.store.ChangeMembership(f.Context(), r.write) })
		})
	}
}
