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
func registersOneAddress(f *fixture.Fixture) {
	repetitions := 10
	if _, fast := f.Store.(*memory.Store); !fast {
		repetitions = 3
	}
	here, admin := f.Organisation("admin", false)
	there, other := f.Organisation("other", false)
	for round := range repetitions {
		name := fmt.Sprint("ada-", round)
		invitations := []access.Invitation{f.Invited(admin, fixture.Whole(here), name, fixture.Viewer), f.Invited(other, fixture.Whole(there), name, fixture.Viewer)}
		secrets := []string{f.Token(invitations[0].ID), f.Token(invitations[1].ID)}
		people := f.Directory.People()
		f.Directory.Between = meetingPoint(len(invitations))
		f.WantOneSuccess(fixture.Answers(2*len(invitations), func(n int) error {
			return fixture.Persist(func() error {
				_, err := f.Register().Do(f.Context(), invitations[n%2].ID, fixture.Registration(secrets[n%2]))
				return err
			})
		}), access.AlreadyRegistered, access.InvitationAccepted)
		f.Directory.Between = nil
		if made := f.Directory.People() - people; made != 1 {
			f.Errorf("round %d: %d identities have the address", round, made)
		}
	}
}

// meetingPoint returns a function that makes each of n callers wait for the
// others, for at most 50 ms.
func meetingPoint(n int) func() {
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
