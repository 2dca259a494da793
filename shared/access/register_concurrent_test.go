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
func holdDirectory(f *fixture.Fixture, held string) (letGo func()) {
	gate := make(chan struct{})
	var first atomic.Bool
	f.Directory.Around = func(call string, do func() error) error {
		if call == held && first.CompareAndSwap(false, true) {
			<-gate
		}
		return do()
	}
	return func() { close(gate) }
}

// registerLater registers in another goroutine and sends the result.
func registerLater(f *fixture.Fixture, id access.InvitationID, token string) <-chan error {
	outcome := make(chan error, 1)
	go func() {
		_, err := f.Register().Do(f.Context(), id, fixture.Registration(token))
		outcome <- err
	}()
	return outcome
}

// heldRegistration makes an invitation, and lets a first registration wait in a call to the
// directory. It runs in a synctest bubble.
func heldRegistration(t *testing.T, held string) (f *fixture.Fixture, invitation access.Invitation, token string, first <-chan error, letGo func()) {
	t.Helper()
	f = fixture.New(t, memory.New())
	organisation, admin := f.Organisation("admin", false)
	invitation = f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token = f.Token(invitation.ID)
	letGo = holdDirectory(f, held)
	first = registerLater(f, invitation.ID, token)
	synctest.Wait()
	return f, invitation, token, first, letGo
}

// TestRegisterTwiceAtOnce checks that the second of two clicks waits for the
// first one and gets its outcome.
func TestRegisterTwiceAtOnce(t *testing.T) {
	for _, held := range []string{"Create", "SetPassword"} {
		synctest.Test(t, func(t *testing.T) {
			f, invitation, token, first, letGo := heldRegistration(t, held)
			second := registerLater(f, invitation.ID, token)
			synctest.Wait()
			letGo()
			f.WantRefusal("the first", <-first, "")
			f.WantRefusal("the second", <-second, access.InvitationAccepted)
			if f.Directory.People() != 2 || f.Directory.Passwords() != 2 {
				t.Errorf("%s: %d identities, %d passwords were set", held, f.Directory.People(), f.Directory.Passwords())
			}
		})
	}
}

// TestRegisterAfterConcurrentAcceptance lets another registration of the link
// accept right after the invitation was read. The answer comes without a pause.
func TestRegisterAfterConcurrentAcceptance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
		token := f.Token(invitation.ID)
		register := f.Register()
		register.Store = &fixture.Between{Store: f.Store, AfterInvitation: func() {
			_, err := f.Register().Do(f.Context(), invitation.ID, fixture.Registration(token))
			f.Must(err)
		}}
		began := time.Now()
		_, err := register.Do(f.Context(), invitation.ID, fixture.Registration(token))
		f.WantRefusal("the second", err, access.InvitationAccepted)
		if waited := time.Since(began); waited > 0 {
			t.Errorf("it waited for %s", waited)
		}
	})
}

// TestRegisterTwoInvitationsAtOnce checks that of two invitations to one address,
// the second is for the user whom the first one created.
func TestRegisterTwoInvitationsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fixture.New(t, memory.New())
		here, admin := f.Organisation("admin", false)
		there, other := f.Organisation("other", false)
		one, two := f.Invited(admin, fixture.Whole(here), "ada", fixture.Viewer), f.Invited(other, fixture.Whole(there), "ADA", fixture.Signer)
		tokens := []string{f.Token(one.ID), f.Token(two.ID)}
		letGo := holdDirectory(f, "SetPassword")
		first := registerLater(f, one.ID, tokens[0])
		synctest.Wait()
		second := registerLater(f, two.ID, tokens[1])
		synctest.Wait()
		letGo()
		f.WantRefusal("the first", <-first, "")
		f.WantRefusal("the second", <-second, access.AlreadyRegistered)
	})
}

// TestRegisterWhileAnotherHangs checks that the second registration is refused as
// unavailable before its time is up.
func TestRegisterWhileAnotherHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, invitation, token, first, letGo := heldRegistration(t, "SetPassword")
		began := time.Now()
		_, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
		f.WantRefusal("the second", err, access.Unavailable)
		if waited := time.Since(began); waited < time.Second || waited > 10*time.Second {
			t.Errorf("it waited for %s", waited)
		}
		letGo()
		f.WantRefusal("the first", <-first, "")
	})
}

// TestRegisterAfterRefusedRegistration checks that a registration that waits for
// a refused one continues at once.
func TestRegisterAfterRefusedRegistration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fixture.New(t, memory.New())
		here, admin := f.Organisation("admin", false)
		there, other := f.Organisation("other", false)
		one, two := f.Invited(admin, fixture.Whole(here), "ada", fixture.Viewer), f.Invited(other, fixture.Whole(there), "ada", fixture.Signer)
		tokens := []string{f.Token(one.ID), f.Token(two.ID)}
		letGo := holdDirectory(f, "SetPassword")
		first := registerLater(f, one.ID, tokens[0])
		synctest.Wait()
		second := registerLater(f, two.ID, tokens[1])
		synctest.Wait()
		f.Must(f.Revoke().Do(t.Context(), admin.ID(), here.ID, one.ID))
		letGo()
		f.WantRefusal("the first", <-first, access.InvitationRevoked)
		f.WantRefusal("the second", <-second, "")
		ada, ok := f.Directory.SignIn(two.Email, fixture.Password)
		if held := f.HeldRoles(ada, there); !ok || held != string(fixture.Signer) || f.HeldRoles(ada, here) != "" || f.Directory.People() != 3 {
			t.Errorf("signs in: %t, holds %q, %d identities", ok, held, f.Directory.People())
		}
	})
}

// TestRegisterWhileInviteeSignsIn checks that no registration sets the password
// of somebody who has become a user. An invitee who signs in after an interrupted
// registration and accepts while another one is running waits for that one.
func TestRegisterWhileInviteeSignsIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fixture.New(t, memory.New())
		organisation, admin := f.Organisation("admin", false)
		invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
		token := f.Token(invitation.ID)
		f.BreakDirectory("SetPassword", true)
		_, err := f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token))
		f.WantRefusal("interrupted", err, access.Unavailable)
		ada, ok := f.Directory.SignIn(invitation.Email, fixture.Password)
		if !ok {
			t.Fatal("nobody signs in with the password that was set")
		}
		letGo := holdDirectory(f, "SetPassword")
		registering := make(chan error, 1)
		go func() {
			again := fixture.Registration(token)
			again.Password = "Another choice, 2"
			_, err := f.Register().Do(t.Context(), invitation.ID, again)
			registering <- err
		}()
		synctest.Wait()
		accepting := make(chan error, 1)
		go func() {
			_, err := f.Accept().Do(t.Context(), ada, invitation.ID, access.AcceptRequest{Token: token})
			accepting <- err
		}()
		time.Sleep(time.Millisecond) // of the bubble's clock, so that the acceptance finds the reservation
		letGo()
		f.WantRefusal("the registration", <-registering, "")
		f.WantRefusal("the acceptance", <-accepting, access.AlreadyGranted)
	})
}
