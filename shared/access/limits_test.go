package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestFloodOfResends counts like one of invitations.
func TestFloodOfResends(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	w.Pass(time.Hour)
	w.Limits.InvitationsPerHour = 4
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	for range 3 {
		w.Resent(admin, invitation)
	}
	before := w.Invitation(invitation.ID)
	_, err := w.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "")
	w.RetryAfter(err)
	if after := w.Invitation(invitation.ID); after.Version != before.Version || after.Attempt != 4 {
		t.Errorf("a refused resend changed %+v", after)
	}
}

// TestInviteAndRevokeInALoop gains nothing: what was sent was sent.
func TestInviteAndRevokeInALoop(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	w.Limits.MailsPerDay = 7
	mails := 0
	for range 20 {
		i, err := w.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer}}, "")
		if err != nil {
			w.RetryAfter(err)
			continue
		}
		mails++
		w.Must(w.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
	}
	if mails != 7 {
		t.Errorf("%d mails were caused, want 7", mails)
	}
}

// TestBatchStopsAtTheLimit: the rows that fit are written, the others are told.
func TestBatchStopsAtTheLimit(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	w.Limits.OpenInvitations = 10
	var r access.BatchRequest
	for n := range 30 {
		r.Rows = append(r.Rows, access.InviteRequest{Email: mailbox(fmt.Sprint("person", n)), Roles: []access.RoleID{viewer}})
	}
	_, kinds := w.InviteBatch(admin, organisation, r, "")
	if full := len(slices.DeleteFunc(kinds, func(k access.Kind) bool { return k != access.LimitReached })); full != 20 {
		t.Errorf("%d rows are beyond the limit, want 20", full)
	}
}

// TestGrantsAreLimited at every door by which somebody gets one.
func TestGrantsAreLimited(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	shop := w.Account(organisation, "Shop")
	w.Limits.Grants = 3
	ada := w.Member(whole(organisation), "ada", viewer, signer)
	late := w.Invited(admin, whole(organisation), "ada", biller)
	w.EditRoles(admin, organisation, ada, access.ScopedRole{Role: viewer}, access.ScopedRole{Role: signer}, access.ScopedRole{Role: viewer, Account: shop.ID})

	w.WantRefusal("edit", w.TryEdit(admin, organisation, ada, access.ScopedRole{Role: viewer}, access.ScopedRole{Role: signer},
		access.ScopedRole{Role: viewer, Account: shop.ID}, access.ScopedRole{Role: biller}), access.Invalid)
	_, err := w.Invite().Do(t.Context(), admin.ID(), organisation.ID,
		access.InviteRequest{Email: mailbox("ada"), Account: shop.ID, Roles: []access.RoleID{signer}}, "")
	w.WantRefusal("invite", err, access.LimitReached)
	_, err = w.Accept().Do(t.Context(), ada, late.ID, w.Token(late.ID))
	w.WantRefusal("accept", err, access.LimitReached)
	if n := len(w.Membership(ada.ID(), organisation.ID).Grants); n != 3 {
		t.Errorf("holds %d roles", n)
	}

	late = w.Invited(admin, scopeOf(shop), "eve", viewer, signer)
	w.Limits.Grants = 1
	_, err = w.Register().Do(t.Context(), late.ID, registration(w.Token(late.ID)))
	w.WantRefusal("register", err, access.LimitReached)
}

// TestRolesOfOneInvitationAreLimited at every door that offers.
func TestRolesOfOneInvitationAreLimited(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	w.Limits.Roles = 2
	invitation := w.Invited(admin, whole(organisation), "ada", viewer, signer)
	three := []access.RoleID{viewer, signer, biller}
	_, err := w.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("eve"), Roles: three}, "")
	w.WantRefusal("invite", err, access.Invalid)
	_, err = w.TryUpdate(admin, invitation, three...)
	w.WantRefusal("amend", err, access.Invalid)
	_, kinds := w.InviteBatch(admin, organisation, access.BatchRequest{Rows: []access.InviteRequest{{Email: mailbox("eve"), Roles: three}}}, "")
	if kinds[0] != access.Invalid {
		t.Errorf("batch: %s", kinds[0])
	}
	if !strings.Contains(err.Error(), "2") {
		t.Errorf("it does not say how many: %v", err)
	}
}
