package access_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
)

func TestRegisterMakesAUserWithWhatIsOffered(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer, signer)
	request := registration(w.secret(invitation.ID))
	request.FirstName, request.LastName = "Augusta Ada", "King"
	w.pass(time.Hour)
	accepted, err := w.register().Do(t.Context(), invitation.ID, request)
	w.must(err)
	ada, ok := w.directory.SignIn(invitation.Email, password)
	if !ok || ada.ID() != accepted.User.ID {
		t.Errorf("signs in: %t, as %s, want %s", ok, ada.ID(), accepted.User.ID)
	}
	if user := accepted.User; user.FirstName != "Augusta Ada" || user.LastName != "King" || user.Email.String() != mailbox("ada") {
		t.Errorf("the user is %+v", user)
	}
	for _, g := range w.row(ada, organisation).Grants {
		if g.By != invitation.Inviter || !g.At.Equal(noon.Add(time.Hour)) || g.Scope != whole(organisation) {
			t.Errorf("granted as %+v", g)
		}
	}
	granted := w.recorded(organisation, access.AccessGranted)
	last := granted[len(granted)-1]
	if len(granted) != 2 || last.Actor != invitation.Inviter || last.Subject.Name != "Augusta Ada King" || last.Subject.ID != ada.ID() ||
		len(last.Before) != 0 || !slices.Equal(last.After, []access.Held{{Role: viewer}, {Role: signer}}) {
		t.Errorf("on record: %+v", granted)
	}
	if stored := w.invitation(invitation.ID); stored.AcceptedBy != ada.ID() || !stored.ClosedAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("the invitation is %+v", stored)
	}
}

func TestRegisterChecksBeforeItMakesAnything(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	secret := w.secret(invitation.ID)
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
		_, err := w.register().Do(t.Context(), invitation.ID, request)
		refusal, ok := errors.AsType[*access.Error](err)
		if !ok || refusal.Kind != access.Invalid || len(refusal.Fields) != 1 || refusal.Fields[0].Field != c.field {
			t.Errorf("%s: %v, want a word on %s", name, err, c.field)
		}
	}
	if w.directory.People() != 1 || w.invitation(invitation.ID).Status != access.Pending {
		t.Error("a refused registration left something behind")
	}
}

// TestRegisterIsForNewPeople: a link lets nobody into an identity that was
// there before.
func TestRegisterIsForNewPeople(t *testing.T) {
	const theirs = "Their own 12 words"
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	w.member(whole(organisation), "member", viewer)
	w.directory.Foreign(address(t, mailbox("foreign")), true, theirs)
	w.directory.Foreign(address(t, mailbox("unproved")), false, theirs)
	for name, own := range map[string]string{"member": password, "foreign": theirs, "unproved": theirs} {
		invitation := w.invited(admin, whole(organisation), name, signer)
		request := registration(w.secret(invitation.ID))
		request.Password = "An attacker's 1st choice"
		_, err := w.register().Do(t.Context(), invitation.ID, request)
		w.refused(name, err, access.AlreadyRegistered)
		if _, ok := w.directory.SignIn(invitation.Email, own); !ok {
			t.Errorf("%s: the password was changed", name)
		}
		if w.invitation(invitation.ID).Status != access.Pending {
			t.Errorf("%s: the invitation was used up", name)
		}
	}
}

// TestRegisterOneAddressTwice: of two organisations' invitations one makes the
// user; the other is then for the user to accept.
func TestRegisterOneAddressTwice(t *testing.T) {
	w := inMemory(t)
	first, _ := w.organisation("first", false)
	second, _ := w.organisation("second", false)
	one, other := w.offered(whole(first), "ada", viewer), w.offered(whole(second), "ada", signer)
	secret := w.secret(other.ID)
	ada := w.takes(one)
	_, err := w.register().Do(t.Context(), other.ID, registration(secret))
	w.refused("the other registration", err, access.AlreadyRegistered)
	_, err = w.accept().Do(t.Context(), ada, other.ID, secret)
	w.refused("acceptance", err, "")
	if held := w.held(ada, first) + " " + w.held(ada, second); held != "audit-viewer signing-editor" {
		t.Errorf("holds %q", held)
	}
}

// TestRegisterAfterTheInviterLostAuthority: rule 3, and nothing is made.
func TestRegisterAfterTheInviterLostAuthority(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	inviter := w.member(whole(organisation), "inviter", organisationAdmin)
	invitation := w.invited(inviter, whole(organisation), "ada", viewer)
	secret := w.secret(invitation.ID)
	_, err := w.remove().Do(t.Context(), admin.ID(), whole(organisation), inviter.ID())
	w.must(err)
	people := w.directory.People()
	_, err = w.register().Do(t.Context(), invitation.ID, registration(secret))
	w.refused("registration", err, access.InvitationNotAuthorised)
	if w.directory.People() != people {
		t.Error("an identity was made")
	}
}
