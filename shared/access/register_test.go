package access_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestRegisterCreatesUserWithOfferedRoles(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer, fixture.Signer)
	request := fixture.Registration(f.Token(invitation.ID))
	request.FirstName, request.LastName = "Augusta Ada", "King"
	f.Pass(time.Hour)
	accepted, err := f.Register().Do(t.Context(), invitation.ID, request)
	f.Must(err)
	ada, ok := f.Directory.SignIn(invitation.Email, fixture.Password)
	if !ok || ada.ID() != accepted.User.ID {
		t.Errorf("signs in: %t, as %s, want %s", ok, ada.ID(), accepted.User.ID)
	}
	if user := accepted.User; user.FirstName != "Augusta Ada" || user.LastName != "King" || user.Email.String() != fixture.Mailbox("ada") {
		t.Errorf("the user is %+v", user)
	}
	for _, g := range f.Membership(ada.ID(), organisation.ID).Grants {
		if g.By != invitation.Inviter || !g.At.Equal(fixture.Noon.Add(time.Hour)) || g.Scope != fixture.Whole(organisation) {
			t.Errorf("granted as %+v", g)
		}
	}
	granted := f.EventsOfType(organisation, access.EventAccessGranted)
	last := granted[len(granted)-1]
	if len(granted) != 2 || last.Actor != (access.Party{Person: invitation.Inviter, Issuer: admin.Issuer, Subject: admin.Subject}) || last.Subject != accepted.User.Party() ||
		len(last.Before) != 0 || !slices.Equal(last.After, []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.Signer}}) {
		t.Errorf("events: %+v", granted)
	}
	if stored := f.Invitation(invitation.ID); stored.AcceptedBy != ada.ID() || !stored.ClosedAt.Equal(fixture.Noon.Add(time.Hour)) {
		t.Errorf("the invitation is %+v", stored)
	}
}

// The directory writes to people in the language in which they were invited.
func TestRegisterKeepsTheLanguageOfTheInvitation(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	for name, locale := range map[string]string{"ada": "nb-NO", "grace": ""} {
		invitation, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{
			Email: fixture.Mailbox(name), Roles: []access.RoleID{fixture.Viewer}, Locale: locale,
		}, "")
		f.Must(err)
		accepted, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(f.Token(invitation.ID)))
		f.Must(err)
		if got := f.Directory.Language(accepted.User.Subject); got != locale {
			t.Errorf("%s: the identity has the language %q, want %q", name, got, locale)
		}
	}
}

func TestRegisterValidatesBeforeItCreatesAnything(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	for name, c := range map[string]struct {
		spoil func(*access.RegisterRequest)
		field string
	}{
		"a short password":       {func(r *access.RegisterRequest) { r.Password = "Short 9" }, "password"},
		"no password":            {func(r *access.RegisterRequest) { r.Password = "" }, "password"},
		"no digit":               {func(r *access.RegisterRequest) { r.Password = "Correct horse battery" }, "password"},
		"no first name":          {func(r *access.RegisterRequest) { r.FirstName = " " }, "firstName"},
		"a line break in a name": {func(r *access.RegisterRequest) { r.LastName = "A\r\nB" }, "lastName"},
	} {
		request := fixture.Registration(token)
		c.spoil(&request)
		_, err := f.Register().Do(t.Context(), invitation.ID, request)
		refusal, ok := errors.AsType[*access.Error](err)
		if !ok || refusal.Kind != access.Invalid || len(refusal.Fields) != 1 || refusal.Fields[0].Field != c.field {
			t.Errorf("%s: %v, want an error for %s", name, err, c.field)
		}
	}
	if f.Directory.People() != 1 || f.Invitation(invitation.ID).Status != access.Pending {
		t.Error("a refused registration left something behind")
	}
}

// TestRegisterRefusesExistingIdentity checks that no link sets the password of an
// identity that existed before.
func TestRegisterRefusesExistingIdentity(t *testing.T) {
	const theirs = "Their own 12 words"
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.Member(fixture.Whole(organisation), "member", fixture.Viewer)
	f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("foreign")), true, theirs)
	f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("unproved")), false, theirs)
	for name, own := range map[string]string{"member": fixture.Password, "foreign": theirs, "unproved": theirs} {
		invitation := f.Invited(admin, fixture.Whole(organisation), name, fixture.Signer)
		request := fixture.Registration(f.Token(invitation.ID))
		request.Password = "An attacker's 1st choice"
		_, err := f.Register().Do(t.Context(), invitation.ID, request)
		f.WantRefusal(name, err, access.AlreadyRegistered)
		if _, ok := f.Directory.SignIn(invitation.Email, own); !ok {
			t.Errorf("%s: the password was changed", name)
		}
		if f.Invitation(invitation.ID).Status != access.Pending {
			t.Errorf("%s: the invitation is closed", name)
		}
	}
}

// TestRegisterOneAddressTwice checks that one of two organisations' invitations
// creates the user, who then accepts the other.
func TestRegisterOneAddressTwice(t *testing.T) {
	f := fixture.InMemory(t)
	first, _ := f.Organisation("first", false)
	second, _ := f.Organisation("second", false)
	one, other := f.InvitedByOperator(fixture.Whole(first), "ada", fixture.Viewer), f.InvitedByOperator(fixture.Whole(second), "ada", fixture.Signer)
	token := f.Token(other.ID)
	ada := f.Join(one)
	_, err := f.Register().Do(t.Context(), other.ID, fixture.Registration(token))
	f.WantRefusal("the other registration", err, access.AlreadyRegistered)
	_, err = f.Accept().Do(t.Context(), ada, other.ID, access.AcceptRequest{Token: token})
	f.WantRefusal("acceptance", err, "")
	if held := f.HeldRoles(ada, first) + " " + f.HeldRoles(ada, second); held != "audit-viewer signing-editor" {
		t.Errorf("holds %q", held)
	}
}

// TestRegisterAfterTheInviterLostAuthority checks the rule "inviter's authority",
// and that nothing is created.
func TestRegisterAfterTheInviterLostAuthority(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	inviter := f.Member(fixture.Whole(organisation), "inviter", fixture.OrganisationAdmin)
	invitation := f.Invited(inviter, fixture.Whole(organisation), "ada", fixture.Viewer)
	token := f.Token(invitation.ID)
	_, err := f.Remove().Do(t.Context(), admin.ID(), fixture.Whole(organisation), inviter.ID())
	f.Must(err)
	people := f.Directory.People()
	_, err = f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
	f.WantRefusal("registration", err, access.InvitationNotAuthorised)
	if f.Directory.People() != people {
		t.Error("an identity was created")
	}
}
