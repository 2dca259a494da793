package storetest

import (
	"errors"

	"admit/shared/access"
)

var userTests = []test{
	{"a user who is not there is none", userIsNone},
	{"a user has a row in each organisation", userHasRows},
	{"a forgotten user is gone and the address is free", forgottenUserIsGone},
	{"a user who holds something is not forgotten", holderIsNotForgotten},
}

func userIsNone(w *storeFixture) {
	w.administrator(w.organisation(), "ada")
	nobody := w.person("nobody")
	if _, err := w.store.User(w.Context(), nobody.ID); !errors.Is(err, access.ErrNone) {
		w.Errorf("by id: %v, want access.ErrNone", err)
	}
	if _, err := w.store.UserByAddress(w.Context(), nobody.Email); !errors.Is(err, access.ErrNone) {
		w.Errorf("by address: %v, want access.ErrNone", err)
	}
	memberships, err := w.store.Memberships(w.Context(), nobody.ID)
	w.Must(err)
	w.same("rows", memberships, []access.Membership{})
}

func userHasRows(w *storeFixture) {
	parent := w.organisation()
	ada, bob := w.person("ada"), w.person("bob")
	var want []access.Membership
	for range 3 {
		organisation := w.organisation(parent)
		want = append(want, w.member(ada, whole(organisation), viewer))
		w.member(bob, whole(organisation), signer)
	}
	want = append(want, w.member(ada, whole(parent), signer))

	memberships, err := w.store.Memberships(w.Context(), ada.ID)
	w.Must(err)
	w.same("rows", byOrganisation(memberships), byOrganisation(want))

	w.Must(w.store.ChangeMembership(w.Context(), removal(want[1])))
	memberships, err = w.store.Memberships(w.Context(), ada.ID)
	w.Must(err)
	w.same("rows after a removal", byOrganisation(memberships), byOrganisation([]access.Membership{want[0], want[2], want[3]}))
}

func forgottenUserIsGone(w *storeFixture) {
	organisation := w.organisation()
	membership := w.member(w.person("ada"), whole(organisation), viewer)
	other := w.member(w.person("bob"), whole(organisation), viewer)
	w.Must(w.store.ChangeMembership(w.Context(), removal(membership)))
	w.Must(w.store.DeleteUser(w.Context(), membership.User))

	if _, err := w.store.User(w.Context(), membership.User.ID); !errors.Is(err, access.ErrNone) {
		w.Errorf("by id: %v, want access.ErrNone", err)
	}
	if _, err := w.store.UserByAddress(w.Context(), membership.User.Email); !errors.Is(err, access.ErrNone) {
		w.Errorf("by address: %v, want access.ErrNone", err)
	}
	again := w.member(w.person("ADA"), whole(organisation), signer)
	w.same("the next of that address", w.Membership(again.User.ID, organisation.ID).Grants, again.Grants)
	w.same("another", w.Membership(other.User.ID, organisation.ID), other)
}

func holderIsNotForgotten(w *storeFixture) {
	membership := w.member(w.person("ada"), whole(w.organisation()), viewer)
	w.stale(func() error { return w.store.DeleteUser(w.Context(), membership.User) })
}
