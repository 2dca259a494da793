package access_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

// asks invites somebody, or tells why not.
func (w *world) asks(by access.Caller, o access.Organisation, name string) error {
	w.Helper()
	return persist(func() error {
		_, err := w.invite().Do(w.Context(), by.ID(), o.ID, access.InviteRequest{Email: mailbox(name), Roles: []access.RoleID{viewer}}, "")
		return err
	})
}

// persist tries again as long as it is asked to: a crowd on a slow machine may
// be.
func persist(try func() error) (err error) {
	for range 50 {
		if err = try(); access.KindOf(err) != access.Unavailable || err == nil {
			break
		}
	}
	return err
}

// retryAfter is how long a refusal asks to wait.
func (w *world) retryAfter(err error) time.Duration {
	w.Helper()
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != access.RateLimited {
		w.Fatalf("%v, want %s", err, access.RateLimited)
	}
	return refusal.RetryAfter
}

// TestFloodByInviter: an organisation sends so many an hour, whoever of its
// administrators sends them, and those of others are not held up.
func TestFloodByInviter(t *testing.T) { onEachStore(t, floodsAnHour) }

func floodsAnHour(w *world) {
	organisation, admin := w.organisation("admin", false)
	second := w.member(whole(organisation), "second", organisationAdmin)
	other, otherAdmin := w.organisation("other", false)
	w.set(noon.Add(time.Hour + 40*time.Minute))
	w.limits.InvitationsPerHour = 25
	admins := []access.Caller{admin, second}
	got := answers(60, func(n int) error { return w.asks(admins[n%2], organisation, fmt.Sprint("person", n)) })
	if got[""] != 25 || got[access.RateLimited] != 35 {
		w.Errorf("answers %v, want exactly 25 invitations", got)
	}
	err := w.asks(admin, organisation, "more")
	if wait := w.retryAfter(err); wait != 20*time.Minute {
		w.Errorf("asked to wait %s, want until the end of the hour", wait)
	}
	w.refused("another organisation", w.asks(otherAdmin, other, "more"), "")
	w.set(noon.Add(2*time.Hour - time.Second))
	w.refused("a second before the hour is over", w.asks(admin, organisation, "more"), access.RateLimited)
	w.set(noon.Add(2 * time.Hour))
	w.refused("the next hour", w.asks(admin, organisation, "more"), "")
}

// TestFloodOfResends counts like one of invitations.
func TestFloodOfResends(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	w.pass(time.Hour)
	w.limits.InvitationsPerHour = 4
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	for range 3 {
		w.resent(admin, invitation)
	}
	before := w.invitation(invitation.ID)
	_, err := w.resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "")
	w.retryAfter(err)
	if after := w.invitation(invitation.ID); after.Version != before.Version || after.Round != 4 {
		t.Errorf("a refused resend changed %+v", after)
	}
}

// TestInviteAndRevokeInALoop gains nothing: what was sent was sent.
func TestInviteAndRevokeInALoop(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	w.limits.MailsPerDay = 7
	mails := 0
	for range 20 {
		i, err := w.invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer}}, "")
		if err != nil {
			w.retryAfter(err)
			continue
		}
		mails++
		w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
	}
	if mails != 7 {
		t.Errorf("%d mails were caused, want 7", mails)
	}
}

// TestOpenInvitationsAreLimitedExactly: whatever ends one makes room for one.
func TestOpenInvitationsAreLimitedExactly(t *testing.T) { onEachStore(t, limitsOpenInvitations) }

func limitsOpenInvitations(w *world) {
	organisation, admin := w.organisation("admin", false)
	w.limits.OpenInvitations = 23
	got := answers(60, func(n int) error { return w.asks(admin, organisation, fmt.Sprint("person", n)) })
	if got[""] != 23 || got[access.LimitReached] != 37 {
		w.Errorf("answers %v, want exactly 23 invitations", got)
	}
	page, err := w.list().Invitations(w.Context(), admin.ID(), organisation.ID, access.Filter{Limit: 3, Status: []access.Status{access.Pending}})
	w.must(err)
	w.takes(page.Items[0])
	w.must(w.decline().Do(w.Context(), page.Items[1].ID, w.secret(page.Items[1].ID)))
	w.must(w.revoke().Do(w.Context(), admin.ID(), organisation.ID, page.Items[2].ID))
	got = answers(10, func(n int) error { return w.asks(admin, organisation, fmt.Sprint("more", n)) })
	if got[""] != 3 || got[access.LimitReached] != 7 {
		w.Errorf("answers %v, want room for exactly 3", got)
	}
	_, err = w.resend().Do(w.Context(), admin.ID(), organisation.ID, page.Items[1].ID, "")
	w.refused("reviving one beyond the limit", err, access.LimitReached)
}

// TestBatchStopsAtTheLimit: the rows that fit are written, the others are told.
func TestBatchStopsAtTheLimit(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	w.limits.OpenInvitations = 10
	var r access.BatchRequest
	for n := range 30 {
		r.Rows = append(r.Rows, access.InviteRequest{Email: mailbox(fmt.Sprint("person", n)), Roles: []access.RoleID{viewer}})
	}
	_, kinds := w.batched(admin, organisation, r, "")
	if full := len(slices.DeleteFunc(kinds, func(k access.Kind) bool { return k != access.LimitReached })); full != 20 {
		t.Errorf("%d rows are beyond the limit, want 20", full)
	}
}

// TestGrantsAreLimited at every door by which somebody gets one.
func TestGrantsAreLimited(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	shop := w.account(organisation, "Shop")
	w.limits.Grants = 3
	ada := w.member(whole(organisation), "ada", viewer, signer)
	late := w.invited(admin, whole(organisation), "ada", biller)
	w.edited(admin, organisation, ada, access.Held{Role: viewer}, access.Held{Role: signer}, access.Held{Role: viewer, Account: shop.ID})

	w.refused("edit", w.edits(admin, organisation, ada, access.Held{Role: viewer}, access.Held{Role: signer},
		access.Held{Role: viewer, Account: shop.ID}, access.Held{Role: biller}), access.Invalid)
	_, err := w.invite().Do(t.Context(), admin.ID(), organisation.ID,
		access.InviteRequest{Email: mailbox("ada"), Account: shop.ID, Roles: []access.RoleID{signer}}, "")
	w.refused("invite", err, access.LimitReached)
	_, err = w.accept().Do(t.Context(), ada, late.ID, w.secret(late.ID))
	w.refused("accept", err, access.LimitReached)
	if n := len(w.row(ada, organisation).Grants); n != 3 {
		t.Errorf("holds %d roles", n)
	}

	late = w.invited(admin, scopeOf(shop), "eve", viewer, signer)
	w.limits.Grants = 1
	_, err = w.register().Do(t.Context(), late.ID, registration(w.secret(late.ID)))
	w.refused("register", err, access.LimitReached)
}

// TestRolesOfOneInvitationAreLimited at every door that offers.
func TestRolesOfOneInvitationAreLimited(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	w.limits.Roles = 2
	invitation := w.invited(admin, whole(organisation), "ada", viewer, signer)
	three := []access.RoleID{viewer, signer, biller}
	_, err := w.invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("eve"), Roles: three}, "")
	w.refused("invite", err, access.Invalid)
	_, err = w.amended(admin, invitation, three...)
	w.refused("amend", err, access.Invalid)
	_, kinds := w.batched(admin, organisation, access.BatchRequest{Rows: []access.InviteRequest{{Email: mailbox("eve"), Roles: three}}}, "")
	if kinds[0] != access.Invalid {
		t.Errorf("batch: %s", kinds[0])
	}
	if !strings.Contains(err.Error(), "2") {
		t.Errorf("it does not say how many: %v", err)
	}
}
