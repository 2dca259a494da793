package storetest

import (
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
)

var editTests = []test{
	{"an edit is read as it was written", editIsRead},
	{"an edit counts administrators", editCounts},
	{"an edit rests on several grants of one user, each of them", editRestsOnEach},
	{"an edit of one's own row rests on what it was", editOfOneself},
	{"an edit revokes as many invitations as there is room for", editRevokes},
}

// edit returns the write that replaces the grants of a membership.
func edit(before access.Membership, grants ...access.Grant) access.MembershipChange {
	change := removal(before)
	change.After.Grants = grants
	change.Event.Type = access.EventAccessChanged
	return change
}

func editIsRead(w *storeFixture) {
	organisation := w.organisation()
	shop := w.account(organisation, "Shop")
	membership := w.member(w.person("ada"), whole(organisation), viewer)
	write := edit(membership, grant(signer, whole(organisation)), grant(viewer, scopeOf(shop)))
	w.Must(w.store.ChangeMembership(w.Context(), write))
	w.same("row", w.Membership(membership.User.ID, organisation.ID), write.After)
	w.same("members", w.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50}), direct(write.After))
	memberships, err := w.store.Memberships(w.Context(), membership.User.ID)
	w.Must(err)
	w.same("rows", memberships, []access.Membership{write.After})
	w.stale(func() error { return w.store.ChangeMembership(w.Context(), write) })
}

func editCounts(w *storeFixture) {
	organisation := w.organisation()
	membership := w.member(w.person("ada"), whole(organisation), viewer)
	for n, step := range []struct {
		role access.RoleID
		want int
	}{
		{access.OrganisationAdmin, 1}, {access.PartnerOrganisationAdmin, 1}, {access.AccountAdmin, 0}, {viewer, 0},
	} {
		write := edit(membership, grant(step.role, whole(organisation)))
		write.AllowNoAdmin = true
		w.Must(w.store.ChangeMembership(w.Context(), write))
		membership = w.Membership(membership.User.ID, organisation.ID)
		if got := w.admins(organisation); got != step.want {
			w.Errorf("after step %d the organisation counts %d administrators, want %d", n, got, step.want)
		}
	}
}

// editRestsOnEach removes each authority of an edit in turn, by a change of its
// own membership. Each time the edit is stale.
func editRestsOnEach(w *storeFixture) {
	for n := range 3 {
		w.Run([]string{"here", "at an account", "above"}[n], func(t *testing.T) {
			w := newFixture(t, w.store)
			parent := w.organisation()
			organisation := w.organisation(parent)
			shop := w.account(organisation, "Shop")
			actor := w.member(w.person("actor"), scopeOf(shop), access.AccountAdmin).User
			here := w.member(actor, whole(organisation), access.OrganisationAdmin)
			above := w.governor(actor, parent)
			write := edit(w.member(w.person("ada"), whole(organisation), viewer), grant(signer, whole(organisation)))
			write.Authorities = []access.Authority{
				{User: actor.ID, Role: access.OrganisationAdmin, Scope: whole(organisation)},
				{User: actor.ID, Role: access.AccountAdmin, Scope: scopeOf(shop)},
				{User: actor.ID, Role: access.PartnerOrganisationAdmin, Scope: whole(parent)},
			}
			fall := demotion([]access.Membership{here, here, above}[n], write.Authorities[n].Role)
			fall.AllowNoAdmin = true

			spoilt := write
			spoilt.Authorities = slices.Clone(write.Authorities)
			spoilt.Authorities[n].Role = signer
			w.stale(func() error { return w.store.ChangeMembership(w.Context(), spoilt) })
			w.Must(w.store.ChangeMembership(w.Context(), fall))
			w.stale(func() error { return w.store.ChangeMembership(w.Context(), write) })
			write.Authorities = slices.Delete(write.Authorities, n, n+1)
			w.Must(w.store.ChangeMembership(w.Context(), write))
		})
	}
}

// editOfOneself demotes an administrator by their own authority, which is the
// grant that the edit removes.
func editOfOneself(w *storeFixture) {
	parent := w.organisation()
	organisation := w.organisation(parent)
	w.administrator(organisation, "another")
	membership := w.member(w.person("ada"), whole(organisation), access.OrganisationAdmin)
	above := w.governor(membership.User, parent)
	write := edit(membership, grant(viewer, whole(organisation)))
	own, over := *witness(membership), access.Authority{User: membership.User.ID, Role: access.PartnerOrganisationAdmin, Scope: whole(parent)}
	never := access.Authority{User: membership.User.ID, Role: viewer, Scope: whole(organisation)}
	for _, wrong := range [][]access.Authority{{never}, {own, never}, {over, never}} {
		write.Authorities = wrong
		w.stale(func() error { return w.store.ChangeMembership(w.Context(), write) })
	}
	write.Authorities = []access.Authority{own, over}
	stale := write
	stale.Before.Version = access.NewID()
	w.stale(func() error { return w.store.ChangeMembership(w.Context(), stale) })
	w.Must(w.store.ChangeMembership(w.Context(), write))
	w.same("row", w.Membership(membership.User.ID, organisation.ID), write.After)
	w.same("above", w.Membership(membership.User.ID, parent.ID), above)
}

// editRevokes writes the largest change: an administrator gets another
// administrative role, on several authorities, and loses as many invitations as
// one change may revoke.
func editRevokes(w *storeFixture) {
	parent := w.organisation()
	organisation := w.organisation(parent)
	actor := w.administrator(organisation, "actor")
	above := w.governor(actor.User, parent)
	before := w.member(w.person("ada"), whole(organisation), access.OrganisationAdmin)
	write := edit(before, grant(access.PartnerOrganisationAdmin, whole(organisation)))
	write.Authorities = []access.Authority{*witness(actor), {User: above.User.ID, Role: access.PartnerOrganisationAdmin, Scope: whole(parent)}}
	for n := range access.MaxRevocations {
		invitation := w.invited(scopeOf(w.account(organisation, fmt.Sprintf("Shop %d", n))), "ada", viewer)
		write.Revocations = append(write.Revocations, closing(invitation, access.Revoked))
	}
	spoilt := write
	spoilt.Revocations = slices.Clone(write.Revocations)
	spoilt.Revocations[access.MaxRevocations-1].Invitation.Version = 2
	w.stale(func() error { return w.store.ChangeMembership(w.Context(), spoilt) })
	w.Must(w.store.ChangeMembership(w.Context(), write))

	w.same("row", w.Membership(before.User.ID, organisation.ID), write.After)
	w.same("offers", w.offers(organisation, before.User.Email), []access.Invitation{})
	for _, revoked := range write.Revocations {
		w.same("revoked", w.Invitation(revoked.Invitation.ID).Status, access.Revoked)
	}
	w.same("administrators", w.admins(organisation), 2)
}
