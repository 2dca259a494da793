package storetest

import (
	"strings"

	"admit/shared/access"
	"admit/shared/fixture"
)

// acceptsOfARemovedInviter removes the inviter between the read and the write of an
// acceptance. The acceptance grants nothing.
func acceptsOfARemovedInviter(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	inviter := w.Member(whole(organisation), "inviter", organisationAdmin)
	ada := w.Member(whole(organisation), "ada", viewer)
	invitation := w.Invited(inviter, whole(organisation), "ada", signer)
	secret := w.Token(invitation.ID)
	healthy := w.Store
	w.Store = &fixture.Between{Store: healthy, BeforeAccept: func() {
		_, err := access.Remove{Store: healthy, Now: w.Now}.Do(w.Context(), admin.ID(), whole(organisation), inviter.ID())
		w.Must(err)
	}}
	_, err := w.Accept().Do(w.Context(), ada, invitation.ID, secret)
	w.WantRefusal("acceptance", err, access.InvitationNotAuthorised)
	if held := w.HeldRoles(ada, organisation); held != string(viewer) {
		w.Errorf("holds %q", held)
	}
}

// removesOnALostGrant removes the authority of a governor between the read and the
// write of a removal. Without it the removal may not leave the organisation
// without an administrator, whatever the governor holds in the organisation.
func removesOnALostGrant(w *fixture.Fixture) {
	group, chief := w.Organisation("chief", true)
	company := w.ChildOrganisation("company", group)
	both := w.Member(whole(group), "both", partnerAdmin)
	w.Member(whole(company), "both", organisationAdmin)
	healthy := w.Store
	w.Store = &fixture.Between{Store: healthy, BeforeChange: func() {
		_, err := access.Remove{Store: healthy, Now: w.Now}.Do(w.Context(), chief.ID(), whole(group), both.ID())
		w.Must(err)
	}}
	_, err := w.Remove().Do(w.Context(), both.ID(), whole(company), both.ID())
	w.WantRefusal("removal", err, access.LastAdministrator)
	if held := w.HeldRoles(both, company); held != string(organisationAdmin) {
		w.Errorf("the last administrator holds %q", held)
	}
}

// removesWhoWasRemoved removes an administrator between the read and the write of a
// removal by that administrator. The removal changes nothing.
func removesWhoWasRemoved(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	other := w.Member(whole(organisation), "other", organisationAdmin)
	ada := w.Member(whole(organisation), "ada", viewer)
	healthy := w.Store
	w.Store = &fixture.Between{Store: healthy, BeforeChange: func() {
		_, err := access.Remove{Store: healthy, Now: w.Now}.Do(w.Context(), admin.ID(), whole(organisation), other.ID())
		w.Must(err)
	}}
	_, err := w.Remove().Do(w.Context(), other.ID(), whole(organisation), ada.ID())
	w.WantRefusal("removal", err, access.NotFound)
	if held := w.HeldRoles(ada, organisation); held != string(viewer) {
		w.Errorf("holds %q", held)
	}
}

// ruled is an organisation, its administrator from above, a member and a pending
// invitation.
type ruled struct {
	group      access.Organisation
	chief, ada access.Caller
	invitation access.Invitation
}

// authorityIsPartOfTheWrite removes an administrator between the read and the write
// of each change that rests on their authority.
func authorityIsPartOfTheWrite(w *fixture.Fixture) {
	healthy := w.Store
	for name, c := range map[string]struct {
		hook func(b *fixture.Between, happens func())
		act  func(s ruled) error
	}{
		"remove": {func(b *fixture.Between, h func()) { b.BeforeChange = h }, func(s ruled) error {
			_, err := w.Remove().Do(w.Context(), s.chief.ID(), whole(s.group), s.ada.ID())
			return err
		}},
		"edit": {func(b *fixture.Between, h func()) { b.BeforeChange = h }, func(s ruled) error {
			return w.TryEdit(s.chief, s.group, s.ada, access.ScopedRole{Role: biller})
		}},
		"revoke": {func(b *fixture.Between, h func()) { b.BeforeClose = h }, func(s ruled) error {
			return w.Revoke().Do(w.Context(), s.chief.ID(), s.group.ID, s.invitation.ID)
		}},
		"create an organisation": {func(b *fixture.Between, h func()) { b.BeforeCreateOrganisation = h }, func(s ruled) error {
			_, err := w.CreateChildOrganisation().Do(w.Context(), s.chief.ID(), s.group.ID, "New", false, "")
			return err
		}},
		"create an account": {func(b *fixture.Between, h func()) { b.BeforeCreateAccount = h }, func(s ruled) error {
			_, err := w.CreateAccount().Do(w.Context(), s.chief.ID(), s.group.ID, "New", "")
			return err
		}},
	} {
		w.Store = healthy
		id := strings.ToLower(access.NewID())
		group, admin := w.Organisation("admin-"+id, true)
		s := ruled{group: group}
		s.chief = w.Member(whole(s.group), "chief-"+id, partnerAdmin)
		s.ada = w.Member(whole(s.group), "ada-"+id, viewer)
		s.invitation = w.Invited(s.chief, whole(s.group), "eve-"+id, viewer)
		b := &fixture.Between{Store: healthy}
		c.hook(b, func() {
			_, err := access.Remove{Store: healthy, Now: w.Now}.Do(w.Context(), admin.ID(), whole(s.group), s.chief.ID())
			w.Must(err)
		})
		w.Store = b
		before := len(w.Events(s.group))
		w.WantRefusal(name+", by who was removed a millisecond before", c.act(s), access.NotFound)
		if after := len(w.Events(s.group)); after != before+1 { // the removal
			w.Errorf("%s: %d records more, want that of the removal alone", name, after-before)
		}
	}
}
