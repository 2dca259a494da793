package access_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestAcceptAddsToWhatIsHeld: a role that is held keeps who gave it and when.
func TestAcceptAddsToWhatIsHeld(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	shop := w.Account(organisation, "Shop")
	ada := w.Join(w.Invited(admin, whole(organisation), "ada", viewer))
	held := w.Membership(ada.ID(), organisation.ID).Grants[0]
	w.Pass(time.Hour)
	invitation := w.InvitedByOperator(whole(organisation), "ada", viewer, signer)
	other := w.Invited(admin, scopeOf(shop), "ada", viewer)
	secret := w.Token(invitation.ID)

	accepted, err := w.Accept().Do(t.Context(), ada, invitation.ID, secret)
	w.Must(err)
	membership := w.Membership(ada.ID(), organisation.ID)
	if len(membership.Grants) != 2 || membership.Grants[0] != held || membership.Grants[1].By != invitation.Inviter || membership.Version != accepted.Membership.Version {
		t.Errorf("holds %+v, want %+v and one more", membership.Grants, held)
	}
	w.Join(other)
	if held := w.HeldRoles(ada, organisation); held != "audit-viewer signing-editor audit-viewer@"+string(shop.ID) {
		t.Errorf("holds %q", held)
	}
	granted := w.EventsOfType(organisation, access.EventAccessGranted)
	if second := granted[2]; len(second.Before) != 1 || len(second.After) != 2 || second.Subject.ID != ada.ID() {
		t.Errorf("on record: %+v", second)
	}
}

func TestAcceptIsForThePersonInvited(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	ada := w.Member(whole(organisation), "ada", viewer)
	eve := w.Member(whole(organisation), "eve", viewer)
	unverified := w.Directory.Foreign(address(t, mailbox("new")), false, password)
	elsewhere := access.Caller{Issuer: "https://another.example", Subject: ada.Subject}
	invitation := w.Invited(admin, whole(organisation), "ada", signer)
	secret := w.Token(invitation.ID)
	for name, caller := range map[string]access.Caller{
		"another member":                     eve,
		"nobody whom the provider knows":     {Issuer: ada.Issuer, Subject: "nobody"},
		"the same subject of another issuer": elsewhere,
		"no caller at all":                   {},
	} {
		_, err := w.Accept().Do(t.Context(), caller, invitation.ID, secret)
		w.WantRefusal(name, err, access.WrongAccount)
	}
	forNew := w.Invited(admin, whole(organisation), "new", signer)
	_, err := w.Accept().Do(t.Context(), unverified, forNew.ID, w.Token(forNew.ID))
	w.WantRefusal("an address that is not verified", err, access.WrongAccount)

	_, err = w.Accept().Do(t.Context(), ada, invitation.ID, secret)
	w.WantRefusal("the person invited", err, "")
	_, err = w.Accept().Do(t.Context(), ada, invitation.ID, secret)
	w.WantRefusal("the same again", err, access.AlreadyGranted)
	_, err = w.Accept().Do(t.Context(), eve, invitation.ID, secret)
	w.WantRefusal("another, later", err, access.InvitationAccepted)
	if n := len(w.EventsOfType(organisation, access.EventAccessGranted)); n != 4 {
		t.Errorf("%d grants on record, want 4", n)
	}
}

// TestAcceptMakesAUserOfAVerifiedIdentity: who can sign in and has no profile
// yet gets one.
func TestAcceptMakesAUserOfAVerifiedIdentity(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	grace := w.Directory.Foreign(address(t, mailbox("grace")), true, password)
	invitation := w.Invited(admin, whole(organisation), "Grace", signer)
	accepted, err := w.Accept().Do(t.Context(), grace, invitation.ID, w.Token(invitation.ID))
	w.Must(err)
	if user := accepted.User; user.ID != grace.ID() || user.FirstName != "Grace" || user.LastName != "Hopper" {
		t.Errorf("the user is %+v", user)
	}
	if _, ok := w.Directory.SignIn(invitation.Email, password); !ok || w.HeldRoles(grace, organisation) != string(signer) {
		t.Errorf("holds %q, signs in with the old password %t", w.HeldRoles(grace, organisation), ok)
	}
}

// TestAcceptWithTheAddressOfAnotherUser: an identity that was made anew at the
// provider is not the user who had its address.
func TestAcceptWithTheAddressOfAnotherUser(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	ada := w.Member(whole(organisation), "ada", organisationAdmin)
	w.Must(w.Directory.Delete(t.Context(), ada.Subject))
	again := w.Directory.Foreign(address(t, mailbox("ada")), true, password)
	invitation := w.Invited(admin, whole(organisation), "ada", signer)
	began := time.Now()
	_, err := w.Accept().Do(t.Context(), again, invitation.ID, w.Token(invitation.ID))
	w.WantRefusal("an identity made anew", err, access.WrongAccount)
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s to say so", took)
	}
	if w.HeldRoles(again, organisation) != "" || w.HeldRoles(ada, organisation) != string(organisationAdmin) {
		t.Error("access changed hands")
	}
}

// TestAcceptReadsTheInvitersAuthorityAgain is rule 3.
func TestAcceptReadsTheInvitersAuthorityAgain(t *testing.T) {
	w := fixture.InMemory(t)
	group, chief := w.Organisation("chief", true)
	company := w.ChildOrganisation("company", group)
	shop := w.Account(company, "Shop")
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
		inviter := w.Member(c.at, inviterName, c.role)
		ada := w.Member(whole(company), invitee, biller)
		at := scopeOf(shop)
		invitation := w.Invited(inviter, at, invitee, signer)
		secret := w.Token(invitation.ID)
		_, err := w.Remove().Do(t.Context(), chief.ID(), whole(company), inviter.ID())
		w.Must(err)
		if len(c.after) > 0 {
			w.Join(w.Invited(chief, whole(company), inviterName, c.after...))
		}
		_, err = w.Accept().Do(t.Context(), ada, invitation.ID, secret)
		w.WantRefusal(name, err, c.want)
	}
}

// stubborn is a store in which every write meets another, until there is no
// time left.
type stubborn struct{ fixture.Store }

func (stubborn) Accept(ctx context.Context, _ access.Acceptance) error {
	if _, limited := ctx.Deadline(); limited {
		<-ctx.Done()
	}
	return access.ErrStale
}

func TestAcceptGivesUpWhenThereIsNoTime(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	ada := w.Member(whole(organisation), "ada", viewer)
	invitation := w.Invited(admin, whole(organisation), "ada", signer)
	secret := w.Token(invitation.ID)
	w.Store = stubborn{w.Store}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := w.Accept().Do(ctx, ada, invitation.ID, secret)
	w.WantRefusal("no time left", err, access.Unavailable)
	_, err = w.Accept().Do(t.Context(), ada, invitation.ID, secret)
	w.WantRefusal("too many changes at once", err, access.Unavailable)
	if errors.Is(err, access.ErrStale) {
		t.Error("what is internal is shown")
	}
}
