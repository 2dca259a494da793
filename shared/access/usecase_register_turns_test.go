package access_test

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
)

// held makes the first call of a kind to the directory wait until it is let go.
func (w *world) holds(held string) (letGo func()) {
	gate := make(chan struct{})
	var first atomic.Bool
	w.directory.Around = func(call string, do func() error) error {
		if call == held && first.CompareAndSwap(false, true) {
			<-gate
		}
		return do()
	}
	return func() { close(gate) }
}

// registersLater registers on its own, and tells what came of it.
func (w *world) registersLater(id access.InvitationID, secret string) <-chan error {
	outcome := make(chan error, 1)
	go func() {
		_, err := w.register().Do(w.Context(), id, registration(secret))
		outcome <- err
	}()
	return outcome
}

// TestRegisterTwiceAtOnce: the second of two clicks waits for the first one, and
// is told what came of it.
func TestRegisterTwiceAtOnce(t *testing.T) {
	for _, held := range []string{"Create", "Activate"} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, inMemoryStore())
			organisation, admin := w.organisation("admin", false)
			invitation := w.invited(admin, whole(organisation), "ada", viewer)
			secret := w.secret(invitation.ID)
			letGo := w.holds(held)
			first := w.registersLater(invitation.ID, secret)
			synctest.Wait()
			second := w.registersLater(invitation.ID, secret)
			synctest.Wait()
			letGo()
			w.refused("the first", <-first, "")
			w.refused("the second", <-second, access.InvitationAccepted)
			if w.directory.People() != 2 || w.directory.Passwords() != 2 {
				t.Errorf("%s: %d identities, %d passwords were set", held, w.directory.People(), w.directory.Passwords())
			}
		})
	}
}

// justBeforePlace is a store in which something happens before a scope is read.
type justBeforePlace struct {
	Store
	happens func()
}

func (s *justBeforePlace) Place(ctx context.Context, q access.PlaceQuery) (access.Place, error) {
	once(&s.happens)
	return s.Store.Place(ctx, q)
}

// TestRegisterWhatWasJustAccepted: another registration of the link accepts after
// the invitation was read, and before the address is seen to have a user.
func TestRegisterWhatWasJustAccepted(t *testing.T) {
	w := newWorld(t, inMemoryStore())
	organisation, admin := w.organisation("admin", false)
	invitation := w.invited(admin, whole(organisation), "ada", viewer)
	secret := w.secret(invitation.ID)
	register := w.register()
	register.Store = &justBeforePlace{w.store, func() {
		_, err := w.register().Do(w.Context(), invitation.ID, registration(secret))
		w.must(err)
	}}
	_, err := register.Do(w.Context(), invitation.ID, registration(secret))
	w.refused("the second", err, access.InvitationAccepted)
}

// TestRegisterTwoInvitationsAtOnce: of two invitations to one address, the second
// is for the user whom the first one made.
func TestRegisterTwoInvitationsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, inMemoryStore())
		here, admin := w.organisation("admin", false)
		there, other := w.organisation("other", false)
		one, two := w.invited(admin, whole(here), "ada", viewer), w.invited(other, whole(there), "ADA", signer)
		secrets := []string{w.secret(one.ID), w.secret(two.ID)}
		letGo := w.holds("Activate")
		first := w.registersLater(one.ID, secrets[0])
		synctest.Wait()
		second := w.registersLater(two.ID, secrets[1])
		synctest.Wait()
		letGo()
		w.refused("the first", <-first, "")
		w.refused("the second", <-second, access.AlreadyRegistered)
	})
}

// TestRegisterWhileAnotherHangs asks to try again, in time for an answer.
func TestRegisterWhileAnotherHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, inMemoryStore())
		organisation, admin := w.organisation("admin", false)
		invitation := w.invited(admin, whole(organisation), "ada", viewer)
		secret := w.secret(invitation.ID)
		letGo := w.holds("Activate")
		first := w.registersLater(invitation.ID, secret)
		synctest.Wait()
		began := time.Now()
		_, err := w.register().Do(t.Context(), invitation.ID, registration(secret))
		w.refused("the second", err, access.Unavailable)
		if waited := time.Since(began); waited < time.Second || waited > 10*time.Second {
			t.Errorf("it waited for %s", waited)
		}
		letGo()
		w.refused("the first", <-first, "")
	})
}

// TestRegisterTakesItsTurn: who waits for a registration that is refused is next,
// at once.
func TestRegisterTakesItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, inMemoryStore())
		here, admin := w.organisation("admin", false)
		there, other := w.organisation("other", false)
		one, two := w.invited(admin, whole(here), "ada", viewer), w.invited(other, whole(there), "ada", signer)
		secrets := []string{w.secret(one.ID), w.secret(two.ID)}
		letGo := w.holds("Activate")
		first := w.registersLater(one.ID, secrets[0])
		synctest.Wait()
		second := w.registersLater(two.ID, secrets[1])
		synctest.Wait()
		w.must(w.revoke().Do(t.Context(), admin.ID(), here.ID, one.ID))
		letGo()
		w.refused("the first", <-first, access.InvitationRevoked)
		w.refused("the second", <-second, "")
		ada, ok := w.directory.SignIn(two.Email, password)
		if held := w.held(ada, there); !ok || held != string(signer) || w.held(ada, here) != "" || w.directory.People() != 3 {
			t.Errorf("signs in: %t, holds %q, %d identities", ok, held, w.directory.People())
		}
	})
}

// TestRegisterWhileItsPersonSignsIn: no registration sets the password of somebody
// who has become a user. Whoever signs in after a registration that broke off, and
// accepts while another one is under way, waits for that.
func TestRegisterWhileItsPersonSignsIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, inMemoryStore())
		organisation, admin := w.organisation("admin", false)
		invitation := w.invited(admin, whole(organisation), "ada", viewer)
		secret := w.secret(invitation.ID)
		w.breaksAt("Activate", true)
		_, err := w.register().Do(t.Context(), invitation.ID, registration(secret))
		w.refused("broken off", err, access.Unavailable)
		ada, ok := w.directory.SignIn(invitation.Email, password)
		if !ok {
			t.Fatal("nobody signs in with the password that was set")
		}
		letGo := w.holds("Activate")
		registering := make(chan error, 1)
		go func() {
			again := registration(secret)
			again.Password = "Another choice, 2"
			_, err := w.register().Do(t.Context(), invitation.ID, again)
			registering <- err
		}()
		synctest.Wait()
		accepting := make(chan error, 1)
		go func() {
			_, err := w.accept().Do(t.Context(), ada, invitation.ID, secret)
			accepting <- err
		}()
		time.Sleep(time.Millisecond) // of the bubble's clock: the acceptance meets the reservation
		letGo()
		w.refused("the registration", <-registering, "")
		w.refused("the acceptance", <-accepting, access.AlreadyGranted)
	})
}

// TestRaceRegistrationsOfOneAddress: there is one identity of an address, also
// where the directory, like an emulator's, lets several creations of it through.
func TestRaceRegistrationsOfOneAddress(t *testing.T) {
	onEachStore(t, func(w *world) {
		rounds := 10
		if _, ok := w.store.(table); ok {
			rounds = 3 // its calls take their time
		}
		here, admin := w.organisation("admin", false)
		there, other := w.organisation("other", false)
		for round := range rounds {
			name := fmt.Sprint("ada-", round)
			invitations := []access.Invitation{w.invited(admin, whole(here), name, viewer), w.invited(other, whole(there), name, viewer)}
			secrets := []string{w.secret(invitations[0].ID), w.secret(invitations[1].ID)}
			people := w.directory.People()
			w.directory.Between = meeting(len(invitations))
			w.only(answers(2*len(invitations), func(n int) error {
				return persist(func() error {
					_, err := w.register().Do(w.Context(), invitations[n%2].ID, registration(secrets[n%2]))
					return err
				})
			}), access.AlreadyRegistered, access.InvitationAccepted)
			w.directory.Between = nil
			if made := w.directory.People() - people; made != 1 {
				w.Errorf("round %d: %d identities have the address", round, made)
			}
		}
	})
}

// TestRaceRegistrationsThatMeet: on AWS, writes that meet a transaction at an item
// are refused. One registration wins all the same, and the others are told.
func TestRaceRegistrationsThatMeet(t *testing.T) {
	transport := &meetings{Transport: http.Transport{MaxIdleConnsPerHost: 100}, underWay: map[string]int{}}
	table := newTable(t, transport, retry.NewStandard())
	t.Parallel()
	w := newWorld(t, table)
	here, admin := w.organisation("admin", false)
	there, other := w.organisation("other", false)
	invitations := []access.Invitation{w.invited(admin, whole(here), "ada", organisationAdmin), w.invited(other, whole(there), "ada", viewer)}
	secrets := []string{w.secret(invitations[0].ID), w.secret(invitations[1].ID)}
	w.only(answers(12, func(n int) error {
		return persist(func() error {
			_, err := w.register().Do(t.Context(), invitations[n%2].ID, registration(secrets[n%2]))
			return err
		})
	}), access.AlreadyRegistered, access.InvitationAccepted)
	if w.directory.People() != 3 || w.directory.Passwords() != 3 {
		t.Errorf("%d identities, %d passwords were set, want those of three people", w.directory.People(), w.directory.Passwords())
	}
	w.isSound(table)
	t.Logf("%d writes met a transaction", transport.conflicts)
}

// meeting makes each of n callers wait for the others, but not for long.
func meeting(n int) func() {
	var came atomic.Int64
	all := make(chan struct{})
	return func() {
		if came.Add(1) == int64(n) {
			close(all)
		}
		select {
		case <-all:
		case <-time.After(50 * time.Millisecond):
		}
	}
}
