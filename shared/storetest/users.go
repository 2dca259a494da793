package storetest

import (
	"errors"

	"admit/shared/access"
	"admit/shared/fixture"
)

var userTests = []test{
	{"a user who does not exist is reported as missing", userIsNone},
	{"a user has a membership in each organisation", userHasMemberships},
	{"a deleted user is gone and the address is free", deletedUserIsGone},
	{"a user who holds a grant is not deleted", userWithAccessIsNotDeleted},
}

func userIsNone(f *storeFixture) {
	f.administrator(f.organisation(), "ada")
	nobody := f.person("nobody")
	if _, err := f.store.User(f.Context(), nobody.ID); !errors.Is(err, access.ErrNotFound) {
		f.Errorf("by id: %v, want access.ErrNotFound", err)
	}
	if _, err := f.store.UserByAddress(f.Context(), nobody.Email); !errors.Is(err, access.ErrNotFound) {
		f.Errorf("by address: %v, want access.ErrNotFound", err)
	}
	memberships, err := f.store.Memberships(f.Context(), nobody.ID)
	f.Must(err)
	f.same("memberships", memberships, []access.Membership{})
}

func userHasMemberships(f *storeFixture) {
	parent := f.organisation()
	ada, bob := f.person("ada"), f.person("bob")
	var want []access.Membership
	for range 3 {
		organisation := f.organisation(parent)
		want = append(want, f.member(ada, fixture.Whole(organisation), fixture.Viewer))
		f.member(bob, fixture.Whole(organisation), fixture.Signer)
	}
	want = append(want, f.member(ada, fixture.Whole(parent), fixture.Signer))

	memberships, err := f.store.Memberships(f.Context(), ada.ID)
	f.Must(err)
	f.same("memberships", byOrganisation(memberships), byOrganisation(want))

	f.Must(f.store.ChangeMembership(f.Context(), removal(want[1])))
	memberships, err = f.store.Memberships(f.Context(), ada.ID)
	f.Must(err)
	f.same("memberships after a removal", byOrganisation(memberships), byOrganisation([]access.Membership{want[0], want[2], want[3]}))
}

func deletedUserIsGone(f *storeFixture) {
	organisation := f.organisation()
	membership := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	other := f.member(f.person("bob"), fixture.Whole(organisation), fixture.Viewer)
	f.Must(f.store.ChangeMembership(f.Context(), removal(membership)))
	f.Must(f.store.DeleteUser(f.Context(), membership.User))

	if _, err := f.store.User(f.Context(), membership.User.ID); !errors.Is(err, access.ErrNotFound) {
		f.Errorf("by id: %v, want access.ErrNotFound", err)
	}
	if _, err := f.store.UserByAddress(f.Context(), membership.User.Email); !errors.Is(err, access.ErrNotFound) {
		f.Errorf("by address: %v, want access.ErrNotFound", err)
	}
	again := f.member(f.person("ADA"), fixture.Whole(organisation), fixture.Signer)
	f.same("the next user of the address", f.Membership(again.User.ID, organisation.ID).Grants, again.Grants)
	f.same("another", f.Membership(other.User.ID, organisation.ID), other)
}

func userWithAccessIsNotDeleted(f *storeFixture) {
	membership := f.member(f.person("ada"), fixture.Whole(f.organisation()), fixture.Viewer)
	f.stale(func() error { return f.store.DeleteUser(f.Context(), membership.User) })
}
