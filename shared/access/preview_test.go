package access_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestPreviewShowsWhatIsOffered(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	shop := w.Account(organisation, "Shop")
	invitation := w.Invited(admin, scopeOf(shop), "ada", signer, viewer)
	secret := w.Token(invitation.ID)
	before := w.Invitation(invitation.ID)
	for range 10 {
		shown, err := w.Preview().Do(t.Context(), invitation.ID, secret)
		w.Must(err)
		if shown.Organisation.Name != organisation.Name || shown.Account == nil || shown.Account.Name != "Shop" ||
			shown.Invitation.Inviter.Name != "Ada Lovelace" || shown.HasUser || len(shown.Roles) != 2 ||
			shown.Roles[0].Name != "Signing Editor" || shown.Roles[1].Description != "Reads the audit log." {
			t.Fatalf("shows %+v", shown)
		}
	}
	if after := w.Invitation(invitation.ID); len(after.TokenHashes) != 1 || after.Status != before.Status || after.Delivery != before.Delivery {
		t.Errorf("opening the link changed %+v to %+v", before, after)
	}
}

func TestPreviewTellsWhoHasAUser(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, _ := w.Organisation("admin", false)
	for name, c := range map[string]struct {
		prepare func(email access.Address)
		want    bool
	}{
		"new":            {func(access.Address) {}, false},
		"foreign":        {func(email access.Address) { w.Directory.Foreign(email, true, password) }, true},
		"member":         {func(access.Address) { w.Member(whole(organisation), "member", viewer) }, true},
		"half-finished":  {func(email access.Address) { _, _, err := w.Directory.Create(t.Context(), email, "", ""); w.Must(err) }, false},
		"not-proved-yet": {func(email access.Address) { w.Directory.Foreign(email, false, password) }, true},
	} {
		c.prepare(address(t, mailbox(name)))
		invitation := w.InvitedByOperator(whole(organisation), name, signer)
		shown, err := w.Preview().Do(t.Context(), invitation.ID, w.Token(invitation.ID))
		w.Must(err)
		if shown.HasUser != c.want {
			t.Errorf("%s: has a user %t, want %t", name, shown.HasUser, c.want)
		}
	}
}

// TestPreviewShowsTheAddressToSignInWith: a new person gets the international
// domain as people read it, and who is known by its ASCII form that one.
func TestPreviewShowsTheAddressToSignInWith(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	w.Directory.Foreign(address(t, "old@bücher.example"), true, password) // this directory has the ASCII form
	for typed, want := range map[string]string{
		"new@BU\u0308CHER.example": "new@bücher.example", "ascii@xn--bcher-kva.example": "ascii@bücher.example",
		"old@bücher.example": "old@xn--bcher-kva.example", "Ada@Example.COM": "Ada@Example.COM",
	} {
		invitation, err := w.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: typed, Roles: []access.RoleID{viewer}}, "")
		w.Must(err)
		shown, err := w.Preview().Do(t.Context(), invitation.ID, w.Token(invitation.ID))
		if err != nil || shown.Email != want {
			t.Errorf("%s is shown as %s, want %s (%v)", typed, shown.Email, want, err)
		}
	}
}

// TestPreviewSaysWhatBecameOfIt: each state in which an invitation cannot be
// accepted is told, to preview and to every answer alike.
func TestPreviewSaysWhatBecameOfIt(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	inviter := w.Member(whole(organisation), "inviter", organisationAdmin)
	eve := w.Member(whole(organisation), "eve", viewer)
	for name, c := range map[string]struct {
		end  func(i access.Invitation, secret string)
		want access.Kind
	}{
		"accepted": {func(i access.Invitation, _ string) { w.Join(i) }, access.InvitationAccepted},
		"declined": {func(i access.Invitation, secret string) { w.Must(w.Decline().Do(t.Context(), i.ID, secret)) }, access.InvitationDeclined},
		"revoked": {func(i access.Invitation, _ string) {
			w.Must(w.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		}, access.InvitationRevoked},
	} {
		invitation := w.Invited(inviter, whole(organisation), name, signer)
		secret := w.Token(invitation.ID)
		c.end(invitation, secret)
		_, err := w.Preview().Do(t.Context(), invitation.ID, secret)
		w.WantRefusal("preview of one that is "+name, err, c.want)
		_, err = w.Register().Do(t.Context(), invitation.ID, registration(secret))
		w.WantRefusal("registration with one that is "+name, err, c.want)
		_, err = w.Accept().Do(t.Context(), eve, invitation.ID, secret)
		w.WantRefusal("acceptance of one that is "+name, err, c.want)
	}
	invitation := w.Invited(inviter, whole(organisation), "later", signer)
	secret := w.Token(invitation.ID)
	_, err := w.Remove().Do(t.Context(), admin.ID(), whole(organisation), inviter.ID())
	w.Must(err)
	_, err = w.Preview().Do(t.Context(), invitation.ID, secret)
	w.WantRefusal("the inviter was removed", err, access.InvitationNotAuthorised)
}
