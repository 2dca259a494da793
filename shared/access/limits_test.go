package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestResendsCountInLimits checks that resends count like invitations.
func TestResendsCountInLimits(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Pass(time.Hour)
	f.Limits.InvitationsPerHour = 4
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	for range 3 {
		f.Resent(admin, invitation)
	}
	before := f.Invitation(invitation.ID)
	_, err := f.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "")
	f.RetryAfter(err)
	if after := f.Invitation(invitation.ID); after.Version != before.Version || after.Attempt != 4 {
		t.Errorf("a refused resend changed %+v", after)
	}
}

// TestInviteAndRevokeInALoop checks that a revocation gives no mail of the limit
// back.
func TestInviteAndRevokeInALoop(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Limits.MailsPerDay = 7
	mails := 0
	for range 20 {
		i, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer}}, "")
		if err != nil {
			f.RetryAfter(err)
			continue
		}
		mails++
		f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
	}
	if mails != 7 {
		t.Errorf("%d mails were sent, want 7", mails)
	}
}

// TestExpiredInvitationsMakeRoom counts open invitations, and neither those that have expired
// nor the slots of those that the store has removed.
func TestExpiredInvitationsMakeRoom(t *testing.T) {
	for _, c := range []struct{ expired, removed, open, limit int }{
		{0, 0, 0, 1}, {0, 0, 1, 1}, {1, 0, 0, 1}, {0, 1, 0, 1}, {1, 1, 0, 2}, {2, 1, 0, 3}, {1, 1, 1, 3}, {0, 0, 2, 2},
	} {
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		for n := range c.expired + c.removed {
			i := f.Invited(admin, fixture.Whole(organisation), fmt.Sprint("ada", n), fixture.Viewer)
			if n < c.removed {
				f.RemoveItem(i.ID)
			}
		}
		f.Pass(access.OpenFor)
		for n := range c.open {
			f.Invited(admin, fixture.Whole(organisation), fmt.Sprint("eve", n), fixture.Viewer)
		}
		f.Limits.OpenInvitations = c.limit
		want := access.Kind("")
		if c.open == c.limit {
			want = access.LimitReached
		}
		_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("bob"), Roles: []access.RoleID{fixture.Viewer}}, "")
		f.WantRefusal(fmt.Sprintf("%+v", c), err, want)
		if closed := len(f.EventsOfType(organisation, access.EventInvitationExpired)); want == "" && c.expired+c.removed+c.open >= c.limit && closed != c.expired {
			t.Errorf("%+v: %d were recorded as expired", c, closed)
		}
	}
}

// TestBatchStopsAtTheLimit checks that the rows within the limit are invited and
// the others refused.
func TestBatchStopsAtTheLimit(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Limits.OpenInvitations = 10
	var r access.BatchRequest
	for n := range 30 {
		r.Rows = append(r.Rows, access.InviteRequest{Email: fixture.Mailbox(fmt.Sprint("person", n)), Roles: []access.RoleID{fixture.Viewer}})
	}
	_, kinds := f.InviteBatch(admin, organisation, r, "")
	if full := len(slices.DeleteFunc(kinds, func(k access.Kind) bool { return k != access.LimitReached })); full != 20 {
		t.Errorf("%d rows are beyond the limit, want 20", full)
	}
}

// TestGrantsAreLimited checks the limit in every use case that gives a grant.
func TestGrantsAreLimited(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	f.Limits.Grants = 3
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	late := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Biller)
	f.EditRoles(admin, organisation, ada, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Signer}, access.ScopedRole{Role: fixture.Viewer, Account: shop.ID})

	f.WantRefusal("edit", f.TryEdit(admin, organisation, ada, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Signer},
		access.ScopedRole{Role: fixture.Viewer, Account: shop.ID}, access.ScopedRole{Role: fixture.Biller}), access.Invalid)
	_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID,
		access.InviteRequest{Email: fixture.Mailbox("ada"), Account: shop.ID, Roles: []access.RoleID{fixture.Signer}}, "")
	f.WantRefusal("invite", err, access.LimitReached)
	_, err = f.Accept().Do(t.Context(), ada, late.ID, access.AcceptRequest{Token: f.Token(late.ID)})
	f.WantRefusal("accept", err, access.LimitReached)
	if n := len(f.Membership(ada.ID(), organisation.ID).Grants); n != 3 {
		t.Errorf("holds %d roles", n)
	}

	late = f.Invited(admin, fixture.ScopeOf(shop), "eve", fixture.Viewer, fixture.Signer)
	f.Limits.Grants = 1
	_, err = f.Register().Do(t.Context(), late.ID, fixture.Registration(f.Token(late.ID)))
	f.WantRefusal("register", err, access.LimitReached)
}

// TestRolesOfOneInvitationAreLimited checks the limit in every use case that
// offers roles.
func TestRolesOfOneInvitationAreLimited(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Limits.Roles = 2
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	three := []access.RoleID{fixture.Viewer, fixture.Signer, fixture.Biller}
	_, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("eve"), Roles: three}, "")
	f.WantRefusal("invite", err, access.Invalid)
	_, err = f.TryUpdate(admin, invitation, three...)
	f.WantRefusal("update", err, access.Invalid)
	_, kinds := f.InviteBatch(admin, organisation, access.BatchRequest{Rows: []access.InviteRequest{{Email: fixture.Mailbox("eve"), Roles: three}}}, "")
	if kinds[0] != access.Invalid {
		t.Errorf("batch: %s", kinds[0])
	}
	if !strings.Contains(err.Error(), "2") {
		t.Errorf("the refusal does not say how many: %v", err)
	}
}
