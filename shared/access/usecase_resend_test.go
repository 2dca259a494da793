package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// TestResendKillsTheOldLink: the new secret is another one, and the old one is
// dead at once, before the new mail is even sent.
func TestResendKillsTheOldLink(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	eve := w.member(whole(organisation), "eve", viewer)
	invitation := w.invited(admin, whole(organisation), "eve", signer)
	old := w.secret(invitation.ID)
	w.pass(48 * time.Hour)
	renewed := w.resent(admin, invitation)
	for name, door := range w.doors() {
		w.refused("the old link, "+name, door(invitation.ID, old), access.NotFound)
	}
	if want := w.Now().Add(access.OpenFor); !renewed.ExpiresAt.Equal(want) || renewed.Round != 2 || renewed.Delivery.Status != access.Queued ||
		!renewed.CreatedAt.Equal(invitation.CreatedAt) || renewed.ID != invitation.ID {
		t.Errorf("renewed to %+v", renewed)
	}
	fresh := w.secret(invitation.ID)
	if fresh == old {
		t.Error("the new secret is the old one")
	}
	for name, door := range w.doors() {
		w.refused("the old link, "+name+", after the new mail", door(invitation.ID, old), access.NotFound)
	}
	w.set(invitation.ExpiresAt.Add(time.Hour)) // the first three days are over
	_, err := w.accept().Do(t.Context(), eve, invitation.ID, fresh)
	w.refused("the new link", err, "")
	records := w.recorded(organisation, access.InvitationResent)
	if len(records) != 1 || records[0].Actor.ID != admin.ID() || !slices.Equal(records[0].After, []access.Held{{Role: signer}}) {
		t.Errorf("on record: %+v", records)
	}
}

// TestResendRevives what expired, was declined, bounced or failed, and nothing
// else.
func TestResendRevives(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	for name, c := range map[string]struct {
		end  func(i access.Invitation)
		want access.Kind
	}{
		"open":     {func(access.Invitation) {}, ""},
		"declined": {func(i access.Invitation) { w.must(w.decline().Do(t.Context(), i.ID, w.secret(i.ID))) }, ""},
		"lapsed":   {func(i access.Invitation) { w.set(i.ExpiresAt) }, ""},
		"expired": {func(i access.Invitation) {
			w.set(i.ExpiresAt)
			w.removed(i.ID)
			w.must(w.expire().Do(t.Context(), i))
		}, ""},
		"removed": {func(i access.Invitation) { w.set(i.ExpiresAt); w.removed(i.ID) }, access.NotFound},
		"bounced": {func(i access.Invitation) {
			w.secret(i.ID)
			w.tell(i, delivery.Event{Status: access.Bounced, At: w.Now(), Permanent: true})
		}, ""},
		"failed": {func(i access.Invitation) {
			w.postbox.Around = func(string, func() error) error { return &delivery.PermanentError{Reason: "refused"} }
			w.must(w.deliver().Do(t.Context(), i.ID))
			w.postbox.Around = nil
		}, ""},
		"accepted": {func(i access.Invitation) { w.takes(i) }, access.InvitationAccepted},
		"revoked": {func(i access.Invitation) {
			w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		}, access.InvitationRevoked},
	} {
		w.set(noon)
		invitation := w.invited(admin, whole(organisation), name, viewer)
		c.end(w.invitation(invitation.ID))
		_, err := w.resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "")
		w.refused(name, err, c.want)
		if c.want == "" {
			ada := w.takes(w.invitation(invitation.ID))
			if held := w.held(ada, organisation); held != string(viewer) {
				t.Errorf("%s: holds %q", name, held)
			}
		}
	}
}

// TestResendTakesAnInvitationOver: what an administrator offered who has lost
// their authority is accepted once another one vouches for it.
func TestResendTakesAnInvitationOver(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	inviter := w.member(whole(organisation), "inviter", organisationAdmin)
	invitation := w.invited(inviter, whole(organisation), "ada", viewer)
	secret := w.secret(invitation.ID)
	_, err := w.remove().Do(t.Context(), admin.ID(), whole(organisation), inviter.ID())
	w.must(err)
	_, err = w.register().Do(t.Context(), invitation.ID, registration(secret))
	w.refused("acceptance", err, access.InvitationNotAuthorised)
	_, err = w.resend().Do(t.Context(), inviter.ID(), organisation.ID, invitation.ID, "")
	w.refused("a resend by who was removed", err, access.NotFound)

	if renewed := w.resent(admin, invitation); renewed.Inviter.ID != admin.ID() {
		t.Errorf("the inviter is %+v", renewed.Inviter)
	}
	ada := w.takes(w.invitation(invitation.ID))
	if by := w.row(ada, organisation).Grants[0].By; by.ID != admin.ID() {
		t.Errorf("granted by %+v", by)
	}
}

// TestResendGivesNothingThatIsHeld, and nothing that the resender could not give.
func TestResendIsJudgedAnew(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	groupAdmin := w.member(whole(group), "group-admin", organisationAdmin)
	high := w.invited(chief, whole(group), "ada", partnerAdmin)
	_, err := w.resend().Do(t.Context(), groupAdmin.ID(), group.ID, high.ID, "")
	w.refused("above one's authority", err, access.RoleNotAllowed)

	shop := w.account(group, "Shop")
	two := w.invited(chief, whole(group), "grace", viewer, biller)
	w.takes(w.invited(chief, scopeOf(shop), "grace", viewer))
	w.must(w.revoke().Do(t.Context(), chief.ID(), group.ID, w.invited(chief, scopeOf(shop), "grace", signer).ID))
	elsewhere := w.resent(chief, two)
	if !slices.Equal(elsewhere.Roles, []access.RoleID{viewer, biller}) {
		t.Errorf("offers %v, though what is held is held elsewhere", elsewhere.Roles)
	}
	grace, _ := w.directory.SignIn(two.Email, password)
	w.edited(chief, group, grace, access.Held{Role: viewer}, access.Held{Role: viewer, Account: shop.ID})
	if renewed := w.resent(chief, two); !slices.Equal(renewed.Roles, []access.RoleID{biller}) {
		t.Errorf("offers %v, want what is lacking", renewed.Roles)
	}
	w.edited(chief, group, grace, access.Held{Role: viewer}, access.Held{Role: biller})
	_, err = w.resend().Do(t.Context(), chief.ID(), group.ID, two.ID, "")
	w.refused("nothing is lacking", err, access.AlreadyGranted)
}

// TestResendWhereAnotherIsOpen: one live invitation of an address and scope.
func TestResendWhereAnotherIsOpen(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	w.must(w.decline().Do(t.Context(), first.ID, w.secret(first.ID)))
	second := w.invited(admin, whole(organisation), "ada", signer)
	_, err := w.resend().Do(t.Context(), admin.ID(), organisation.ID, first.ID, "")
	w.refused("while another is open", err, access.InvitationPending)
	if !strings.Contains(err.Error(), "open invitation") {
		t.Errorf("it says %v", err)
	}
	w.set(second.ExpiresAt)
	w.resent(admin, first)
	if status := w.invitation(second.ID).Status; status != access.Expired {
		t.Errorf("the one that made way is %s", status)
	}
	if held := w.held(w.takes(w.invitation(first.ID)), organisation); held != string(viewer) {
		t.Errorf("holds %q", held)
	}
}

// TestResendRepeatedWithItsSeed sends once, also when others have resent in
// between: the link that they had sent stays good.
func TestResendRepeatedWithItsSeed(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	var secret string
	for n, try := range []struct {
		seed  access.Seed
		round int
	}{{"one", 2}, {"one", 2}, {"two", 3}, {"one", 3}, {"two", 3}, {"", 4}, {"", 5}, {"one", 5}, {"two", 5}} {
		renewed, err := w.resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, try.seed)
		w.must(err)
		if renewed.Round != try.round {
			t.Errorf("try %d is round %d, want %d", n, renewed.Round, try.round)
		}
		secret = w.secret(invitation.ID)
	}
	if mails := len(w.postbox.Mails(invitation.ID)); mails != 4 || len(w.recorded(organisation, access.InvitationResent)) != 4 {
		t.Errorf("%d mails, %d resends on record, want 4", mails, len(w.recorded(organisation, access.InvitationResent)))
	}
	_, err := w.preview().Do(t.Context(), invitation.ID, secret)
	w.refused("the last link", err, "")
}

// TestResendKeepsAFewRequests: an invitation that is resent for ever does not
// grow for ever.
func TestResendKeepsAFewRequests(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	resend := func(n int) access.Invitation {
		renewed, err := w.resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, access.Seed(fmt.Sprint("seed ", n)))
		w.must(err)
		return renewed
	}
	for n := range 100 {
		resend(n)
	}
	if kept := len(resend(99).Requests); kept != 40 || resend(60).Round != 101 {
		t.Errorf("%d requests are kept, round %d", kept, resend(60).Round)
	}
}
