package access_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// holdDirectory makes the first call of a kind to the directory wait until letGo
// is called.
func holdDirectory(w *fixture.Fixture, held string) (letGo func()) {
	gate := make(chan struct{})
	var first atomic.Bool
	w.Directory.Around = func(call string, do func() error) error {
		if call == held && first.CompareAndSwap(false, true) {
			<-gate
		}
		return do()
	}
	return func() { close(gate) }
}

// registerLater registers in another goroutine and sends the result.
func registerLater(w *fixture.Fixture, id access.InvitationID, secret string) <-chan error {
	outcome := make(chan error, 1)
	go func() {
		_, err := w.Register().Do(w.Context(), id, registration(secret))
		outcome <- err
	}()
	return outcome
}

// TestRegisterTwiceAtOnce: the second of two clicks waits for the first one, and
// is told what came of it.
func TestRegisterTwiceAtOnce(t *testing.T) {
	for _, held := range []string{"Create", "Activate"} {
		synctest.Test(t, func(t *testing.T) {
			w := fixture.New(t, memory.New())
			organisation, admin := w.Organisation("admin", false)
			invitation := w.Invited(admin, whole(organisation), "ada", viewer)
			secret := w.Token(invitation.ID)
			letGo := holdDirectory(w, held)
			first := registerLater(w, invitation.ID, secret)
			synctest.Wait()
			second := registerLater(w, invitation.ID, secret)
			synctest.Wait()
			letGo()
			w.WantRefusal("the first", <-first, "")
			w.WantRefusal("the second", <-second, access.InvitationAccepted)
			if w.Directory.People() != 2 || w.Directory.Passwords() != 2 {
				t.Errorf("%s: %d identities, %d passwords were set", held, w.Directory.People(), w.Directory.Passwords())
			}
		})
	}
}

// TestRegisterWhatWasJustAccepted: another registration of the link accepts after
// the invitation was read, and before the address is seen to have a user.
func TestRegisterWhatWasJustAccepted(t *testing.T) {
	w := fixture.New(t, memory.New())
	organisation, admin := w.Organisation("admin", false)
	invitation := w.Invited(admin, whole(organisation), "ada", viewer)
	secret := w.Token(invitation.ID)
	register := w.Register()
	register.Store = &fixture.Between{Store: w.Store, BeforePlace: func() {
		_, err := w.Register().Do(w.Context(), invitation.ID, registration(secret))
		w.Must(err)
	}}
	_, err := register.Do(w.Context(), invitation.ID, registration(secret))
	w.WantRefusal("the second", err, access.InvitationAccepted)
}

// TestRegisterTwoInvitationsAtOnce: of two invitations to one address, the second
// is for the user whom the first one made.
func TestRegisterTwoInvitationsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fixture.New(t, memory.New())
		here, admin := w.Organisation("admin", false)
		there, other := w.Organisation("other", false)
		one, two := w.Invited(admin, whole(here), "ada", viewer), w.Invited(other, whole(there), "ADA", signer)
		secrets := []string{w.Token(one.ID), w.Token(two.ID)}
		letGo := holdDirectory(w, "Activate")
		first := registerLater(w, one.ID, secrets[0])
		synctest.Wait()
		second := registerLater(w, two.ID, secrets[1])
		synctest.Wait()
		letGo()
		w.WantRefusal("the first", <-first, "")
		w.WantRefusal("the second", <-second, access.AlreadyRegistered)
	})
}

// TestRegisterWhileAnotherHangs asks to try again, in time for an answer.
func TestRegisterWhileAnotherHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("admin", false)
		invitation := w.Invited(admin, whole(organisation), "ada", viewer)
		secret := w.Token(invitation.ID)
		letGo := holdDirectory(w, "Activate")
		first := registerLater(w, invitation.ID, secret)
		synctest.Wait()
		began := time.Now()
		_, err := w.Register().Do(t.Context(), invitation.ID, registration(secret))
		w.WantRefusal("the second", err, access.Unavailable)
		if waited := time.Since(began); waited < time.Second || waited > 10*time.Second {
			t.Errorf("it waited for %s", waited)
		}
		letGo()
		w.WantRefusal("the first", <-first, "")
	})
}

// TestRegisterTakesItsTurn: who waits for a registration that is refused is next,
// at once.
func TestRegisterTakesItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fixture.New(t, memory.New())
		here, admin := w.Organisation("admin", false)
		there, other := w.Organisation("other", false)
		one, two := w.Invited(admin, whole(here), "ada", viewer), w.Invited(other, whole(there), "ada", signer)
		secrets := []string{w.Token(one.ID), w.Token(two.ID)}
		letGo := holdDirectory(w, "Activate")
		first := registerLater(w, one.ID, secrets[0])
		synctest.Wait()
		second := registerLater(w, two.ID, secrets[1])
		synctest.Wait()
		w.Must(w.Revoke().Do(t.Context(), admin.ID(), here.ID, one.ID))
		letGo()
		w.WantRefusal("the first", <-first, access.InvitationRevoked)
		w.WantRefusal("the second", <-second, "")
		ada, ok := w.Directory.SignIn(two.Email, password)
		if held := w.HeldRoles(ada, there); !ok || held != string(signer) || w.HeldRoles(ada, here) != "" || w.Directory.People() != 3 {
			t.Errorf("signs in: %t, holds %q, %d identities", ok, held, w.Directory.People())
		}
	})
}

// TestRegisterWhileItsPersonSignsIn: no registration sets the password of somebody
// who has become a user. Whoever signs in after a registration that broke off, and
// accepts while another one is under way, waits for that.
func TestRegisterWhileItsPersonSignsIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fixture.New(t, memory.New())
		organisation, admin := w.Organisation("admin", false)
		invitation := w.Invited(admin, whole(organisation), "ada", viewer)
		secret := w.Token(invitation.ID)
		w.BreakDirectory("Activate", true)
		_, err := w.Register().Do(t.Context(), invitation.ID, registration(secret))
		w.WantRefusal("broken off", err, access.Unavailable)
		ada, ok := w.Directory.SignIn(invitation.Email, password)
		if !ok {
			t.Fatal("nobody signs in with the password that was set")
		}
		letGo := holdDirectory(w, "Activate")
		registering := make(chan error, 1)
		go func() {
			again := registration(secret)
			again.Password = "Another choice, 2"
			_, err := w.Register().Do(t.Context(), invitation.ID, again)
			registering <- err
		}()
		synctest.Wait()
		accepting := make(chan error, 1)
		go func() {
			_, err := w.Accept().Do(t.Context(), ada, invitation.ID, secret)
			accepting <- err
		}()
		time.Sleep(time.Millisecond) // of the bubble's clock: the acceptance meets the reservation
		letGo()
		w.WantRefusal("the registration", <-registering, "")
		w.WantRefusal("the acceptance", <-accepting, access.AlreadyGranted)
	})
}
