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

// TestResendInvalidatesOldLink: the new secret is another one, and the old one is
// dead at once, before the new mail is even sent.
func TestResendInvalidatesOldLink(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	eve := f.Member(whole(organisation), "eve", viewer)
	invitation := f.Invited(admin, whole(organisation), "eve", signer)
	old := f.Token(invitation.ID)
	f.Pass(48 * time.Hour)
	resent := f.Resent(admin, invitation)
	for name, use := range linkUses(f) {
		f.WantRefusal("the old link, "+name, use(invitation.ID, old), access.NotFound)
	}
	if want := f.Now().Add(access.OpenFor); !resent.ExpiresAt.Equal(want) || resent.Attempt != 2 || resent.Delivery.Status != access.Queued ||
		!resent.CreatedAt.Equal(invitation.CreatedAt) || resent.ID != invitation.ID {
		t.Errorf("renewed to %+v", resent)
	}
	fresh := f.Token(invitation.ID)
	if fresh == old {
		t.Error("the new secret is the old one")
	}
	for name, use := range linkUses(f) {
		f.WantRefusal("the old link, "+name+", after the new mail", use(invitation.ID, old), access.NotFound)
	}
	f.Set(invitation.ExpiresAt.Add(time.Hour)) // the first three days are over
	_, err := f.Accept().Do(t.Context(), eve, invitation.ID, fresh)
	f.WantRefusal("the new link", err, "")
	events := f.EventsOfType(organisation, access.EventInvitationResent)
	if len(events) != 1 || events[0].Actor.ID != admin.ID() || !slices.Equal(events[0].After, []access.ScopedRole{{Role: signer}}) {
		t.Errorf("on record: %+v", events)
	}
}

// TestResendReopens what expired, was declined, bounced or failed, and nothing
// else.
func TestResendReopens(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	for name, c := range map[string]struct {
		end  func(i access.Invitation)
		want access.Kind
	}{
		"open":     {func(access.Invitation) {}, ""},
		"declined": {func(i access.Invitation) { f.Must(f.Decline().Do(t.Context(), i.ID, f.Token(i.ID))) }, ""},
		"lapsed":   {func(i access.Invitation) { f.Set(i.ExpiresAt) }, ""},
		"expired": {func(i access.Invitation) {
			f.Set(i.ExpiresAt)
			f.RemoveItem(i.ID)
			f.Must(f.Expire().Do(t.Context(), i))
		}, ""},
		"removed": {func(i access.Invitation) { f.Set(i.ExpiresAt); f.RemoveItem(i.ID) }, access.NotFound},
		"bounced": {func(i access.Invitation) {
			f.Token(i.ID)
			f.TrackEvent(i, delivery.Event{Status: access.Bounced, At: f.Now(), Permanent: true})
		}, ""},
		"failed": {func(i access.Invitation) {
			f.Mailer.Around = func(string, func() error) error { return &delivery.PermanentError{Reason: "refused"} }
			f.Must(f.Deliver().Do(t.Context(), i.ID))
			f.Mailer.Around = nil
		}, ""},
		"accepted": {func(i access.Invitation) { f.Join(i) }, access.InvitationAccepted},
		"revoked": {func(i access.Invitation) {
			f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, i.ID))
		}, access.InvitationRevoked},
	} {
		f.Set(noon)
		invitation := f.Invited(admin, whole(organisation), name, viewer)
		c.end(f.Invitation(invitation.ID))
		_, err := f.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "")
		f.WantRefusal(name, err, c.want)
		if c.want == "" {
			ada := f.Join(f.Invitation(invitation.ID))
			if held := f.HeldRoles(ada, organisation); held != string(viewer) {
				t.Errorf("%s: holds %q", name, held)
			}
		}
	}
}

// TestResendReplacesInviter: what an administrator offered who has lost
// their authority is accepted once another one vouches for it.
func TestResendReplacesInviter(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	inviter := f.Member(whole(organisation), "inviter", organisationAdmin)
	invitation := f.Invited(inviter, whole(organisation), "ada", viewer)
	token := f.Token(invitation.ID)
	_, err := f.Remove().Do(t.Context(), admin.ID(), whole(organisation), inviter.ID())
	f.Must(err)
	_, err = f.Register().Do(t.Context(), invitation.ID, registration(token))
	f.WantRefusal("acceptance", err, access.InvitationNotAuthorised)
	_, err = f.Resend().Do(t.Context(), inviter.ID(), organisation.ID, invitation.ID, "")
	f.WantRefusal("a resend by who was removed", err, access.NotFound)

	if resent := f.Resent(admin, invitation); resent.Inviter.ID != admin.ID() {
		t.Errorf("the inviter is %+v", resent.Inviter)
	}
	ada := f.Join(f.Invitation(invitation.ID))
	if by := f.Membership(ada.ID(), organisation.ID).Grants[0].By; by.ID != admin.ID() {
		t.Errorf("granted by %+v", by)
	}
}

// TestResendGivesNothingThatIsHeld, and nothing that the resender could not give.
func TestResendChecksAuthorityAndRoles(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(whole(group), "group-admin", organisationAdmin)
	high := f.Invited(chief, whole(group), "ada", partnerAdmin)
	_, err := f.Resend().Do(t.Context(), groupAdmin.ID(), group.ID, high.ID, "")
	f.WantRefusal("above one's authority", err, access.RoleNotAllowed)

	shop := f.Account(group, "Shop")
	two := f.Invited(chief, whole(group), "grace", viewer, biller)
	f.Join(f.Invited(chief, scopeOf(shop), "grace", viewer))
	f.Must(f.Revoke().Do(t.Context(), chief.ID(), group.ID, f.Invited(chief, scopeOf(shop), "grace", signer).ID))
	elsewhere := f.Resent(chief, two)
	if !slices.Equal(elsewhere.Roles, []access.RoleID{viewer, biller}) {
		t.Errorf("offers %v, though what is held is held elsewhere", elsewhere.Roles)
	}
	grace, _ := f.Directory.SignIn(two.Email, password)
	f.EditRoles(chief, group, grace, access.ScopedRole{Role: viewer}, access.ScopedRole{Role: viewer, Account: shop.ID})
	if resent := f.Resent(chief, two); !slices.Equal(resent.Roles, []access.RoleID{biller}) {
		t.Errorf("offers %v, want what is lacking", resent.Roles)
	}
	f.EditRoles(chief, group, grace, access.ScopedRole{Role: viewer}, access.ScopedRole{Role: biller})
	_, err = f.Resend().Do(t.Context(), chief.ID(), group.ID, two.ID, "")
	f.WantRefusal("nothing is lacking", err, access.AlreadyGranted)
}

// TestResendWhereAnotherIsOpen: one live invitation of an address and scope.
func TestResendWhereAnotherIsOpen(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, whole(organisation), "ada", viewer)
	f.Must(f.Decline().Do(t.Context(), first.ID, f.Token(first.ID)))
	second := f.Invited(admin, whole(organisation), "ada", signer)
	_, err := f.Resend().Do(t.Context(), admin.ID(), organisation.ID, first.ID, "")
	f.WantRefusal("while another is open", err, access.InvitationPending)
	if !strings.Contains(err.Error(), "open invitation") {
		t.Errorf("it says %v", err)
	}
	f.Set(second.ExpiresAt)
	f.Resent(admin, first)
	if status := f.Invitation(second.ID).Status; status != access.Expired {
		t.Errorf("the one that made way is %s", status)
	}
	if held := f.HeldRoles(f.Join(f.Invitation(first.ID)), organisation); held != string(viewer) {
		t.Errorf("holds %q", held)
	}
}

// TestResendRepeatedWithItsSeed sends once, also when others have resent in
// between: the link that they had sent stays good.
func TestResendRepeatedWithItsSeed(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, whole(organisation), "ada", viewer)
	var token string
	for n, try := range []struct {
		seed  access.Seed
		round int
	}{{"one", 2}, {"one", 2}, {"two", 3}, {"one", 3}, {"two", 3}, {"", 4}, {"", 5}, {"one", 5}, {"two", 5}} {
		resent, err := f.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, try.seed)
		f.Must(err)
		if resent.Attempt != try.round {
			t.Errorf("try %d is round %d, want %d", n, resent.Attempt, try.round)
		}
		token = f.Token(invitation.ID)
	}
	if mails := len(f.Mailer.Mails(invitation.ID)); mails != 4 || len(f.EventsOfType(organisation, access.EventInvitationResent)) != 4 {
		t.Errorf("%d mails, %d resends on record, want 4", mails, len(f.EventsOfType(organisation, access.EventInvitationResent)))
	}
	_, err := f.Preview().Do(t.Context(), invitation.ID, token)
	f.WantRefusal("the last link", err, "")
}

// TestResendKeepsLastRequestIDs: an invitation that is resent for ever does not
// grow for ever.
func TestResendKeepsLastRequestIDs(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, whole(organisation), "ada", viewer)
	resend := func(n int) access.Invitation {
		resent, err := f.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, access.Seed(fmt.Sprint("seed ", n)))
		f.Must(err)
		return resent
	}
	for n := range 100 {
		resend(n)
	}
	if kept := len(resend(99).ResendIDs); kept != 40 || resend(60).Attempt != 101 {
		t.Errorf("%d requests are kept, round %d", kept, resend(60).Attempt)
	}
}
