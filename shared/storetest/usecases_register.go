package storetest

import (
	"fmt"
	"sync/atomic"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// registersOneAddress checks that one address gets one identity, even from a
// directory that lets several creations of it through at the same time, as an
// emulator of Cognito does.
func registersOneAddress(w *fixture.Fixture) {
	rounds := 10
	if _, fast := w.Store.(*memory.Store); !fast {
		rounds = 3
	}
	here, admin := w.Organisation("admin", false)
	there, other := w.Organisation("other", false)
	for round := range rounds {
		name := fmt.Sprint("ada-", round)
		invitations := []access.Invitation{w.Invited(admin, whole(here), name, viewer), w.Invited(other, whole(there), name, viewer)}
		secrets := []string{w.Token(invitations[0].ID), w.Token(invitations[1].ID)}
		people := w.Directory.People()
		w.Directory.Between = meeting(len(invitations))
		w.WantOneSuccess(fixture.Answers(2*len(invitations), func(n int) error {
			return fixture.Persist(func() error {
				_, err := w.Register().Do(w.Context(), invitations[n%2].ID, registration(secrets[n%2]))
				return err
			})
		}), access.AlreadyRegistered, access.InvitationAccepted)
		w.Directory.Between = nil
		if made := w.Directory.People() - people; made != 1 {
			w.Errorf("round %d: %d identities have the address", round, made)
		}
	}
}

// meeting returns a function that makes each of n callers wait for the others, for
// at most 50 ms.
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
