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
	{"a witness may stand above, or in the row that is written", witnessMayStand},
	{"an acceptance is stale", acceptanceIsStale},
	{"an acceptance is stale when the world has moved on", acceptanceIsOvertaken},
	{"an invitation is open until its last millisecond", acceptedAtTheLastMillisecond},
}

// accepting is an acceptance that is ready to be written: by a new user, of an
// invitation by an administrator of an organisation with a parent.
type accepting struct {
	parent, organisation access.Organisation
	inviter              access.Membership
	write                access.Acceptance
}

func newAccepting(w *storeFixture) accepting {
	w.Helper()
	parent := w.organisation()
	organisation := w.organisation(parent)
	inviter := w.administrator(organisation, "inviter")
	invitation := w.invited(whole(organisation), "ada", viewer, signer)
	a := accepting{parent, organisation, inviter, w.acceptance(invitation, w.person("ada"))}
	a.write.Authority = witness(inviter)
	return a
}

func acceptanceIsRead(w *storeFixture) {
	a := newAccepting(w)
	user := a.write.After.User
	w.Must(w.store.Accept(w.Context(), a.write))

	got, err := w.store.User(w.Context(), user.ID)
	w.Must(err)
	w.same("user", got, user)
	got, err = w.store.UserByAddress(w.Context(), w.address("ADA"))
	w.Must(err)
	w.same("user by address", got, user)
	if got.Email != user.Email {
		w.Errorf("the address is %#v, want %#v", got.Email, user.Email)
	}

	w.same("row", w.Membership(user.ID, a.organisation.ID), a.write.After)
	memberships, err := w.store.Memberships(w.Context(), user.ID)
	w.Must(err)
	w.same("rows", memberships, []access.Membership{a.write.After})
	w.same("members", w.members(access.MemberQuery{Organisation: a.organisation.ID, Prefix: user.Email.Key(), Limit: 50}),
		direct(a.write.After))

	want := a.write.Invitation
	want.Status, want.ClosedAt, want.AcceptedBy = access.Accepted, later, user.ID
	w.same("invitation", w.Invitation(want.ID), want)
	w.same("offers", w.offers(a.organisation, user.Email), []access.Invitation{})
	w.invited(whole(a.organisation), "ada", viewer) // the slot is free again
}

func acceptanceAdds(w *storeFixture) {
	organisation := w.organisation()
	account := w.account(organisation, "Shop")
	ada := w.person("ada")
	first := w.member(ada, whole(organisation), viewer)
	second := w.acceptance(w.invited(scopeOf(account), "ada", viewer, signer), ada)
	second.After.User.FirstName = "Augusta Ada"
	w.Must(w.store.Accept(w.Context(), second))

	membership := w.Membership(ada.ID, organisation.ID)
	w.same("row", membership, second.After)
	if len(membership.Grants) != 3 || membership.Version == first.Version {
		w.Errorf("%d grants of version %s after %s", len(membership.Grants), membership.Version, first.Version)
	}
	w.same("members", fixture.Each(w.members(access.MemberQuery{Organisation: organisation.ID, Limit: 50}), func(s access.EffectiveAccess) string {
		return s.User().FirstName // as of the last write of the membership
	}), []string{"Augusta Ada"})
}

func acceptanceCounts(w *storeFixture) {
	organisation := w.organisation()
	account := w.account(organisation, "Shop")
	for n, step := range []struct {
		name  string
		scope access.Scope
		roles []access.RoleID
		want  int
	}{
		{"ada", whole(organisation), []access.RoleID{viewer}, 0},
		{"ada", scopeOf(account), []access.RoleID{access.AccountAdmin}, 0},
		{"ada", whole(organisation), []access.RoleID{access.OrganisationAdmin}, 1},
		{"ada", whole(organisation), []access.RoleID{access.PartnerOrganisationAdmin}, 1},
		{"bob", whole(organisation), []access.RoleID{access.PartnerOrganisationAdmin, access.OrganisationAdmin}, 2},
	} {
		user, err := w.store.UserByAddress(w.Context(), w.address(step.name))
		if err != nil {
			user = w.person(step.name)
		}
		w.member(user, step.scope, step.roles...)
		if got := w.admins(organisation); got != step.want {
			w.Errorf("after step %d the organisation counts %d administrators, want %d", n, got, step.want)
		}
	}
}

func witnessMayStand(w *storeFixture) {
	a := newAccepting(w)
	above := w.member(w.person("above"), whole(a.parent), access.PartnerOrganisationAdmin)
	a.write.Authority = &access.Authority{User: above.User.ID, Role: access.PartnerOrganisationAdmin, Scope: whole(a.parent)}
	w.Must(w.store.Accept(w.Context(), a.write))

	own := w.acceptance(w.invited(whole(a.organisation), "inviter", signer), a.inviter.User)
	own.Authority = witness(a.inviter)
	w.Must(w.store.Accept(w.Context(), own))
	w.same("row", w.Membership(a.inviter.User.ID, a.organisation.ID), own.After)
}

// acceptanceIsStale changes one part of an acceptance at a time, and checks that
// the write is then stale. The unchanged acceptance succeeds.
func acceptanceIsStale(w *storeFixture) {
	a, writes := newAccepting(w), map[string]func() error{}
	for name, spoil := range map[string]func(w *storeFixture, a accepting, write *access.Acceptance){
		"of an invitation that is not there": func(_ *storeFixture, _ accepting, write *access.Acceptance) {
			write.Invitation.ID = access.InvitationID(access.NewID())
		},
		"in another version": func(_ *storeFixture, _ accepting, write *access.Acceptance) {
			write.Invitation.Version = 2
		},
		"at the end": func(_ *storeFixture, _ accepting, write *access.Acceptance) {
			write.At = write.Invitation.ExpiresAt
		},
		"after the end, whatever the reader believed": func(_ *storeFixture, _ accepting, write *access.Acceptance) {
			write.At = write.Invitation.ExpiresAt.Add(time.Second)
			write.Invitation.ExpiresAt = write.At.Add(time.Hour)
		},
		"on a row that is not there": func(_ *storeFixture, _ accepting, write *access.Acceptance) {
			write.Before.Version = access.NewID()
		},
		"on no row where there is one": func(w *storeFixture, a accepting, write *access.Acceptance) {
			*write = w.acceptance(write.Invitation, a.inviter.User)
			write.Before = access.Membership{}
		},
		"on another version of the row": func(w *storeFixture, a accepting, write *access.Acceptance) {
			*write = w.acceptance(write.Invitation, a.inviter.User)
			write.Before.Version = access.NewID()
		},
		"with a witness who holds nothing": func(w *storeFixture, _ accepting, write *access.Acceptance) {
			write.Authority.User = w.person("stranger").ID
		},
		"with a witness of another role": func(_ *storeFixture, _ accepting, write *access.Acceptance) {
			write.Authority.Role = access.PartnerOrganisationAdmin
		},
		"with a witness of another scope": func(w *storeFixture, a accepting, write *access.Acceptance) {
			write.Authority.Scope.Account = w.account(a.organisation, "Shop").ID
		},
		"with a witness of another organisation": func(_ *storeFixture, a accepting, write *access.Acceptance) {
			write.Authority.Scope = whole(a.parent)
		},
		"with the very grant that it gives as its witness": func(_ *storeFixture, a accepting, write *access.Acceptance) {
			write.Authority = &access.Authority{User: write.After.User.ID, Role: viewer, Scope: whole(a.organisation)}
		},
		"by a new user whose id is taken": func(w *storeFixture, a accepting, write *access.Acceptance) {
			user := a.inviter.User
			user.Email = w.address("free")
			*write = w.acceptance(write.Invitation, user)
			write.NewUser = &user
		},
		"by a user who is not there": func(_ *storeFixture, _ accepting, write *access.Acceptance) {
			write.NewUser = nil
		},
		"by a new user whose address is taken": func(_ *storeFixture, a accepting, write *access.Acceptance) {
			user := write.After.User
			user.Email = a.inviter.User.Email
			write.NewUser, write.After.User = &user, user
		},
	} {
		write := a.write
		write.Authority = new(*a.write.Authority)
		spoil(w, a, &write)
		writes[name] = func() error { return w.store.Accept(w.Context(), write) }
	}
	w.allStale(writes)
	w.Must(w.store.Accept(w.Context(), a.write))
}

// acceptanceIsOvertaken changes the state between the read and the write.
func acceptanceIsOvertaken(w *storeFixture) {
	for name, overtake := range map[string]func(w *storeFixture, a accepting){
		"by an acceptance": func(w *storeFixture, a accepting) {
			w.Must(w.store.Accept(w.Context(), a.write))
		},
		"by a decline": func(w *storeFixture, a accepting) {
			w.Must(w.store.Close(w.Context(), closing(a.write.Invitation, access.Declined)))
		},
		"by a revocation": func(w *storeFixture, a accepting) {
			w.Must(w.store.Close(w.Context(), closing(a.write.Invitation, access.Revoked)))
		},
		"by an acceptance elsewhere in the organisation": func(w *storeFixture, a accepting) {
			w.member(a.write.After.User, scopeOf(w.account(a.organisation, "Shop")), viewer)
		},
		"by the removal of the witness": func(w *storeFixture, a accepting) {
			w.administrator(a.organisation, "second")
			w.Must(w.store.ChangeMembership(w.Context(), removal(a.inviter)))
		},
		"by the demotion of the witness": func(w *storeFixture, a accepting) {
			membership := w.member(a.inviter.User, whole(a.organisation), signer)
			w.administrator(a.organisation, "second")
			w.Must(w.store.ChangeMembership(w.Context(), demotion(membership, access.OrganisationAdmin)))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			a := newAccepting(w)
			overtake(w, a)
			w.stale(func() error { return w.store.Accept(w.Context(), a.write) })
		})
	}
}

func acceptedAtTheLastMillisecond(w *storeFixture) {
	a := newAccepting(w)
	a.write.At = a.write.Invitation.ExpiresAt.Add(-time.Millisecond)
	w.Must(w.store.Accept(w.Context(), a.write))
	if got := w.Invitation(a.write.Invitation.ID).ClosedAt; !got.Equal(a.write.At) {
		w.Errorf("closed at %s, want %s", got, a.write.At)
	}
}
