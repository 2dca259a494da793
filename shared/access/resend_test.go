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

// TestResendInvalidatesOldLink checks that the new token differs, and that the
// old one stops working at once, before the new mail is sent.
func TestResendInvalidatesOldLink(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	eve := f.Member(fixture.Whole(organisation), "eve", fixture.Viewer)
	invitation := f.Invited(admin, fixture.Whole(organisation), "eve", fixture.Signer)
	old := f.Token(invitation.ID)
	f.Pass(48 * time.Hour)
	resent := f.Resent(admin, invitation)
	for name, use := range linkUses(f) {
		f.WantRefusal("the old link, "+name, use(invitation.ID, old), access.NotFound)
	}
	if want := f.Now().Add(access.OpenFor); !resent.ExpiresAt.Equal(want) || resent.Attempt != 2 || resent.Delivery.Status != access.Queued ||
		!resent.CreatedAt.Equal(invitation.CreatedAt) || resent.ID != invitation.ID {
		t.Errorf("resent as %+v", resent)
	}
	fresh := f.Token(invitation.ID)
	if fresh == old {
		t.Error("the new token is the old one")
	}
	for name, use := range linkUses(f) {
		f.WantRefusal("the old link, "+name+", after the new mail", use(invitation.ID, old), access.NotFound)
	}
	f.Set(invitation.ExpiresAt.Add(time.Hour)) // the first three days are over
	_, err := f.Accept().Do(t.Context(), eve, invitation.ID, access.AcceptRequest{Token: fresh})
	f.WantRefusal("the new link", err, "")
	events := f.EventsOfType(organisation, access.EventInvitationResent)
	if len(events) != 1 || events[0].Actor.ID != admin.ID() || !slices.Equal(events[0].After, []access.ScopedRole{{Role: fixture.Signer}}) {
		t.Errorf("events: %+v", events)
	}
}

// TestResendReopens checks that invitations that expired, were declined, bounced
// or failed are reopened, and no others.
func TestResendReopens(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	for name, c := range map[string]struct {
		end  func(i access.Invitation)
		want access.Kind
	}{
		"open":     {func(access.Invitation) {}, ""},
		"declined": {func(i access.Invitation) { f.Must(f.Decline().Do(t.Context(), i.ID, f.Token(i.ID))) }, ""},
		"expired":  {func(i access.Invitation) { f.Set(i.ExpiresAt) }, ""},
		"expired-and-removed": {func(i access.Invitation) {
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
		f.Set(fixture.Noon)
		invitation := f.Invited(admin, fixture.Whole(organisation), name, fixture.Viewer)
		c.end(f.Invitation(invitation.ID))
		_, err := f.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, "")
		f.WantRefusal(name, err, c.want)
		if c.want == "" {
			ada := f.Join(f.Invitation(invitation.ID))
			if held := f.HeldRoles(ada, organisation); held != string(fixture.Viewer) {
				t.Errorf("%s: holds %q", name, held)
			}
		}
	}
}

// TestResendReplacesInviter checks that an invitation of an administrator who has
// lost their authority can be accepted once another administrator has resent it.
func TestResendReplacesInviter(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	inviter := f.Member(fixture.Whole(organisation), "inviter", fixture.OrganisationAdmin)
	invitation := f.Invited(inviter, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	_, err := f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), inviter.ID())
	f.Must(err)
	_, err = f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
	f.WantRefusal("acceptance", err, access.InvitationNotAuthorised)
	_, err = f.Resend().Do(t.Context(), inviter.ID(), organisation.ID, invitation.ID, "")
	f.WantRefusal("a resend by a removed administrator", err, access.NotFound)

	if resent := f.Resent(admin, invitation); resent.Inviter.ID != admin.ID() {
		t.Errorf("the inviter is %+v", resent.Inviter)
	}
	ada := f.Join(f.Invitation(invitation.ID))
	if by := f.Membership(ada.ID(), organisation.ID).Grants[0].By; by.ID != admin.ID() {
		t.Errorf("granted by %+v", by)
	}
}

// TestResendChecksAuthorityAndRoles checks that a resend offers no role that is
// held and none that the resender could not give.
func TestResendChecksAuthorityAndRoles(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(fixture.Whole(group), "group-admin", fixture.OrganisationAdmin)
	high := f.Invited(chief, fixture.Whole(group), "ada", fixture.PartnerAdmin)
	_, err := f.Resend().Do(t.Context(), groupAdmin.ID(), group.ID, high.ID, "")
	f.WantRefusal("beyond the caller's authority", err, access.RoleNotAllowed)

	shop := f.Account(group, "Shop")
	two := f.Invited(chief, fixture.Whole(group), "grace", fixture.Viewer, fixture.Biller)
	f.Join(f.Invited(chief, fixture.ScopeOf(shop), "grace", fixture.Viewer))
	f.Must(f.Revoke().Do(t.Context(), chief.ID(), group.ID, f.Invited(chief, fixture.ScopeOf(shop), "grace", fixture.Signer).ID))
	elsewhere := f.Resent(chief, two)
	if !slices.Equal(elsewhere.Roles, []access.RoleID{fixture.Viewer, fixture.Biller}) {
		t.Errorf("offers %v, although the role is held only elsewhere", elsewhere.Roles)
	}
	grace, _ := f.Directory.SignIn(two.Email, fixture.Password)
	f.EditRoles(chief, group, grace, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Viewer, Account: shop.ID})
	if resent := f.Resent(chief, two); !slices.Equal(resent.Roles, []access.RoleID{fixture.Biller}) {
		t.Errorf("offers %v, want the roles that are not held yet", resent.Roles)
	}
	f.EditRoles(chief, group, grace, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Biller})
	_, err = f.Resend().Do(t.Context(), chief.ID(), group.ID, two.ID, "")
	f.WantRefusal("every role is held", err, access.AlreadyGranted)
}

// TestResendWhereAnotherIsOpen checks that an address has one open invitation at
// a scope.
func TestResendWhereAnotherIsOpen(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.Decline().Do(t.Context(), first.ID, f.Token(first.ID)))
	second := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Signer)
	_, err := f.Resend().Do(t.Context(), admin.ID(), organisation.ID, first.ID, "")
	f.WantRefusal("while another is open", err, access.InvitationPending)
	if !strings.Contains(err.Error(), "open invitation") {
		t.Errorf("the refusal is %v", err)
	}
	f.Set(second.ExpiresAt)
	f.Resent(admin, first)
	if status := f.Invitation(second.ID).Status; status != access.Expired {
		t.Errorf("the replaced invitation is %s", status)
	}
	if held := f.HeldRoles(f.Join(f.Invitation(first.ID)), organisation); held != string(fixture.Viewer) {
		t.Errorf("holds %q", held)
	}
}

// TestResendRepeatedWithItsSeed checks that a repetition sends no mail, also when
// others have resent in between. The link that they sent keeps working.
func TestResendRepeatedWithItsSeed(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	var token string
	for n, try := range []struct {
		seed  access.Seed
		round int
	}{{"one", 2}, {"one", 2}, {"two", 3}, {"one", 3}, {"two", 3}, {"", 4}, {"", 5}, {"one", 5}, {"two", 5}} {
		resent, err := f.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, try.seed)
		f.Must(err)
		if resent.Attempt != try.round {
			t.Errorf("try %d is attempt %d, want %d", n, resent.Attempt, try.round)
		}
		token = f.Token(invitation.ID)
	}
	if mails := len(f.Mailer.Mails(invitation.ID)); mails != 4 || len(f.EventsOfType(organisation, access.EventInvitationResent)) != 4 {
		t.Errorf("%d mails, %d events of resends, want 4", mails, len(f.EventsOfType(organisation, access.EventInvitationResent)))
	}
	_, err := f.Preview().Do(t.Context(), invitation.ID, token)
	f.WantRefusal("the last link", err, "")
}

// TestResendKeepsLastRequestIDs checks that an invitation that is resent very
// often does not grow without bound.
func TestResendKeepsLastRequestIDs(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	resend := func(n int) access.Invitation {
		resent, err := f.Resend().Do(t.Context(), admin.ID(), organisation.ID, invitation.ID, access.Seed(fmt.Sprint("seed ", n)))
		f.Must(err)
		return resent
	}
	for n := range 100 {
		resend(n)
	}
	if kept := len(resend(99).ResendIDs); kept != 40 || resend(60).Attempt != 101 {
		t.Errorf("%d request ids are kept, attempt %d", kept, resend(60).Attempt)
	}
}

// TestResendAtADeletedAccount leaves the invitation closed.
func TestResendAtADeletedAccount(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	shop := f.Account(company, "Shop")
	i := f.Invited(admin, fixture.ScopeOf(shop), "eve", fixture.Biller)
	f.Must(f.Decline().Do(t.Context(), i.ID, f.Token(i.ID)))
	f.Must(f.Delete().Do(t.Context(), admin.ID(), fixture.ScopeOf(shop)))
	f.WantRefusal("resend", fixture.Err(f.Resend().Do(t.Context(), admin.ID(), company.ID, i.ID, "")), access.NotFound)
}
