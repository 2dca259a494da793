package storetest

import (
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
)

var changeTests = []test{
	{"a removal of everything leaves no row", removalLeavesNoRow},
	{"a removal of something leaves the rest", removalLeavesTheRest},
	{"a removal revokes invitations in the same step", removalRevokes},
	{"a removal touches one user", removalTouchesOne},
	{"a user who comes back has only the new roles", comesBackWithNewRoles},
	{"the last administrator goes only from above", lastAdministrator},
	{"whoever administers by two roles is one administrator", lastAdministratorOfTwoRoles},
	{"a removal is stale", removalIsStale},
	{"a removal is stale when the world has moved on", removalIsOvertaken},
}

func removalLeavesNoRow(w *storeFixture) {
	organisation := w.organisation()
	admin := w.administrator(organisation, "admin")
	membership := w.member(w.person("ada"), whole(organisation), access.OrganisationAdmin, viewer)
	take := removal(membership)
	take.Authorities = []access.Authority{*witness(admin)}
	w.Must(w.store.ChangeMembership(w.Context(), take))

	w.same("row", w.Membership(membership.User.ID, organisation.ID), access.Membership{})
	w.same("members", w.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50}), direct(admin))
	memberships, err := w.store.Memberships(w.Context(), membership.User.ID)
	w.Must(err)
	w.same("rows", memberships, []access.Membership{})
	w.same("administrators", w.admins(organisation), 1)
	user, err := w.store.User(w.Context(), membership.User.ID)
	w.Must(err)
	w.same("user", user, membership.User) // the user stays
}

func removalLeavesTheRest(w *storeFixture) {
	organisation := w.organisation()
	account := w.account(organisation, "Shop")
	ada := w.person("ada")
	w.member(ada, scopeOf(account), viewer)
	membership := w.member(ada, whole(organisation), viewer, signer)
	take := removal(membership)
	take.After.Grants = membership.At(scopeOf(account)).Grants
	w.Must(w.store.ChangeMembership(w.Context(), take))

	w.same("row", w.Membership(ada.ID, organisation.ID), take.After)
	w.same("members", w.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50}), direct(take.After))
}

// removalRevokes revokes as many invitations as one removal may.
func removalRevokes(w *storeFixture) {
	organisation := w.organisation()
	membership := w.member(w.person("ada"), whole(organisation), viewer)
	take := removal(membership)
	for n := range access.MaxRevocations {
		account := w.account(organisation, fmt.Sprintf("Shop %d", n))
		invitation := w.invited(scopeOf(account), "ADA", viewer)
		take.Revocations = append(take.Revocations, closing(invitation, access.Revoked))
	}
	kept := w.invited(whole(organisation), "ada", viewer)
	w.Must(w.store.ChangeMembership(w.Context(), take))

	for _, revocation := range take.Revocations {
		want := revocation.Invitation
		want.Status, want.ClosedAt = access.Revoked, later
		w.same("invitation", w.Invitation(want.ID), want)
	}
	w.same("offers", w.offers(organisation, membership.User.Email), []access.Invitation{kept})
	w.same("row", w.Membership(membership.User.ID, organisation.ID), access.Membership{})
}

func removalTouchesOne(w *storeFixture) {
	parent := w.organisation()
	organisation := w.organisation(parent)
	ada, bob := w.person("ada"), w.person("bob")
	above := w.member(ada, whole(parent), viewer)
	membership := w.member(ada, whole(organisation), viewer)
	other := w.member(bob, whole(organisation), viewer)
	w.Must(w.store.ChangeMembership(w.Context(), removal(membership)))
	w.same("the other", w.Membership(bob.ID, organisation.ID), other)
	w.same("above", w.Membership(ada.ID, parent.ID), above)
}

func comesBackWithNewRoles(w *storeFixture) {
	organisation := w.organisation()
	ada := w.person("ada")
	membership := w.member(ada, whole(organisation), access.OrganisationAdmin, signer)
	take := removal(membership)
	take.AllowNoAdmin = true
	w.Must(w.store.ChangeMembership(w.Context(), take))

	back := w.member(ada, whole(organisation), viewer)
	w.same("grants", back.Grants, []access.Grant{grant(viewer, whole(organisation))})
	w.same("administrators", w.admins(organisation), 0)
	w.stale(func() error { return w.store.ChangeMembership(w.Context(), take) }) // decided on what was read before
}

func lastAdministrator(w *storeFixture) {
	organisation := w.organisation()
	first := w.member(w.person("first"), whole(organisation), access.OrganisationAdmin, viewer)
	second := w.administrator(organisation, "second")
	w.Must(w.store.ChangeMembership(w.Context(), removal(second)))

	for _, take := range []access.MembershipChange{removal(first), demotion(first, access.OrganisationAdmin)} {
		w.stale(func() error { return w.store.ChangeMembership(w.Context(), take) })
	}
	w.Must(w.store.ChangeMembership(w.Context(), demotion(first, viewer)))
	last := removal(w.Membership(first.User.ID, organisation.ID))
	last.AllowNoAdmin = true
	w.Must(w.store.ChangeMembership(w.Context(), last))
	w.same("administrators", w.admins(organisation), 0)

	plain := w.member(w.person("plain"), whole(organisation), viewer)
	w.Must(w.store.ChangeMembership(w.Context(), removal(plain))) // removes no administrator
}

func lastAdministratorOfTwoRoles(w *storeFixture) {
	organisation := w.organisation()
	membership := w.member(w.person("ada"), whole(organisation), access.PartnerOrganisationAdmin, access.OrganisationAdmin)
	w.Must(w.store.ChangeMembership(w.Context(), demotion(membership, access.OrganisationAdmin)))
	w.same("administrators", w.admins(organisation), 1)
	membership = w.Membership(membership.User.ID, organisation.ID)
	w.stale(func() error { return w.store.ChangeMembership(w.Context(), removal(membership)) })
}

// removing is a removal that is ready to be written: by one administrator, of
// another who has a pending invitation.
type removing struct {
	organisation access.Organisation
	admin        access.Membership
	write        access.MembershipChange
}

func newRemoving(w *storeFixture) removing {
	w.Helper()
	organisation := w.organisation()
	account := w.account(organisation, "Shop")
	r := removing{organisation: organisation, admin: w.administrator(organisation, "admin")}
	r.write = removal(w.administrator(organisation, "ada"))
	r.write.Authorities = []access.Authority{*witness(r.admin)}
	r.write.Revocations = []access.InvitationClosure{closing(w.invited(scopeOf(account), "ada", viewer), access.Revoked)}
	return r
}

func removalIsStale(w *storeFixture) {
	r, writes := newRemoving(w), map[string]func() error{}
	for name, spoil := range map[string]func(w *storeFixture, r removing, write *access.MembershipChange){
		"of another version": func(_ *storeFixture, _ removing, write *access.MembershipChange) {
			write.Before.Version = access.NewID()
		},
		"of a row that is not there": func(w *storeFixture, _ removing, write *access.MembershipChange) {
			write.Before.User = w.person("nobody")
			write.After.User = write.Before.User
		},
		"with a witness who holds nothing": func(w *storeFixture, _ removing, write *access.MembershipChange) {
			write.Authorities[0].User = w.person("nobody").ID
		},
		"with a witness of another role": func(_ *storeFixture, _ removing, write *access.MembershipChange) {
			write.Authorities[0].Role = viewer
		},
		"with a witness in the row that is written, who never stood": func(_ *storeFixture, r removing, write *access.MembershipChange) {
			write.Authorities[0] = access.Authority{User: write.Before.User.ID, Role: viewer, Scope: whole(r.organisation)}
		},
		"with an invitation that is not there": func(_ *storeFixture, _ removing, write *access.MembershipChange) {
			write.Revocations[0].Invitation.ID = access.InvitationID(access.NewID())
		},
		"with an invitation in another version": func(_ *storeFixture, _ removing, write *access.MembershipChange) {
			write.Revocations[0].Invitation.Version = 2
		},
		"with an invitation at its end": func(_ *storeFixture, _ removing, write *access.MembershipChange) {
			write.At = write.Revocations[0].Invitation.ExpiresAt
			write.Revocations[0].At = write.At
		},
	} {
		write := r.write
		write.Revocations, write.Authorities = slices.Clone(write.Revocations), slices.Clone(write.Authorities)
		spoil(w, r, &write)
		writes[name] = func() error { return w.store.ChangeMembership(w.Context(), write) }
	}
	w.allStale(writes)
	w.Must(w.store.ChangeMembership(w.Context(), r.write))
}

func removalIsOvertaken(w *storeFixture) {
	for name, overtake := range map[string]func(w *storeFixture, r removing){
		"by the same removal": func(w *storeFixture, r removing) {
			w.Must(w.store.ChangeMembership(w.Context(), r.write))
		},
		"by an acceptance of the user": func(w *storeFixture, r removing) {
			w.member(r.write.Before.User, whole(r.organisation), signer)
		},
		"by an acceptance of the invitation": func(w *storeFixture, r removing) {
			w.Must(w.store.Accept(w.Context(), w.acceptance(r.write.Revocations[0].Invitation, r.write.Before.User)))
		},
		"by a decline of the invitation": func(w *storeFixture, r removing) {
			w.Must(w.store.Close(w.Context(), closing(r.write.Revocations[0].Invitation, access.Declined)))
		},
		"by the removal of the witness": func(w *storeFixture, r removing) {
			w.administrator(r.organisation, "third")
			w.Must(w.store.ChangeMembership(w.Context(), removal(r.admin)))
		},
		"by the demotion of the witness": func(w *storeFixture, r removing) {
			membership := w.member(r.admin.User, whole(r.organisation), viewer)
			w.Must(w.store.ChangeMembership(w.Context(), demotion(membership, access.OrganisationAdmin)))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			r := newRemoving(w)
			overtake(w, r)
			w.stale(func() error { return w.store.ChangeMembership(w.Context(), r.write) })
		})
	}
}
