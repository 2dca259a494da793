package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var acceptanceTests = []test{
	{"an acceptance is read as it was written", acceptanceIsRead},
	{"an acceptance adds to what is held", acceptanceAdds},
	{"an acceptance counts administrators", acceptanceCounts},
	{"an authority may come from above, or from the membership that is written", authorityAboveOrInMembership},
	{"a confirmed acceptance checks the confirmer, too", confirmerIsChecked},
	{"an acceptance is stale", acceptanceIsStale},
	{"an acceptance is stale when the state has changed since it was read", acceptanceIsOvertaken},
	{"an invitation is open until its last millisecond", acceptanceAtTheLastMillisecond},
}

// preparedAcceptance is an acceptance that is ready to be written: by a new user, of an
// invitation by an administrator of an organisation with a parent.
type preparedAcceptance struct {
	parent, organisation access.Organisation
	inviter              access.Membership
	write                access.Acceptance
}

func newPreparedAcceptance(f *storeFixture) preparedAcceptance {
	f.Helper()
	parent := f.organisation()
	organisation := f.organisation(parent)
	inviter := f.administrator(organisation, "inviter")
	invitation := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	a := preparedAcceptance{parent, organisation, inviter, f.acceptance(invitation, f.person("ada"))}
	a.write.Authority = authorityOf(inviter)
	return a
}

func acceptanceIsRead(f *storeFixture) {
	a := newPreparedAcceptance(f)
	user := a.write.After.User
	f.Must(f.store.Accept(f.Context(), a.write))

	got, err := f.store.User(f.Context(), user.ID)
	f.Must(err)
	f.same("user", got, user)
	got, err = f.store.UserByAddress(f.Context(), f.address("ADA"))
	f.Must(err)
	f.same("user by address", got, user)
	if got.Email != user.Email {
		f.Errorf("the address is %#v, want %#v", got.Email, user.Email)
	}

	f.same("membership", f.Membership(user.ID, a.organisation.ID), a.write.After)
	memberships, err := f.store.Memberships(f.Context(), user.ID)
	f.Must(err)
	f.same("memberships", memberships, []access.Membership{a.write.After})
	f.same("members", f.members(access.MemberQuery{Organisation: a.organisation.ID, Prefix: user.Email.Key(), Limit: 50}),
		direct(a.write.After))

	want := a.write.Invitation
	want = closedAt(want, access.Accepted, later)
	want.AcceptedBy = user.ID
	f.same("invitation", f.Invitation(want.ID), want)
	f.same("offers", f.offers(a.organisation, user.Email), []access.Invitation{})
	f.invited(fixture.Whole(a.organisation), "ada", fixture.Viewer) // the slot is free again
}

func acceptanceAdds(f *storeFixture) {
	organisation := f.organisation()
	account := f.account(organisation, "Shop")
	ada := f.person("ada")
	first := f.member(ada, fixture.Whole(organisation), fixture.Viewer)
	second := f.acceptance(f.invited(fixture.ScopeOf(account), "ada", fixture.Viewer, fixture.Signer), ada)
	second.After.User.FirstName = "Augusta Ada"
	f.Must(f.store.Accept(f.Context(), second))

	membership := f.Membership(ada.ID, organisation.ID)
	f.same("membership", membership, second.After)
	if len(membership.Grants) != 3 || membership.Version == first.Version {
		f.Errorf("%d grants of version %s after %s", len(membership.Grants), membership.Version, first.Version)
	}
	f.same("members", fixture.Each(f.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50}), func(s access.EffectiveAccess) string {
		return s.User().FirstName // as of the last write of the membership
	}), []string{"Augusta Ada"})
}

func acceptanceCounts(f *storeFixture) {
	organisation := f.organisation()
	account := f.account(organisation, "Shop")
	for n, step := range []struct {
		name  string
		scope access.Scope
		roles []access.RoleID
		want  int
	}{
		{"ada", fixture.Whole(organisation), []access.RoleID{fixture.Viewer}, 0},
		{"ada", fixture.ScopeOf(account), []access.RoleID{access.AccountAdmin}, 0},
		{"ada", fixture.Whole(organisation), []access.RoleID{access.OrganisationAdmin}, 1},
		{"ada", fixture.Whole(organisation), []access.RoleID{access.PartnerOrganisationAdmin}, 1},
		{"bob", fixture.Whole(organisation), []access.RoleID{access.PartnerOrganisationAdmin, access.OrganisationAdmin}, 2},
	} {
		user, err := f.store.UserByAddress(f.Context(), f.address(step.name))
		if err != nil {
			user = f.person(step.name)
		}
		f.member(user, step.scope, step.roles...)
		if got := f.admins(organisation); got != step.want {
			f.Errorf("after step %d the organisation counts %d administrators, want %d", n, got, step.want)
		}
	}
}

func authorityAboveOrInMembership(f *storeFixture) {
	a := newPreparedAcceptance(f)
	above := f.member(f.person("above"), fixture.Whole(a.parent), access.PartnerOrganisationAdmin)
	a.write.Authority = governorOf(above)
	f.Must(f.store.Accept(f.Context(), a.write))

	own := f.acceptance(f.invited(fixture.Whole(a.organisation), "inviter", fixture.Signer), a.inviter.User)
	own.Authority = authorityOf(a.inviter)
	f.Must(f.store.Accept(f.Context(), own))
	f.same("membership", f.Membership(a.inviter.User.ID, a.organisation.ID), own.After)
}

// confirmerIsChecked writes acceptances that another administrator than the inviter has
// confirmed: one after that administrator lost the authority, one by the administrator
// for themselves, and one that is in order.
func confirmerIsChecked(f *storeFixture) {
	a := newPreparedAcceptance(f)
	confirmer := f.administrator(a.organisation, "confirmer")
	a.write.Confirmer = authorityOf(confirmer)
	f.Must(f.store.Accept(f.Context(), a.write))

	own := f.acceptance(f.invited(fixture.Whole(a.organisation), "second", fixture.Signer), confirmer.User)
	own.Authority, own.Confirmer = authorityOf(a.inviter), authorityOf(confirmer)
	f.Must(f.store.Accept(f.Context(), own))

	late := f.acceptance(f.invited(fixture.Whole(a.organisation), "third", fixture.Signer), f.person("third"))
	late.Authority, late.Confirmer = authorityOf(a.inviter), authorityOf(own.After)
	f.Must(f.store.ChangeMembership(f.Context(), demotion(own.After, access.OrganisationAdmin)))
	f.stale(func() error { return f.store.Accept(f.Context(), late) })
	late.Confirmer = nil
	f.Must(f.store.Accept(f.Context(), late))
}

// acceptanceIsStale changes one part of an acceptance at a time and checks that
// the write is then stale. The unchanged acceptance succeeds.
func acceptanceIsStale(f *storeFixture) {
	a, writes := newPreparedAcceptance(f), map[string]func() error{}
	for name, spoil := range map[string]func(f *storeFixture, a preparedAcceptance, write *access.Acceptance){
		"of an invitation that does not exist": func(_ *storeFixture, _ preparedAcceptance, write *access.Acceptance) {
			write.Invitation.ID = access.InvitationID(access.NewID())
		},
		"in another version": func(_ *storeFixture, _ preparedAcceptance, write *access.Acceptance) {
			write.Invitation.Version = 2
		},
		"at the end": func(_ *storeFixture, _ preparedAcceptance, write *access.Acceptance) {
			write.At = write.Invitation.ExpiresAt
		},
		"after the end, although the reader saw a later end": func(_ *storeFixture, _ preparedAcceptance, write *access.Acceptance) {
			write.At = write.Invitation.ExpiresAt.Add(time.Second)
			write.Invitation.ExpiresAt = write.At.Add(time.Hour)
		},
		"on a membership that does not exist": func(_ *storeFixture, _ preparedAcceptance, write *access.Acceptance) {
			write.Before.Version = access.NewID()
		},
		"on no membership although there is one": func(f *storeFixture, a preparedAcceptance, write *access.Acceptance) {
			*write = f.acceptance(write.Invitation, a.inviter.User)
			write.Before = access.Membership{}
		},
		"on another version of the membership": func(f *storeFixture, a preparedAcceptance, write *access.Acceptance) {
			*write = f.acceptance(write.Invitation, a.inviter.User)
			write.Before.Version = access.NewID()
		},
		"with the grant that it gives as its own authority": func(_ *storeFixture, a preparedAcceptance, write *access.Acceptance) {
			write.Authority = &access.Authority{User: write.After.User.ID, Role: fixture.Viewer, Scope: fixture.Whole(a.organisation)}
		},
		"by a new user whose id is taken": func(f *storeFixture, a preparedAcceptance, write *access.Acceptance) {
			user := a.inviter.User
			user.Email = f.address("free")
			*write = f.acceptance(write.Invitation, user)
			write.NewUser = &user
		},
		"by a user who does not exist": func(_ *storeFixture, _ preparedAcceptance, write *access.Acceptance) {
			write.NewUser = nil
		},
		"by a new user whose address is taken": func(_ *storeFixture, a preparedAcceptance, write *access.Acceptance) {
			user := write.After.User
			user.Email = a.inviter.User.Email
			write.NewUser, write.After.User = &user, user
		},
	} {
		write := a.write
		write.Authority = new(*a.write.Authority)
		spoil(f, a, &write)
		writes[name] = func() error { return f.store.Accept(f.Context(), write) }
	}
	f.allStale(writes)
	f.Must(f.store.Accept(f.Context(), a.write))
}

// acceptanceIsOvertaken changes the state between the read and the write.
func acceptanceIsOvertaken(f *storeFixture) {
	for name, overtake := range map[string]func(f *storeFixture, a preparedAcceptance){
		"by an acceptance": func(f *storeFixture, a preparedAcceptance) {
			f.Must(f.store.Accept(f.Context(), a.write))
		},
		"by a decline": func(f *storeFixture, a preparedAcceptance) {
			f.Must(f.store.Close(f.Context(), closureOf(a.write.Invitation, access.Declined)))
		},
		"by a revocation": func(f *storeFixture, a preparedAcceptance) {
			f.Must(f.store.Close(f.Context(), closureOf(a.write.Invitation, access.Revoked)))
		},
		"by an acceptance elsewhere in the organisation": func(f *storeFixture, a preparedAcceptance) {
			f.member(a.write.After.User, fixture.ScopeOf(f.account(a.organisation, "Shop")), fixture.Viewer)
		},
		"by the removal of the authority": func(f *storeFixture, a preparedAcceptance) {
			f.administrator(a.organisation, "second")
			f.Must(f.store.ChangeMembership(f.Context(), removal(a.inviter)))
		},
		"by the demotion of the authority's user": func(f *storeFixture, a preparedAcceptance) {
			membership := f.member(a.inviter.User, fixture.Whole(a.organisation), fixture.Signer)
			f.administrator(a.organisation, "second")
			f.Must(f.store.ChangeMembership(f.Context(), demotion(membership, access.OrganisationAdmin)))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			a := newPreparedAcceptance(f)
			overtake(f, a)
			f.stale(func() error { return f.store.Accept(f.Context(), a.write) })
		})
	}
}

func acceptanceAtTheLastMillisecond(f *storeFixture) {
	a := newPreparedAcceptance(f)
	a.write.At = a.write.Invitation.ExpiresAt.Add(-time.Millisecond)
	f.Must(f.store.Accept(f.Context(), a.write))
	if got := f.Invitation(a.write.Invitation.ID).ClosedAt; !got.Equal(a.write.At) {
		f.Errorf("closed at %s, want %s", got, a.write.At)
	}
}
