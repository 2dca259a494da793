package access_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestPreviewShowsOffer(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	invitation := f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Signer, fixture.Viewer)
	token := f.Token(invitation.ID)
	before := f.Invitation(invitation.ID)
	for range 10 {
		shown, err := f.Preview().Do(t.Context(), invitation.ID, token)
		f.Must(err)
		if shown.Organisation.Name != organisation.Name || shown.Account == nil || shown.Account.Name != "Shop" ||
			shown.Invitation.Inviter.Name != "Ada Lovelace" || shown.Registration != access.RegistrationNew || len(shown.Roles) != 2 ||
			shown.Roles[0].Name != "Signing Editor" || shown.Roles[1].Description != "Reads the audit log." {
			t.Fatalf("shows %+v", shown)
		}
	}
	if after := f.Invitation(invitation.ID); len(after.TokenHashes) != 1 || after.Status != before.Status || after.Delivery != before.Delivery {
		t.Errorf("opening the link changed %+v to %+v", before, after)
	}
}

func TestPreviewSaysHowToAccept(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	for name, c := range map[string]struct {
		prepare func(email access.Address)
		want    access.Registration
	}{
		"new":     {func(access.Address) {}, access.RegistrationNew},
		"foreign": {func(email access.Address) { f.Directory.AddForeign(email, true, fixture.Password) }, access.RegistrationExisting},
		"member":  {func(access.Address) { f.Member(fixture.Whole(organisation), "member", fixture.Viewer) }, access.RegistrationExisting},
		"half-finished": {func(email access.Address) {
			_, _, err := f.Directory.Create(t.Context(), access.NewIdentity{Address: email})
			f.Must(err)
		}, access.RegistrationNew},
		"not-proved-yet": {func(email access.Address) { f.Directory.AddForeign(email, false, fixture.Password) }, access.RegistrationExisting},
	} {
		c.prepare(fixture.Address(t, fixture.Mailbox(name)))
		invitation := f.InvitedByOperator(fixture.Whole(organisation), name, fixture.Signer)
		shown, err := f.Preview().Do(t.Context(), invitation.ID, f.Token(invitation.ID))
		f.Must(err)
		if shown.Registration != c.want {
			t.Errorf("%s: the invitee accepts as %s, want %s", name, shown.Registration, c.want)
		}
	}
}

// TestPreviewShowsTheAddressToSignInWith checks that a new person is shown the
// international form of a domain, and a user the form of their identity.
func TestPreviewShowsTheAddressToSignInWith(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Directory.AddForeign(fixture.Address(t, "old@bücher.example"), true, fixture.Password) // the directory has the ASCII form
	for typed, want := range map[string]string{
		"new@BU\u0308CHER.example": "new@bücher.example", "ascii@xn--bcher-kva.example": "ascii@bücher.example",
		"old@bücher.example": "old@xn--bcher-kva.example", "Ada@Example.COM": "Ada@Example.COM",
	} {
		invitation, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: typed, Roles: []access.RoleID{fixture.Viewer}}, "")
		f.Must(err)
		shown, err := f.Preview().Do(t.Context(), invitation.ID, f.Token(invitation.ID))
		if err != nil || shown.Email != want {
			t.Errorf("%s is shown as %s, want %s (%v)", typed, shown.Email, want, err)
		}
	}
}

// TestClosedInvitationIsRefusedByStatus checks that a preview and every answer
// are refused with the status of an invitation that cannot be accepted.
func TestClosedInvitationIsRefusedByStatus(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	inviter := f.Member(fixture.Whole(organisation), "inviter", fixture.OrganisationAdmin)
	eve := f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	for name, c := range map[string]struct {
		end  func(i access.Invitation, token string)
		want access.Kind
	}{
		"accepted": {func(i access.Invitation, _ string) { f.Join(i) }, access.InvitationAccepted},
		"declined": {func(i access.Invitation, token string) { f.Must(f.Decline().Do(t.Context(), i.ID, token)) }, access.InvitationDeclined},
		"revoked": {func(i access.Invitation, _ string) {
			f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		}, access.InvitationRevoked},
	} {
		invitation := f.Invited(inviter, fixture.Whole(organisation), name, fixture.Signer)
		token := f.Token(invitation.ID)
		c.end(invitation, token)
		_, err := f.Preview().Do(t.Context(), invitation.ID, token)
		f.WantRefusal("preview of one that is "+name, err, c.want)
		_, err = f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
		f.WantRefusal("registration with one that is "+name, err, c.want)
		_, err = f.Accept().Do(t.Context(), eve, invitation.ID, access.AcceptRequest{Token: token})
		f.WantRefusal("acceptance of one that is "+name, err, c.want)
	}
	invitation := f.Invited(inviter, fixture.Whole(organisation), "later", fixture.Signer)
	token := f.Token(invitation.ID)
	_, err := f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), inviter.ID())
	f.Must(err)
	_, err = f.Preview().Do(t.Context(), invitation.ID, token)
	f.WantRefusal("the inviter was removed", err, access.InvitationNotAuthorised)
}
