package access_test

import (
	"fmt"
	"testing"
	"time"

	"admit/shared/access"
)

// TestRegisterBreaksOffAndIsRepeated: wherever it broke off, the next try ends
// it, with the password of that try.
func TestRegisterBreaksOffAndIsRepeated(t *testing.T) {
	for _, call := range []string{"Create", "Activate"} {
		for _, effect := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, effect %t", call, effect), func(t *testing.T) {
				w := inMemory(t)
				organisation, admin := w.organisation("admin", false)
				invitation := w.invited(admin, whole(organisation), "ada", viewer)
				w.repeats(invitation, call, effect)
				chosen := password
				if call == "Activate" && effect {
					chosen = firstChoice
				}
				ada, _ := w.directory.SignIn(invitation.Email, chosen)
				if held := w.held(ada, organisation); held != string(viewer) {
					t.Errorf("who signs in holds %q", held)
				}
				if n := len(w.recorded(organisation, access.AccessGranted)); n != 2 {
					t.Errorf("%d grants on record, want 2", n)
				}
			})
		}
	}
}

// firstChoice is the password of a registration that breaks off.
const firstChoice = "A first choice, 1"

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
	tries("broken off", firstChoice, access.Unavailable)
	w.directory.Around = nil
	if call == "Activate" && !effect {
		shown, err := w.preview().Do(w.Context(), i.ID, secret)
		w.refused("the page, opened again", err, "")
		if shown.HasUser {
			w.Error("the page sends a person to sign in who has no password")
		}
		tries("another try, while the first may be alive", password, access.Unavailable)
	}
	w.pass(time.Minute)
	if call == "Activate" && effect {
		tries("it was finished", password, access.InvitationAccepted)
	} else {
		tries("the repetition", password, "")
	}
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

// TestRegisterBrokenOffIsNotFinishedForEver: after the invitation's time, and
// after the access was removed, there is nothing to finish.
func TestRegisterBrokenOffIsNotFinishedForEver(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	brokenOff := func(name string) (access.Invitation, string) {
		invitation := w.invited(admin, whole(organisation), name, viewer)
		return invitation, w.breaksOff(invitation)
	}
	removed, secret := brokenOff("removed")
	_, err := w.remove().Do(t.Context(), admin.ID(), whole(organisation), w.invitation(removed.ID).AcceptedBy)
	w.must(err)
	w.pass(time.Minute)
	_, err = w.register().Do(t.Context(), removed.ID, registration(secret))
	w.refused("after the removal", err, access.InvitationAccepted)

	late, secret := brokenOff("late")
	w.set(late.ExpiresAt)
	_, err = w.register().Do(t.Context(), late.ID, registration(secret))
	w.refused("at the invitation's end", err, access.InvitationAccepted)
	if w.directory.Passwords() != 1 {
		t.Error("a password was set")
	}
}

// breaksOff registers, as far as everything but the password.
func (w *world) breaksOff(i access.Invitation) (secret string) {
	w.Helper()
	secret = w.secret(i.ID)
	w.breaksAt("Activate", false)
	_, err := w.register().Do(w.Context(), i.ID, registration(secret))
	w.refused("broken off", err, access.Unavailable)
	w.directory.Around = nil
	return secret
}

// TestRegisterBrokenOffIsFinishedByALaterInvitation: whoever has a user and no
// password, long after the first invitation, registers with the next one.
func TestRegisterBrokenOffIsFinishedByALaterInvitation(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	elsewhere, other := w.organisation("other", false)
	first := w.invited(admin, whole(organisation), "ada", viewer)
	oldSecret := w.breaksOff(first)
	next := w.invited(other, whole(elsewhere), "ada", signer)
	_, err := w.register().Do(t.Context(), next.ID, registration(w.secret(next.ID)))
	w.refused("while the first registration may be alive", err, access.Unavailable)

	w.set(first.ExpiresAt.Add(-time.Hour))
	next = w.resent(other, next)
	w.set(first.ExpiresAt.Add(time.Hour))
	secret := w.secret(next.ID)
	shown, err := w.preview().Do(t.Context(), next.ID, secret)
	if err != nil || shown.HasUser {
		t.Errorf("the page sends a person to sign in (%t) who has no password (%v)", shown.HasUser, err)
	}
	if w.breaksOff(next) != secret {
		t.Error("it took another mail")
	}
	w.pass(time.Minute)
	accepted, err := w.register().Do(t.Context(), next.ID, registration(secret))
	w.must(err)
	ada, ok := w.directory.SignIn(next.Email, password)
	if held := w.held(ada, organisation) + " " + w.held(ada, elsewhere); !ok || ada.ID() != accepted.User.ID || held != "audit-viewer signing-editor" {
		t.Errorf("signs in: %t, holds %q", ok, held)
	}
	for id, secret := range map[access.InvitationID]string{first.ID: oldSecret, next.ID: secret} {
		_, err := w.register().Do(t.Context(), id, registration(secret))
		w.refused("once more", err, access.InvitationAccepted)
	}
	third := w.invited(admin, whole(organisation), "ada", biller)
	_, err = w.register().Do(t.Context(), third.ID, registration(w.secret(third.ID)))
	w.refused("one more registration", err, access.AlreadyRegistered)
	if w.directory.Passwords() != 3 {
		t.Errorf("%d passwords were set, want those of two administrators and one", w.directory.Passwords())
	}
}

// TestRegisterIsNotForSomebodyElsesUser: an identity that was made anew for an
// address is not the user who has that address.
func TestRegisterIsNotForSomebodyElsesUser(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	invitation := w.invited(admin, whole(organisation), "ada", signer)
	secret := w.secret(invitation.ID)
	w.must(w.directory.Delete(t.Context(), ada.Subject))
	for _, anew := range []bool{false, true} {
		if anew {
			_, err := w.directory.Create(t.Context(), invitation.Email, "Eve", "")
			w.must(err)
		}
		w.pass(time.Minute)
		_, err := w.register().Do(t.Context(), invitation.ID, registration(secret))
		w.refused("registration", err, access.AlreadyRegistered)
		if shown, err := w.preview().Do(t.Context(), invitation.ID, secret); err != nil || !shown.HasUser {
			t.Errorf("the page lets a person register who has a user (%v)", err)
		}
	}
}
