package access_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestAcceptAddsToMembership: a role that is held keeps who gave it and when.
func TestAcceptAddsToMembership(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	ada := f.Join(f.Invited(admin, whole(organisation), "ada", viewer))
	held := f.Membership(ada.ID(), organisation.ID).Grants[0]
	f.Pass(time.Hour)
	invitation := f.InvitedByOperator(whole(organisation), "ada", viewer, signer)
	other := f.Invited(admin, scopeOf(shop), "ada", viewer)
	token := f.Token(invitation.ID)

	accepted, err := f.Accept().Do(t.Context(), ada, invitation.ID, token)
	f.Must(err)
	membership := f.Membership(ada.ID(), organisation.ID)
	if len(membership.Grants) != 2 || membership.Grants[0] != held || membership.Grants[1].By != invitation.Inviter || membership.Version != accepted.Membership.Version {
		t.Errorf("holds %+v, want %+v and one more", membership.Grants, held)
	}
	f.Join(other)
	if held := f.HeldRoles(ada, organisation); held != "audit-viewer signing-editor audit-viewer@"+string(shop.ID) {
		t.Errorf("holds %q", held)
	}
	granted := f.EventsOfType(organisation, access.EventAccessGranted)
	if second := granted[2]; len(second.Before) != 1 || len(second.After) != 2 || second.Subject.ID != ada.ID() {
		t.Errorf("on record: %+v", second)
	}
}

func TestAcceptOnlyByInvitee(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(whole(organisation), "ada", viewer)
	eve := f.Member(whole(organisation), "eve", viewer)
	unverified := f.Directory.AddForeign(address(t, mailbox("new")), false, password)
	elsewhere := access.Caller{Issuer: "https://another.example", Subject: ada.Subject}
	invitation := f.Invited(admin, whole(organisation), "ada", signer)
	token := f.Token(invitation.ID)
	for name, caller := range map[string]access.Caller{
		"another member":                     eve,
		"nobody whom the provider knows":     {Issuer: ada.Issuer, Subject: "nobody"},
		"the same subject of another issuer": elsewhere,
		"no caller at all":                   {},
	} {
		_, err := f.Accept().Do(t.Context(), caller, invitation.ID, token)
		f.WantRefusal(name, err, access.WrongAccount)
	}
	forNew := f.Invited(admin, whole(organisation), "new", signer)
	_, err := f.Accept().Do(t.Context(), unverified, forNew.ID, f.Token(forNew.ID))
	f.WantRefusal("an address that is not verified", err, access.WrongAccount)

	_, err = f.Accept().Do(t.Context(), ada, invitation.ID, token)
	f.WantRefusal("the person invited", err, "")
	_, err = f.Accept().Do(t.Context(), ada, invitation.ID, token)
	f.WantRefusal("the same again", err, access.AlreadyGranted)
	_, err = f.Accept().Do(t.Context(), eve, invitation.ID, token)
	f.WantRefusal("another, later", err, access.InvitationAccepted)
	if n := len(f.EventsOfType(organisation, access.EventAccessGranted)); n != 4 {
		t.Errorf("%d grants on record, want 4", n)
	}
}

// TestAcceptCreatesUserFromVerifiedIdentity: who can sign in and has no profile
// yet gets one.
func TestAcceptCreatesUserFromVerifiedIdentity(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	grace := f.Directory.AddForeign(address(t, mailbox("grace")), true, password)
	invitation := f.Invited(admin, whole(organisation), "Grace", signer)
	accepted, err := f.Accept().Do(t.Context(), grace, invitation.ID, f.Token(invitation.ID))
	f.Must(err)
	if user := accepted.User; user.ID != grace.ID() || user.FirstName != "Grace" || user.LastName != "Hopper" {
		t.Errorf("the user is %+v", user)
	}
	if _, ok := f.Directory.SignIn(invitation.Email, password); !ok || f.HeldRoles(grace, organisation) != string(signer) {
		t.Errorf("holds %q, signs in with the old password %t", f.HeldRoles(grace, organisation), ok)
	}
}

// TestAcceptWithTheAddressOfAnotherUser: an identity that was made anew at the
// provider is not the user who had its address.
func TestAcceptWithTheAddressOfAnotherUser(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(whole(organisation), "ada", organisationAdmin)
	f.Must(f.Directory.Delete(t.Context(), ada.Subject))
	again := f.Directory.AddForeign(address(t, mailbox("ada")), true, password)
	invitation := f.Invited(admin, whole(organisation), "ada", signer)
	began := time.Now()
	_, err := f.Accept().Do(t.Context(), again, invitation.ID, f.Token(invitation.ID))
	f.WantRefusal("an identity made anew", err, access.WrongAccount)
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s to say so", took)
	}
	if f.HeldRoles(again, organisation) != "" || f.HeldRoles(ada, organisation) != string(organisationAdmin) {
		t.Error("access changed hands")
	}
}

// TestAcceptChecksInvitersAuthority is rule 3.
func TestAcceptChecksInvitersAuthority(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	company := f.ChildOrganisation("company", group)
	shop := f.Account(company, "Shop")
	n := 0
	for name, c := range map[string]struct {
		role  access.RoleID
		at    access.Scope
		after []access.RoleID // what the inviter holds at the company later
		want  access.Kind
	}{
		"removed":             {organisationAdmin, whole(company), nil, access.InvitationNotAuthorised},
		"viewer now":          {organisationAdmin, whole(company), []access.RoleID{viewer}, access.InvitationNotAuthorised},
		"removed and back":    {organisationAdmin, whole(company), []access.RoleID{organisationAdmin}, ""},
		"account admin, gone": {accountAdmin, scopeOf(shop), nil, access.InvitationNotAuthorised},
	} {
		n++
		inviterName, invitee := "inviter"+string(rune('a'+n)), "invitee"+string(rune('a'+n))
		inviter := f.Member(c.at, inviterName, c.role)
		ada := f.Member(whole(company), invitee, biller)
		at := scopeOf(shop)
		invitation := f.Invited(inviter, at, invitee, signer)
		token := f.Token(invitation.ID)
		_, err := f.Remove().Do(t.Context(), chief.ID(), whole(company), inviter.ID())
		f.Must(err)
		if len(c.after) > 0 {
			f.Join(f.Invited(chief, whole(company), inviterName, c.after...))
		}
		_, err = f.Accept().Do(t.Context(), ada, invitation.ID, token)
		f.WantRefusal(name, err, c.want)
	}
}

// staleStore is a store in which every write meets another, until there is no
// time left.
type staleStore struct{ fixture.Store }

func (staleStore) Accept(ctx context.Context, _ access.Acceptance) error {
	if _, limited := ctx.Deadline(); limited {
		<-ctx.Done()
	}
	return access.ErrStale
}

func TestAcceptGivesUpWhenThereIsNoTime(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(whole(organisation), "ada", viewer)
	invitation := f.Invited(admin, whole(organisation), "ada", signer)
	token := f.Token(invitation.ID)
	f.Store = staleStore{f.Store}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := f.Accept().Do(ctx, ada, invitation.ID, token)
	f.WantRefusal("no time left", err, access.Unavailable)
	_, err = f.Accept().Do(t.Context(), ada, invitation.ID, token)
	f.WantRefusal("too many changes at once", err, access.Unavailable)
	if errors.Is(err, access.ErrStale) {
		t.Error("what is internal is shown")
	}
}
