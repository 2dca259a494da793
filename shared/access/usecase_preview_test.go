package access_test

import (
	"testing"

	"admit/shared/access"
)

func TestPreviewShowsWhatIsOffered(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	shop := w.account(organisation, "Shop")
	invitation := w.invited(admin, scopeOf(shop), "ada", signer, viewer)
	secret := w.secret(invitation.ID)
	before := w.invitation(invitation.ID)
	for range 10 {
		shown, err := w.preview().Do(t.Context(), invitation.ID, secret)
		w.must(err)
		if shown.Organisation.Name != organisation.Name || shown.Account == nil || shown.Account.Name != "Shop" ||
			shown.Invitation.Inviter.Name != "Ada Lovelace" || shown.HasUser || len(shown.Roles) != 2 ||
			shown.Roles[0].Name != "Signing Editor" || shown.Roles[1].Description != "Reads the audit log." {
			t.Fatalf("shows %+v", shown)
		}
	}
	if after := w.invitation(invitation.ID); len(after.Secrets) != 1 || after.Status != before.Status || after.Delivery != before.Delivery {
		t.Errorf("opening the link changed %+v to %+v", before, after)
	}
}

func TestPreviewTellsWhoHasAUser(t *testing.T) {
	w := inMemory(t)
	organisation, _ := w.organisation("admin", false)
	for name, c := range map[string]struct {
		prepare func(email access.Address)
		want    bool
	}{
		"new":            {func(access.Address) {}, false},
		"foreign":        {func(email access.Address) { w.directory.Foreign(email, true, password) }, true},
		"member":         {func(access.Address) { w.member(whole(organisation), "member", viewer) }, true},
		"half-finished":  {func(email access.Address) { _, _, err := w.directory.Create(t.Context(), email, "", ""); w.must(err) }, false},
		"not-proved-yet": {func(email access.Address) { w.directory.Foreign(email, false, password) }, true},
	} {
		c.prepare(address(t, mailbox(name)))
		invitation := w.offered(whole(organisation), name, signer)
		shown, err := w.preview().Do(t.Context(), invitation.ID, w.secret(invitation.ID))
		w.must(err)
		if shown.HasUser != c.want {
			t.Errorf("%s: has a user %t, want %t", name, shown.HasUser, c.want)
		}
	}
}

// TestPreviewShowsTheAddressToSignInWith: a new person gets the international
// domain as people read it, and who is known by its ASCII form that one.
func TestPreviewShowsTheAddressToSignInWith(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	w.directory.Foreign(address(t, "old@bücher.example"), true, password) // this directory has the ASCII form
	for typed, want := range map[string]string{
		"new@BU\u0308CHER.example": "new@bücher.example", "ascii@xn--bcher-kva.example": "ascii@bücher.example",
		"old@bücher.example": "old@xn--bcher-kva.example", "Ada@Example.COM": "Ada@Example.COM",
	} {
		invitation, err := w.invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: typed, Roles: []access.RoleID{viewer}}, "")
		w.must(err)
		shown, err := w.preview().Do(t.Context(), invitation.ID, w.secret(invitation.ID))
		if err != nil || shown.Email != want {
			t.Errorf("%s is shown as %s, want %s (%v)", typed, shown.Email, want, err)
		}
	}
}

// TestPreviewSaysWhatBecameOfIt: each state in which an invitation cannot be
// accepted is told, to preview and to every answer alike.
func TestPreviewSaysWhatBecameOfIt(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	inviter := w.member(whole(organisation), "inviter", organisationAdmin)
	eve := w.member(whole(organisation), "eve", viewer)
	for name, c := range map[string]struct {
		end  func(i access.Invitation, secret string)
		want access.Kind
	}{
		"accepted": {func(i access.Invitation, _ string) { w.takes(i) }, access.InvitationAccepted},
		"declined": {func(i access.Invitation, secret string) { w.must(w.decline().Do(t.Context(), i.ID, secret)) }, access.InvitationDeclined},
		"revoked": {func(i access.Invitation, _ string) {
			w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		}, access.InvitationRevoked},
	} {
		invitation := w.invited(inviter, whole(organisation), name, signer)
		secret := w.secret(invitation.ID)
		c.end(invitation, secret)
		_, err := w.preview().Do(t.Context(), invitation.ID, secret)
		w.refused("preview of one that is "+name, err, c.want)
		_, err = w.register().Do(t.Context(), invitation.ID, registration(secret))
		w.refused("registration with one that is "+name, err, c.want)
		_, err = w.accept().Do(t.Context(), eve, invitation.ID, secret)
		w.refused("acceptance of one that is "+name, err, c.want)
	}
	invitation := w.invited(inviter, whole(organisation), "later", signer)
	secret := w.secret(invitation.ID)
	_, err := w.remove().Do(t.Context(), admin.ID(), whole(organisation), inviter.ID())
	w.must(err)
	_, err = w.preview().Do(t.Context(), invitation.ID, secret)
	w.refused("the inviter was removed", err, access.InvitationNotAuthorised)
}
