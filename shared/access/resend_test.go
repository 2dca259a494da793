package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// TestResendKillsTheOldLink: the new secret is another one, and the old one is
// dead at once, before the new mail is even sent.
func TestResendKillsTheOldLink(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	eve := w.Member(whole(organisation), "eve", viewer)
	invitation := w.Invited(admin, whole(organisation), "eve", signer)
	old := w.Token(invitation.ID)
	w.Pass(48 * time.Hour)
	renewed := w.Resent(admin, invitation)
	for name, door := range linkUses(w) {
		w.WantRefusal("the old link, "+name, door(invitation.ID, old), access.NotFound)
	}
	if want := w.Now().Add(access.OpenFor); !renewed.ExpiresAt.Equal(want) || renewed.Attempt != 2 || renewed.Delivery.Status != access.Queued ||
		!renewed.CreatedAt.Equal(invitation.CreatedAt) || renewed.ID != invitation.ID {
		t.Errorf("renewed to %+v", renewed)
	}
	fresh := w.Token(invitation.ID)
	if fresh == old {
		t.Error("the new secret is the old one")
	}
	for name, door := range linkUses(w) {
		w.WantRefusal("the old link, "+name+", after the new mail", door(invitation.ID, old), access.NotFound)
	}
	w.Set(invitation.ExpiresAt.Add(time.Hour)) // the first three days are over
	_, err := w.Accept().Do(t.Context(), eve, invitation.ID, fresh)
	w.WantRefusal("the new link", err, "")
	events := w.EventsOfType(organisation, access.EventInvitationResent)
	if len(events) != 1 || events[0].Actor.ID != admin.ID() || !slices.Equal(events[0].After, []access.ScopedRole{{Role: signer}}) {
		t.Errorf("on record: %+v", events)
	}
}

// TestResendRevives what expired, was declined, bounced or failed, and nothing
// else.
func TestResendRevives(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	for name, c := range map[string]struct {
		end  func(i access.Invitation)
		want access.Kind
	}{
		"open":     {func(access.Invitation) {}, ""},
		"declined": {func(i access.Invitation) { w.Must(w.Decline().Do(t.Context(), i.ID, w.Token(i.ID))) }, ""},
		"lapsed":   {func(i access.Invitation) { w.Set(i.ExpiresAt) }, ""},
		"expired": {func(i access.Invitation) {
			w.Set(i.ExpiresAt)
			w.RemoveItem(i.ID)
			w.Must(w.Expire().Do(t.Context(), i))
		}, ""},
		"removed": {func(i access.Invitation) { w.Set(i.ExpiresAt); w.RemoveItem(i.ID) }, access.NotFound},
		"bounced": {func(i access.Invitation) {
			w.Token(i.ID)
			w.Tell(i, delivery.Event{Status: access.Bounced, At: w.Now(), Permanent: true})
		}, ""},
		"failed": {func(i access.Invitation) {
			w.Postbox.Around = func(string, func() error) error { return &delivery.PermanentError{Reason: "refused"} }
			w.Must(w.Deliver().Do(t.Context(), i.ID))
			w.Postbox.Around = nil
		}, ""},
		"accepted": {func(i access.Invitation) { w.Join(i) }, access.InvitationAccepted},
		"revoked": {func(i access.Invitation) {
			w.Must(w.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		}, access.InvitationRevoked},
	} {
		w.Set(noon)
		invitation := w.Invited(admin, whole(organisation), name, viewer)
		c.end(w.Invitation(invitation.ID))
		_, err := w.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "")
		w.WantRefusal(name, err, c.want)
		if c.want == "" {
			ada := w.Join(w.Invitation(invitation.ID))
			if held := w.HeldRoles(ada, organisation); held != string(viewer) {
				t.Errorf("%s: holds %q", name, held)
			}
		}
	}
}

// TestResendTakesAnInvitationOver: what an administrator offered who has lost
// their authority is accepted once another one vouches for it.
func TestResendTakesAnInvitationOver(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	inviter := w.Member(whole(organisation), "inviter", organisationAdmin)
	invitation := w.Invited(inviter, whole(organisation), "ada", viewer)
	secret := w.Token(invitation.ID)
	_, err := w.Remove().Do(t.Context(), admin.ID(), whole(organisation), inviter.ID())
	w.Must(err)
	_, err = w.Register().Do(t.Context(), invitation.ID, registration(secret))
	w.WantRefusal("acceptance", err, access.InvitationNotAuthorised)
	_, err = w.Resend().Do(t.Context(), inviter.ID(), organisation.ID, invitation.ID, "")
	w.WantRefusal("a resend by who was removed", err, access.NotFound)

	if renewed := w.Resent(admin, invitation); renewed.Inviter.ID != admin.ID() {
		t.Errorf("the inviter is %+v", renewed.Inviter)
	}
	ada := w.Join(w.Invitation(invitation.ID))
	if by := w.Membership(ada.ID(), organisation.ID).Grants[0].By; by.ID != admin.ID() {
		t.Errorf("granted by %+v", by)
	}
}

// TestResendGivesNothingThatIsHeld, and nothing that the resender could not give.
func TestResendIsJudgedAnew(t *testing.T) {
	w := fixture.InMemory(t)
	group, chief := w.Organisation("chief", true)
	groupAdmin := w.Member(whole(group), "group-admin", organisationAdmin)
	high := w.Invited(chief, whole(group), "ada", partnerAdmin)
	_, err := w.Resend().Do(t.Context(), groupAdmin.ID(), group.ID, high.ID, "")
	w.WantRefusal("above one's authority", err, access.RoleNotAllowed)

	shop := w.Account(group, "Shop")
	two := w.Invited(chief, whole(group), "grace", viewer, biller)
	w.Join(w.Invited(chief, scopeOf(shop), "grace", viewer))
	w.Must(w.Revoke().Do(t.Context(), chief.ID(), group.ID, w.Invited(chief, scopeOf(shop), "grace", signer).ID))
	elsewhere := w.Resent(chief, two)
	if !slices.Equal(elsewhere.Roles, []access.RoleID{viewer, biller}) {
		t.Errorf("offers %v, though what is held is held elsewhere", elsewhere.Roles)
	}
	grace, _ := w.Directory.SignIn(two.Email, password)
	w.EditRoles(chief, group, grace, access.ScopedRole{Role: viewer}, access.ScopedRole{Role: viewer, Account: shop.ID})
	if renewed := w.Resent(chief, two); !slices.Equal(renewed.Roles, []access.RoleID{biller}) {
		t.Errorf("offers %v, want what is lacking", renewed.Roles)
	}
	w.EditRoles(chief, group, grace, access.ScopedRole{Role: viewer}, access.ScopedRole{Role: biller})
	_, err = w.Resend().Do(t.Context(), chief.ID(), group.ID, two.ID, "")
	w.WantRefusal("nothing is lacking", err, access.AlreadyGranted)
}

// TestResendWhereAnotherIsOpen: one live invitation of an address and scope.
func TestResendWhereAnotherIsOpen(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	first := w.Invited(admin, whole(organisation), "ada", viewer)
	w.Must(w.Decline().Do(t.Context(), first.ID, w.Token(first.ID)))
	second := w.Invited(admin, whole(organisation), "ada", signer)
	_, err := w.Resend().Do(t.Context(), admin.ID(), organisation.ID, first.ID, "")
	w.WantRefusal("while another is open", err, access.InvitationPending)
	if !strings.Contains(err.Error(), "open invitation") {
		t.Errorf("it says %v", err)
	}
	w.Set(second.ExpiresAt)
	w.Resent(admin, first)
	if status := w.Invitation(second.ID).Status; status != access.Expired {
		t.Errorf("the one that made way is %s", status)
	}
	if held := w.HeldRoles(w.Join(w.Invitation(first.ID)), organisation); held != string(viewer) {
		t.Errorf("holds %q", held)
	}
}

// TestResendRepeatedWithItsSeed sends once, also when others have resent in
// between: the link that they had sent stays good.
func TestResendRepeatedWithItsSeed(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	var secret string
	for n, try := range []struct {
		seed  access.Seed
		round int
	}{{"one", 2}, {"one", 2}, {"two", 3}, {"one", 3}, {"two", 3}, {"", 4}, {"", 5}, {"one", 5}, {"two", 5}} {
		renewed, err := w.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, try.seed)
		w.Must(err)
		if renewed.Attempt != try.round {
			t.Errorf("try %d is round %d, want %d", n, renewed.Attempt, try.round)
		}
		secret = w.Token(invitation.ID)
	}
	if mails := len(w.Postbox.Mails(invitation.ID)); mails != 4 || len(w.EventsOfType(organisation, access.EventInvitationResent)) != 4 {
		t.Errorf("%d mails, %d resends on record, want 4", mails, len(w.EventsOfType(organisation, access.EventInvitationResent)))
	}
	_, err := w.Preview().Do(t.Context(), invitation.ID, secret)
	w.WantRefusal("the last link", err, "")
}

// TestResendKeepsAFewRequests: an invitation that is resent for ever does not
// grow for ever.
func TestResendKeepsAFewRequests(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	resend := func(n int) access.Invitation {
		renewed, err := w.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, access.Seed(fmt.Sprint("seed ", n)))
		w.Must(err)
		return renewed
	}
	for n := range 100 {
		resend(n)
	}
	if kept := len(resend(99).ResendIDs); kept != 40 || resend(60).Attempt != 101 {
		t.Errorf("%d requests are kept, round %d", kept, resend(60).Attempt)
	}
}
