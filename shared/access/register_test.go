package access_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

func TestRegisterMakesAUserWithWhatIsOffered(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer, signer)
	request := registration(w.Token(invitation.ID))
	request.FirstName, request.LastName = "Augusta Ada", "King"
	w.Pass(time.Hour)
	accepted, err := w.Register().Do(t.Context(), invitation.ID, request)
	w.Must(err)
	ada, ok := w.Directory.SignIn(invitation.Email, password)
	if !ok || ada.ID() != accepted.User.ID {
		t.Errorf("signs in: %t, as %s, want %s", ok, ada.ID(), accepted.User.ID)
	}
	if user := accepted.User; user.FirstName != "Augusta Ada" || user.LastName != "King" || user.Email.String() != mailbox("ada") {
		t.Errorf("the user is %+v", user)
	}
	for _, g := range w.Membership(ada.ID(), organisation.ID).Grants {
		if g.By != invitation.Inviter || !g.At.Equal(noon.Add(time.Hour)) || g.Scope != whole(organisation) {
			t.Errorf("granted as %+v", g)
		}
	}
	granted := w.EventsOfType(organisation, access.EventAccessGranted)
	last := granted[len(granted)-1]
	if len(granted) != 2 || last.Actor != invitation.Inviter || last.Subject.Name != "Augusta Ada King" || last.Subject.ID != ada.ID() ||
		len(last.Before) != 0 || !slices.Equal(last.After, []access.ScopedRole{{Role: viewer}, {Role: signer}}) {
		t.Errorf("on record: %+v", granted)
	}
	if stored := w.Invitation(invitation.ID); stored.AcceptedBy != ada.ID() || !stored.ClosedAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("the invitation is %+v", stored)
	}
}

func TestRegisterChecksBeforeItMakesAnything(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	secret := w.Token(invitation.ID)
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
		request := registration(secret)
		c.spoil(&request)
		_, err := w.Register().Do(t.Context(), invitation.ID, request)
		refusal, ok := errors.AsType[*access.Error](err)
		if !ok || refusal.Kind != access.Invalid || len(refusal.Fields) != 1 || refusal.Fields[0].Field != c.field {
			t.Errorf("%s: %v, want a word on %s", name, err, c.field)
		}
	}
	if w.Directory.People() != 1 || w.Invitation(invitation.ID).Status != access.Pending {
		t.Error("a refused registration left something behind")
	}
}

// TestRegisterIsForNewPeople: a link lets nobody into an identity that was
// there before.
func TestRegisterIsForNewPeople(t *testing.T) {
	const theirs = "Their own 12 words"
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	w.Member(whole(organisation), "member", viewer)
	w.Directory.Foreign(address(t, mailbox("foreign")), true, theirs)
	w.Directory.Foreign(address(t, mailbox("unproved")), false, theirs)
	for name, own := range map[string]string{"member": password, "foreign": theirs, "unproved": theirs} {
		invitation := w.Invited(admin, whole(organisation), name, signer)
		request := registration(w.Token(invitation.ID))
		request.Password = "An attacker's 1st choice"
		_, err := w.Register().Do(t.Context(), invitation.ID, request)
		w.WantRefusal(name, err, access.AlreadyRegistered)
		if _, ok := w.Directory.SignIn(invitation.Email, own); !ok {
			t.Errorf("%s: the password was changed", name)
		}
		if w.Invitation(invitation.ID).Status != access.Pending {
			t.Errorf("%s: the invitation was used up", name)
		}
	}
}

// TestRegisterOneAddressTwice: of two organisations' invitations one makes the
// user; the other is then for the user to accept.
func TestRegisterOneAddressTwice(t *testing.T) {
	w := fixture.InMemory(t)
	first, _ := w.Organisation("first", false)
	second, _ := w.Organisation("second", false)
	one, other := w.InvitedByOperator(whole(first), "ada", viewer), w.InvitedByOperator(whole(second), "ada", signer)
	secret := w.Token(other.ID)
	ada := w.Join(one)
	_, err := w.Register().Do(t.Context(), other.ID, registration(secret))
	w.WantRefusal("the other registration", err, access.AlreadyRegistered)
	_, err = w.Accept().Do(t.Context(), ada, other.ID, secret)
	w.WantRefusal("acceptance", err, "")
	if held := w.HeldRoles(ada, first) + " " + w.HeldRoles(ada, second); held != "audit-viewer signing-editor" {
		t.Errorf("holds %q", held)
	}
}

// TestRegisterAfterTheInviterLostAuthority: rule 3, and nothing is made.
func TestRegisterAfterTheInviterLostAuthority(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	inviter := w.Member(whole(organisation), "inviter", organisationAdmin)
	invitation := w.Invited(inviter, whole(organisation), "ada", viewer)
	secret := w.Token(invitation.ID)
	_, err := w.Remove().Do(t.Context(), admin.ID(), whole(organisation), inviter.ID())
	w.Must(err)
	people := w.Directory.People()
	_, err = w.Register().Do(t.Context(), invitation.ID, registration(secret))
	w.WantRefusal("registration", err, access.InvitationNotAuthorised)
	if w.Directory.People() != people {
		t.Error("an identity was made")
	}
}
