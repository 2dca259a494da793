package storetest

import (
	"admit/shared/access"
	"admit/shared/fixture"
)

// ask lets somebody with another address ask to accept an invitation.
func ask(f *fixture.Fixture, i access.Invitation, name string) access.Caller {
	f.Helper()
	asks := f.Directory.AddForeign(fixture.Address(f, fixture.Mailbox(name)), true, fixture.Password)
	tokens := f.Mailer.Tokens(i.ID)
	if len(tokens) == 0 {
		tokens = []string{f.Token(i.ID)}
	}
	_, err := f.RequestAcceptance().Do(f.Context(), asks, i.ID, access.AcceptRequest{Token: tokens[len(tokens)-1]})
	f.Must(err)
	return asks
}

// answer lets an administrator answer the request that is open for an invitation.
func answer(f *fixture.Fixture, by access.Caller, i access.Invitation, confirm bool) error {
	f.Helper()
	asks := f.Invitation(i.ID).AcceptanceRequest.User.ID
	if confirm {
		return fixture.Err(f.ConfirmAcceptance().Do(f.Context(), by.ID(), i.Scope.Organisation, i.ID, asks))
	}
	return fixture.Err(f.DeclineAcceptance().Do(f.Context(), by.ID(), i.Scope.Organisation, i.ID, asks))
}

// confirmsAsRemovedAdministrator removes the confirmer between the read and the write of a
// confirmation, which then gives nothing.
func confirmsAsRemovedAdministrator(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	other := f.Member(fixture.Whole(organisation), "other", fixture.OrganisationAdmin)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	grace := ask(f, invitation, "grace")
	healthy := f.Store
	f.Store = &fixture.Between{Store: healthy, BeforeAccept: func() {
		_, err := access.Remove{Store: healthy, Now: f.Now}.Do(f.Context(), admin.ID(), fixture.Whole(organisation), other.ID())
		f.Must(err)
	}}
	f.WantRefusal("confirmation", answer(f, other, invitation, true), access.NotFound)
	if held := f.HeldRoles(grace, organisation); held != "" {
		f.Errorf("holds %q", held)
	}
}

// confirmsWhatHasChanged changes the invitation between the read and the write of a
// confirmation.
func confirmsWhatHasChanged(f *fixture.Fixture) {
	healthy := f.Store
	for want, change := range map[access.Kind]func(admin access.Caller, i access.Invitation) error{
		access.InvitationRevoked: func(admin access.Caller, i access.Invitation) error {
			return access.Revoke{Store: healthy, Now: f.Now}.Do(f.Context(), admin.ID(), i.Scope.Organisation, i.ID)
		},
		access.RequestNotPending: func(admin access.Caller, i access.Invitation) error {
			return fixture.Err(access.DeclineAcceptance{Store: healthy, Now: f.Now}.Do(f.Context(), admin.ID(), i.Scope.Organisation, i.ID, i.AcceptanceRequest.User.ID))
		},
	} {
		f.Store = healthy
		organisation, admin := f.Organisation("admin-"+string(want), false)
		invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
		grace := ask(f, invitation, "grace-"+string(want))
		invitation = f.Invitation(invitation.ID)
		f.Store = &fixture.Between{Store: healthy, BeforeAccept: func() { f.Must(change(admin, invitation)) }}
		f.WantRefusal(string(want), answer(f, admin, invitation, true), want)
		if held := f.HeldRoles(grace, organisation); held != "" {
			f.Errorf("%s: holds %q", want, held)
		}
	}
}
