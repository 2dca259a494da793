package accesstest

import (
	"errors"
	"sync"
	"sync/atomic"

	"admit/shared/access"
)

// rounds is how often each race of two is run.
const rounds = 6

// race starts all racers at one gate and waits until each is done.
func race(racers ...func()) {
	gate := make(chan struct{})
	var ready, done sync.WaitGroup
	for _, racer := range racers {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-gate
			racer()
		})
	}
	ready.Wait()
	close(gate)
	done.Wait()
}

// manyTries is far above what any race here needs: who comes to it loops for
// ever.
const manyTries = 500

// contend does what a use case does: it reads, decides and writes, and when the
// write was stale it reads again, until there is nothing left to decide. It
// tells whether it was its write that happened.
func (w *world) contend(try func() (decided bool, err error)) (won bool) {
	for range manyTries {
		decided, err := try()
		switch {
		case err != nil && !errors.Is(err, access.ErrStale):
			w.Errorf("a racer: %v", err)
			return false
		case decided:
			return false
		case err == nil:
			return true
		}
	}
	w.Errorf("a racer was stale %d times, with nothing decided", manyTries)
	return false
}

// winners races n racers and counts those who won.
func (w *world) winners(n int, try func(racer int) (decided bool, err error)) int {
	var won atomic.Int64
	racers := make([]func(), n)
	for i := range racers {
		racers[i] = func() {
			if w.contend(func() (bool, error) { return try(i) }) {
				won.Add(1)
			}
		}
	}
	race(racers...)
	return int(won.Load())
}

// tryAccept accepts while the invitation is pending.
func (w *world) tryAccept(id access.InvitationID, user access.User) (decided bool, err error) {
	invitation, err := w.store.Invitation(w.Context(), id)
	if err != nil || invitation.Status != access.Pending {
		return true, err
	}
	return false, w.store.Accept(w.Context(), w.acceptance(invitation, user))
}

// tryRemove takes everything that the user holds, and what invitations of theirs
// are open.
func (w *world) tryRemove(user access.User, organisation access.Organisation, witness *access.Witness) (decided bool, err error) {
	users := []access.UserID{user.ID}
	if witness != nil {
		users = append(users, witness.User)
	}
	place, err := w.store.Place(w.Context(), access.PlaceQuery{Scope: whole(organisation), Users: users})
	row := place.Standings[user.ID].Direct
	if err != nil || len(row.Grants) == 0 {
		return true, err
	}
	if witness != nil && !place.Standings[witness.User].Direct.Holds(witness.Role, witness.Scope) {
		return true, nil
	}
	if row.KeepsOrganisation() && place.Organisation.Admins == 1 {
		return true, nil
	}
	take := removal(row)
	if witness != nil {
		take.Witnesses = []access.Witness{*witness}
	}
	offers, err := w.store.Offers(w.Context(), organisation.ID, user.Email)
	if err != nil {
		return true, err
	}
	take.OffersVersion = &offers.Version
	for _, invitation := range offers.Pending {
		take.Revocations = append(take.Revocations, closing(invitation, access.Revoked))
	}
	return false, w.store.Change(w.Context(), take)
}
