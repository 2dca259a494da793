package access_test

import (
	"fmt"
	"testing"
	"time"

	"admit/shared/access"
)

// TestRegisterBreaksOffAndIsRepeated: wherever it broke off, the next try ends
// it at once, with the password of that try.
func TestRegisterBreaksOffAndIsRepeated(t *testing.T) {
	for _, call := range []string{"Create", "Activate"} {
		for _, effect := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, effect %t", call, effect), func(t *testing.T) {
				w := inMemory(t)
				organisation, admin := w.organisation("admin", false)
				invitation := w.invited(admin, whole(organisation), "ada", viewer)
				w.repeats(invitation, call, effect)
				ada, ok := w.directory.SignIn(invitation.Email, password)
				if held := w.held(ada, organisation); !ok || held != string(viewer) {
					t.Errorf("signs in: %t, holds %q", ok, held)
				}
				if n := len(w.recorded(organisation, access.AccessGranted)); n != 2 {
					t.Errorf("%d grants on record, want 2", n)
				}
			})
		}
	}
}

// repeats registers twice and once more: the first try breaks off at a call,
// which has its effect or not.
func (w *world) repeats(i access.Invitation, call string, effect bool) {
	w.Helper()
	secret := w.secret(i.ID)
	tries := func(what, choice string, want access.Kind) {
		request := registration(secret)
		request.Password = choice
		_, err := w.register().Do(w.Context(), i.ID, request)
		w.refused(what, err, want)
	}
	w.breaksAt(call, effect)
	tries("broken off", "A first choice, 1", access.Unavailable)
	w.directory.Around = nil
	if status := w.invitation(i.ID).Status; status != access.Pending {
		w.Errorf("the invitation is %s before its user can sign in", status)
	}
	shown, err := w.preview().Do(w.Context(), i.ID, secret)
	w.refused("the page, opened again", err, "")
	if shown.HasUser {
		w.Error("the page asks a person to sign in who has not registered")
	}
	tries("the repetition", password, "")
	tries("once more", "Another 1 password", access.InvitationAccepted)
}

// breaksAt lets a call to the identity provider fail, before its effect or after.
func (w *world) breaksAt(broken string, effect bool) {
	w.directory.Around = func(call string, do func() error) error {
		if call != broken {
			return do()
		}
		if effect {
			_ = do()
		}
		return errDirectory
	}
}

// breaksOff registers as far as everything but the password.
func (w *world) breaksOff(i access.Invitation) (secret string) {
	w.Helper()
	secret = w.secret(i.ID)
	w.breaksAt("Activate", false)
	_, err := w.register().Do(w.Context(), i.ID, registration(secret))
	w.refused("broken off", err, access.Unavailable)
	w.directory.Around = nil
	return secret
}

// TestRegisterNeedsNoMark: once a user exists, it does not matter whether the
// directory has marked the identity. No link gets hold of it.
func TestRegisterNeedsNoMark(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	elsewhere, other := w.organisation("other", false)
	w.breaksAt("Finish", false)
	ada := w.takes(w.invited(admin, whole(organisation), "ada", viewer))
	next := w.invited(other, whole(elsewhere), "ada", signer)
	secret := w.secret(next.ID)
	shown, err := w.preview().Do(t.Context(), next.ID, secret)
	if err != nil || !shown.HasUser {
		t.Errorf("the page asks somebody to register who has a user (%v)", err)
	}
	_, err = w.register().Do(t.Context(), next.ID, registration(secret))
	w.refused("one more registration", err, access.AlreadyRegistered)
	_, err = w.accept().Do(t.Context(), ada, next.ID, secret)
	w.refused("acceptance", err, "")
	if w.directory.Passwords() != 3 {
		t.Errorf("%d passwords were set, want those of three people", w.directory.Passwords())
	}
}

// TestRegisterBrokenOffIsAcceptedBySigningIn: whoever has set a password may use
// it, and need not repeat the registration.
func TestRegisterBrokenOffIsAcceptedBySigningIn(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	secret := w.secret(invitation.ID)
	w.breaksAt("Activate", true)
	_, err := w.register().Do(t.Context(), invitation.ID, registration(secret))
	w.refused("broken off", err, access.Unavailable)
	w.directory.Around = nil
	ada, ok := w.directory.SignIn(invitation.Email, password)
	_, err = w.accept().Do(t.Context(), ada, invitation.ID, secret)
	w.refused("acceptance", err, "")
	if held := w.held(ada, organisation); !ok || held != string(viewer) {
		t.Errorf("signs in: %t, holds %q", ok, held)
	}
	next := w.invited(admin, whole(organisation), "ada", signer)
	_, err = w.register().Do(t.Context(), next.ID, registration(w.secret(next.ID)))
	w.refused("one more registration", err, access.AlreadyRegistered)
}

// TestRegisterBrokenOffLocksNobodyOut: whoever has no password lacks every role,
// and a new mail is all that is needed.
func TestRegisterBrokenOffLocksNobodyOut(t *testing.T) {
	for name, again := range map[string]func(w *world, by access.Caller, i access.Invitation) (access.Invitation, error){
		"invited again": func(w *world, by access.Caller, i access.Invitation) (access.Invitation, error) {
			return w.invite().Do(w.Context(), by.ID(), i.Scope.Organisation, access.InviteRequest{Email: mailbox("ADA"), Roles: i.Roles}, "")
		},
		"resent": func(w *world, by access.Caller, i access.Invitation) (access.Invitation, error) {
			return w.resend().Do(w.Context(), by.ID(), i.Scope.Organisation, i.ID, "")
		},
		"appointed": func(w *world, _ access.Caller, i access.Invitation) (access.Invitation, error) {
			return w.appoint().Do(w.Context(), i.Scope.Organisation, access.InviteRequest{Email: mailbox("ada")})
		},
	} {
		for _, passed := range []time.Duration{time.Second, access.OpenFor} {
			t.Run(fmt.Sprintf("%s after %s", name, passed), func(t *testing.T) {
				w := inMemory(t)
				organisation, admin := w.organisation("admin", false)
				first := w.invited(admin, whole(organisation), "ada", organisationAdmin)
				secret := w.breaksOff(first)
				w.pass(passed)
				if passed == access.OpenFor {
					w.isOver(first, secret)
				} else if name == "invited again" {
					w.must(w.revoke().Do(t.Context(), admin.ID(), organisation.ID, first.ID))
				}
				next, err := again(w, admin, first)
				w.must(err)
				w.finishes(next, organisation)
			})
		}
	}
}

// isOver: the old link says that it has expired.
func (w *world) isOver(i access.Invitation, secret string) {
	w.Helper()
	_, err := w.preview().Do(w.Context(), i.ID, secret)
	w.refused("the old link's page", err, access.InvitationExpired)
	_, err = w.register().Do(w.Context(), i.ID, registration(secret))
	w.refused("the old link", err, access.InvitationExpired)
}

// finishes registers with a later mail, which asks to sign up.
func (w *world) finishes(i access.Invitation, organisation access.Organisation) {
	w.Helper()
	secret := w.secret(i.ID)
	if mails := w.postbox.Mails(i.ID); mails[len(mails)-1].HasUser {
		w.Error("the mail asks somebody to sign in who has no password")
	}
	shown, err := w.preview().Do(w.Context(), i.ID, secret)
	if err != nil || shown.HasUser {
		w.Errorf("the page asks somebody to sign in who has no password (%v)", err)
	}
	_, err = w.register().Do(w.Context(), i.ID, registration(secret))
	w.must(err)
	ada, ok := w.directory.SignIn(i.Email, password)
	if held := w.held(ada, organisation); !ok || held != string(organisationAdmin) || w.directory.People() != 2 {
		w.Errorf("signs in: %t, holds %q, %d identities", ok, held, w.directory.People())
	}
	if n := len(w.recorded(organisation, access.AccessGranted)); n != 2 {
		w.Errorf("%d grants on record, want those of two people", n)
	}
}

// TestRegisterIsNotForSomebodyElsesUser: an identity that was made anew for an
// address is not the user who has that address, and one whose user had another
// address is that user's still.
func TestRegisterIsNotForSomebodyElsesUser(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	w.must(w.directory.Delete(t.Context(), ada.Subject))
	refused := func(what string, i access.Invitation) {
		secret, passwords := w.secret(i.ID), w.directory.Passwords()
		_, err := w.register().Do(t.Context(), i.ID, registration(secret))
		w.refused("registration, "+what, err, access.AlreadyRegistered)
		if shown, err := w.preview().Do(t.Context(), i.ID, secret); err != nil || !shown.HasUser || w.directory.Passwords() != passwords {
			t.Errorf("%s: the page lets a person register who has a user (%v), or a password was set", what, err)
		}
	}
	invitation := w.invited(admin, whole(organisation), "ada", signer)
	refused("deleted", invitation)
	_, _, err := w.directory.Create(t.Context(), address(t, mailbox("ada")), "Eve", "")
	w.must(err)
	refused("made anew", invitation)

	w.breaksAt("Finish", false) // the mark alone would let a link have it
	bob := w.member(whole(organisation), "bob", viewer)
	w.directory.Moves(bob.Subject, address(t, mailbox("robert")))
	refused("moved", w.invited(admin, whole(organisation), "robert", viewer))
}
