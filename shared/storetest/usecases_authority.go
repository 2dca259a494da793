package storetest

import (
	"strings"

	"admit/shared/access"
	"admit/shared/fixture"
)

// acceptsFromRemovedInviter removes the inviter between the read and the write of an
// acceptance. The acceptance grants nothing.
func acceptsFromRemovedInviter(f *fixture.Fixture) {
	acceptsAfter(f, func(store fixture.Store, organisation access.Organisation, admin, inviter access.Caller) error {
		_, err := access.Remove{Store: store, Now: f.Now}.Do(f.Context(), admin.ID(), fixture.Whole(organisation), inviter.ID())
		return err
	})
}

// acceptsFromSuspendedInviter suspends the inviter between the read and the write of an
// acceptance. The acceptance grants nothing.
func acceptsFromSuspendedInviter(f *fixture.Fixture) {
	acceptsAfter(f, func(store fixture.Store, organisation access.Organisation, admin, inviter access.Caller) error {
		_, _, err := access.Suspend{Store: store, Now: f.Now}.Do(f.Context(), admin.ID(), organisation.ID, inviter.ID(), true)
		return err
	})
}

// acceptsAfter lets an administrator take the authority of an inviter between the read and
// the write of an acceptance. The acceptance grants nothing.
func acceptsAfter(f *fixture.Fixture, take func(store fixture.Store, organisation access.Organisation, admin, inviter access.Caller) error) {
	organisation, admin := f.Organisation("admin", false)
	inviter := f.Member(fixture.Whole(organisation), "inviter", fixture.OrganisationAdmin)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	invitation := f.Invited(inviter, fixture.Whole(organisation), "ada", fixture.Signer)
	token := f.Token(invitation.ID)
	healthy := f.Store
	f.Store = &fixture.Between{Store: healthy, BeforeAccept: func() { f.Must(take(healthy, organisation, admin, inviter)) }}
	_, err := f.Accept().Do(f.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
	f.WantRefusal("acceptance", err, access.InvitationNotAuthorised)
	if held := f.HeldRoles(ada, organisation); held != string(fixture.Viewer) {
		f.Errorf("holds %q", held)
	}
}

// removesWithLostAuthority removes the authority of a governor between the read
// and the write of a removal. Without it the removal may not leave the
// organisation without an administrator, whatever the governor holds in the
// organisation.
func removesWithLostAuthority(f *fixture.Fixture) {
	group, chief := f.Organisation("chief", true)
	company := f.ChildOrganisation("company", group)
	both := f.Member(fixture.Whole(group), "both", fixture.PartnerAdmin)
	f.Member(fixture.Whole(company), "both", fixture.OrganisationAdmin)
	healthy := f.Store
	f.Store = &fixture.Between{Store: healthy, BeforeChangeMembership: func() {
		_, err := access.Remove{Store: healthy, Now: f.Now}.Do(f.Context(), chief.ID(), fixture.Whole(group), both.ID())
		f.Must(err)
	}}
	_, err := f.Remove().Do(f.Context(), both.ID(), fixture.Whole(company), both.ID())
	f.WantRefusal("removal", err, access.LastAdministrator)
	if held := f.HeldRoles(both, company); held != string(fixture.OrganisationAdmin) {
		f.Errorf("the last administrator holds %q", held)
	}
}

// removesAsRemovedAdministrator removes an administrator between the read and the
// write of a removal by that administrator. The removal changes nothing.
func removesAsRemovedAdministrator(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	other := f.Member(fixture.Whole(organisation), "other", fixture.OrganisationAdmin)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	healthy := f.Store
	f.Store = &fixture.Between{Store: healthy, BeforeChangeMembership: func() {
		_, err := access.Remove{Store: healthy, Now: f.Now}.Do(f.Context(), admin.ID(), fixture.Whole(organisation), other.ID())
		f.Must(err)
	}}
	_, err := f.Remove().Do(f.Context(), other.ID(), fixture.Whole(organisation), ada.ID())
	f.WantRefusal("removal", err, access.NotFound)
	if held := f.HeldRoles(ada, organisation); held != string(fixture.Viewer) {
		f.Errorf("holds %q", held)
	}
}

// governed is an organisation, its administrator from above, a member and a pending
// invitation.
type governed struct {
	group      access.Organisation
	chief, ada access.Caller
	invitation access.Invitation
}

// authorityIsPartOfTheWrite removes an administrator between the read and the write
// of each change that needs their authority.
func authorityIsPartOfTheWrite(f *fixture.Fixture) {
	healthy := f.Store
	for name, c := range map[string]struct {
		hook func(b *fixture.Between, happens func())
		act  func(s governed) error
	}{
		"remove": {func(b *fixture.Between, h func()) { b.BeforeChangeMembership = h }, func(s governed) error {
			_, err := f.Remove().Do(f.Context(), s.chief.ID(), fixture.Whole(s.group), s.ada.ID())
			return err
		}},
		"edit": {func(b *fixture.Between, h func()) { b.BeforeChangeMembership = h }, func(s governed) error {
			return f.TryEdit(s.chief, s.group, s.ada, access.ScopedRole{Role: fixture.Biller})
		}},
		"revoke": {func(b *fixture.Between, h func()) { b.BeforeClose = h }, func(s governed) error {
			return f.Revoke().Do(f.Context(), s.chief.ID(), s.group.ID, s.invitation.ID)
		}},
		"create an organisation": {func(b *fixture.Between, h func()) { b.BeforeCreateOrganisation = h }, func(s governed) error {
			_, err := f.CreateChildOrganisation().Do(f.Context(), s.chief.ID(), s.group.ID, "New", false, "")
			return err
		}},
		"create an account": {func(b *fixture.Between, h func()) { b.BeforeCreateAccount = h }, func(s governed) error {
			_, err := f.CreateAccount().Do(f.Context(), s.chief.ID(), s.group.ID, "New", "")
			return err
		}},
	} {
		f.Store = healthy
		id := strings.ToLower(access.NewID())
		group, admin := f.Organisation("admin-"+id, true)
		s := governed{group: group}
		s.chief = f.Member(fixture.Whole(s.group), "chief-"+id, fixture.PartnerAdmin)
		s.ada = f.Member(fixture.Whole(s.group), "ada-"+id, fixture.Viewer)
		s.invitation = f.Invited(s.chief, fixture.Whole(s.group), "eve-"+id, fixture.Viewer)
		b := &fixture.Between{Store: healthy}
		c.hook(b, func() {
			_, err := access.Remove{Store: healthy, Now: f.Now}.Do(f.Context(), admin.ID(), fixture.Whole(s.group), s.chief.ID())
			f.Must(err)
		})
		f.Store = b
		before := len(f.Events(s.group))
		f.WantRefusal(name+", by an administrator who was just removed", c.act(s), access.NotFound)
		if after := len(f.Events(s.group)); after != before+1 { // the removal
			f.Errorf("%s: %d more events, want only that of the removal", name, after-before)
		}
	}
}
