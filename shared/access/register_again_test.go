package access_test

import (
	"fmt"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestRegisterBreaksOffAndIsRepeated: wherever it broke off, the next try ends
// it at once, with the password of that try.
func TestRegisterBreaksOffAndIsRepeated(t *testing.T) {
	for _, call := range []string{"Create", "Activate"} {
		for _, effect := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, effect %t", call, effect), func(t *testing.T) {
				w := fixture.InMemory(t)
				organisation, admin := w.Organisation("admin", false)
				invitation := w.Invited(admin, whole(organisation), "ada", viewer)
				repeatRegistration(w, invitation, call, effect)
				ada, ok := w.Directory.SignIn(invitation.Email, password)
				if held := w.HeldRoles(ada, organisation); !ok || held != string(viewer) {
					t.Errorf("signs in: %t, holds %q", ok, held)
				}
				if n := len(w.EventsOfType(organisation, access.EventAccessGranted)); n != 2 {
					t.Errorf("%d grants on record, want 2", n)
				}
			})
		}
	}
}

// repeatRegistration registers three times. The first try breaks off at a call to
// the identity provider, before its effect or after it.
func repeatRegistration(w *fixture.Fixture, i access.Invitation, call string, effect bool) {
	w.Helper()
	secret := w.Token(i.ID)
	tries := func(what, choice string, want access.Kind) {
		request := registration(secret)
		request.Password = choice
		_, err := w.Register().Do(w.Context(), i.ID, request)
		w.WantRefusal(what, err, want)
	}
	w.BreakDirectory(call, effect)
	tries("broken off", "A first choice, 1", access.Unavailable)
	w.Directory.Around = nil
	if status := w.Invitation(i.ID).Status; status != access.Pending {
		w.Errorf("the invitation is %s before its user can sign in", status)
	}
	shown, err := w.Preview().Do(w.Context(), i.ID, secret)
	w.WantRefusal("the page, opened again", err, "")
	if shown.HasUser {
		w.Error("the page asks a person to sign in who has not registered")
	}
	tries("the repetition", password, "")
	tries("once more", "Another 1 password", access.InvitationAccepted)
}

// TestRegisterNeedsNoMark: once a user exists, it does not matter whether the
// directory has marked the identity. No link gets hold of it.
func TestRegisterNeedsNoMark(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	elsewhere, other := w.Organisation("other", false)
	w.BreakDirectory("Finish", false)
	ada := w.Join(w.Invited(admin, whole(organisation), "ada", viewer))
	next := w.Invited(other, whole(elsewhere), "ada", signer)
	secret := w.Token(next.ID)
	shown, err := w.Preview().Do(t.Context(), next.ID, secret)
	if err != nil || !shown.HasUser {
		t.Errorf("the page asks somebody to register who has a user (%v)", err)
	}
	_, err = w.Register().Do(t.Context(), next.ID, registration(secret))
	w.WantRefusal("one more registration", err, access.AlreadyRegistered)
	_, err = w.Accept().Do(t.Context(), ada, next.ID, secret)
	w.WantRefusal("acceptance", err, "")
	if w.Directory.Passwords() != 3 {
		t.Errorf("%d passwords were set, want those of three people", w.Directory.Passwords())
	}
}

// TestRegisterBrokenOffIsAcceptedBySigningIn: whoever has set a password may use
// it, and need not repeat the registration.
func TestRegisterBrokenOffIsAcceptedBySigningIn(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	secret := w.Token(invitation.ID)
	w.BreakDirectory("Activate", true)
	_, err := w.Register().Do(t.Context(), invitation.ID, registration(secret))
	w.WantRefusal("broken off", err, access.Unavailable)
	w.Directory.Around = nil
	ada, ok := w.Directory.SignIn(invitation.Email, password)
	_, err = w.Accept().Do(t.Context(), ada, invitation.ID, secret)
	w.WantRefusal("acceptance", err, "")
	if held := w.HeldRoles(ada, organisation); !ok || held != string(viewer) {
		t.Errorf("signs in: %t, holds %q", ok, held)
	}
	next := w.Invited(admin, whole(organisation), "ada", signer)
	_, err = w.Register().Do(t.Context(), next.ID, registration(w.Token(next.ID)))
	w.WantRefusal("one more registration", err, access.AlreadyRegistered)
}

// TestRegisterBrokenOffLocksNobodyOut: whoever has no password lacks every role,
// and a new mail is all that is needed.
func TestRegisterBrokenOffLocksNobodyOut(t *testing.T) {
	for name, again := range map[string]func(w *fixture.Fixture, by access.Caller, i access.Invitation) (access.Invitation, error){
		"invited again": func(w *fixture.Fixture, by access.Caller, i access.Invitation) (access.Invitation, error) {
			return w.Invite().Do(w.Context(), by.ID(), i.Scope.Organisation, access.InviteRequest{Email: mailbox("ADA"), Roles: i.Roles}, "")
		},
		"resent": func(w *fixture.Fixture, by access.Caller, i access.Invitation) (access.Invitation, error) {
			return w.Resend().Do(w.Context(), by.ID(), i.Scope.Organisation, i.ID, "")
		},
		"appointed": func(w *fixture.Fixture, _ access.Caller, i access.Invitation) (access.Invitation, error) {
			return w.InviteAdministrator().Do(w.Context(), i.Scope.Organisation, access.InviteRequest{Email: mailbox("ada")})
		},
	} {
		for _, passed := range []time.Duration{time.Second, access.OpenFor} {
			t.Run(fmt.Sprintf("%s after %s", name, passed), func(t *testing.T) {
				w := fixture.InMemory(t)
				organisation, admin := w.Organisation("admin", false)
				first := w.Invited(admin, whole(organisation), "ada", organisationAdmin)
				secret := w.BreakOffRegistration(first)
				w.Pass(passed)
				if passed == access.OpenFor {
					wantExpiredLink(w, first, secret)
				} else if name == "invited again" {
					w.Must(w.Revoke().Do(t.Context(), admin.ID(), organisation.ID, first.ID))
				}
				next, err := again(w, admin, first)
				w.Must(err)
				finishRegistration(w, next, organisation)
			})
		}
	}
}

// wantExpiredLink checks that the old link has expired.
func wantExpiredLink(w *fixture.Fixture, i access.Invitation, secret string) {
	w.Helper()
	_, err := w.Preview().Do(w.Context(), i.ID, secret)
	w.WantRefusal("the old link's page", err, access.InvitationExpired)
	_, err = w.Register().Do(w.Context(), i.ID, registration(secret))
	w.WantRefusal("the old link", err, access.InvitationExpired)
}

// finishRegistration registers with the link of a later mail, which asks the
// person to sign up.
func finishRegistration(w *fixture.Fixture, i access.Invitation, organisation access.Organisation) {
	w.Helper()
	secret := w.Token(i.ID)
	if mails := w.Postbox.Mails(i.ID); mails[len(mails)-1].HasUser {
		w.Error("the mail asks somebody to sign in who has no password")
	}
	shown, err := w.Preview().Do(w.Context(), i.ID, secret)
	if err != nil || shown.HasUser {
		w.Errorf("the page asks somebody to sign in who has no password (%v)", err)
	}
	_, err = w.Register().Do(w.Context(), i.ID, registration(secret))
	w.Must(err)
	ada, ok := w.Directory.SignIn(i.Email, password)
	if held := w.HeldRoles(ada, organisation); !ok || held != string(organisationAdmin) || w.Directory.People() != 2 {
		w.Errorf("signs in: %t, holds %q, %d identities", ok, held, w.Directory.People())
	}
	if n := len(w.EventsOfType(organisation, access.EventAccessGranted)); n != 2 {
		w.Errorf("%d grants on record, want those of two people", n)
	}
}

// TestRegisterIsNotForSomebodyElsesUser: an identity that was made anew for an
// address is not the user who has that address, and one whose user had another
// address is that user's still.
func TestRegisterIsNotForSomebodyElsesUser(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	ada := w.Member(whole(organisation), "ada", viewer)
	w.Must(w.Directory.Delete(t.Context(), ada.Subject))
	refused := func(what string, i access.Invitation) {
		secret, passwords := w.Token(i.ID), w.Directory.Passwords()
		_, err := w.Register().Do(t.Context(), i.ID, registration(secret))
		w.WantRefusal("registration, "+what, err, access.AlreadyRegistered)
		if shown, err := w.Preview().Do(t.Context(), i.ID, secret); err != nil || !shown.HasUser || w.Directory.Passwords() != passwords {
			t.Errorf("%s: the page lets a person register who has a user (%v), or a password was set", what, err)
		}
	}
	invitation := w.Invited(admin, whole(organisation), "ada", signer)
	refused("deleted", invitation)
	_, _, err := w.Directory.Create(t.Context(), address(t, mailbox("ada")), "Eve", "")
	w.Must(err)
	refused("made anew", invitation)

	w.BreakDirectory("Finish", false) // the mark alone would let a link have it
	bob := w.Member(whole(organisation), "bob", viewer)
	w.Directory.Moves(bob.Subject, address(t, mailbox("robert")))
	refused("moved", w.Invited(admin, whole(organisation), "robert", viewer))
}
