package storetest

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
)

var reservationTests = []test{
	{"a reservation holds until its end", reservationHolds},
	{"a reservation is released by its holder alone", reservationIsReleased},
	{"a reserved address has no user", reservedHasNoUser},
	{"an address that has a user is not reserved", userIsNotReserved},
	{"a new user needs the reservation of its registration", newUserNeedsReservation},
	{"a new user who has signed in needs no reservation, and waits for another's", signedInNeedsNone},
}

// reservation returns a reservation that is not stored yet, with a holder of its
// own.
func (w *storeFixture) reservation(name string) access.Reservation {
	w.Helper()
	return access.Reservation{Address: w.address(name), Holder: access.NewID(), At: later, Until: later.Add(20 * time.Second)}
}

func (w *storeFixture) reserves(name string) access.Reservation {
	w.Helper()
	reservation := w.reservation(name)
	w.Must(w.store.ReserveAddress(w.Context(), reservation))
	return reservation
}

func reservationHolds(w *storeFixture) {
	first := w.reserves("ada")
	w.Must(w.store.ReserveAddress(w.Context(), first)) // the answer of a write may be lost, and the write repeated
	w.reserves("ad")
	second := w.reservation("ADA")
	for name, at := range map[string]time.Time{"at once": first.At, "in its last millisecond": first.Until.Add(-time.Millisecond)} {
		w.Run(name, func(t *testing.T) {
			second.At = at
			if err := w.store.ReserveAddress(t.Context(), second); !errors.Is(err, access.ErrStale) {
				t.Errorf("%v, want access.ErrStale", err)
			}
		})
	}
	second.At, second.Until = first.Until, first.Until.Add(20*time.Second)
	w.Must(w.store.ReserveAddress(w.Context(), second))
	w.stale(func() error { return w.store.ReserveAddress(w.Context(), first) })
}

func reservationIsReleased(w *storeFixture) {
	first, second := w.reserves("ada"), w.reservation("ada")
	w.stale(func() error { return w.store.ReleaseAddress(w.Context(), second) })
	w.stale(func() error { return w.store.ReserveAddress(w.Context(), second) })
	w.Must(w.store.ReleaseAddress(w.Context(), first))
	w.Must(w.store.ReserveAddress(w.Context(), second))
	w.stale(func() error { return w.store.ReleaseAddress(w.Context(), first) })
	w.Must(w.store.ReleaseAddress(w.Context(), second))
	w.stale(func() error { return w.store.ReleaseAddress(w.Context(), second) })
}

func reservedHasNoUser(w *storeFixture) {
	organisation := w.organisation()
	address := w.reserves("ada").Address
	if _, err := w.store.UserByAddress(w.Context(), address); !errors.Is(err, access.ErrNone) {
		w.Errorf("by address: %v, want access.ErrNone", err)
	}
	snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: whole(organisation), Address: &address})
	w.Must(err)
	w.same("addressee", snapshot.Addressee, access.UserID(""))
}

func userIsNotReserved(w *storeFixture) {
	membership := w.member(w.person("ada"), whole(w.organisation()), viewer)
	write := w.reservation("ADA")
	w.stale(func() error { return w.store.ReserveAddress(w.Context(), write) })
	w.stale(func() error { return w.store.ReleaseAddress(w.Context(), write) })

	w.Must(w.store.ChangeMembership(w.Context(), removal(membership)))
	w.Must(w.store.DeleteUser(w.Context(), membership.User))
	w.Must(w.store.ReserveAddress(w.Context(), write))
	w.stale(func() error { return w.store.DeleteUser(w.Context(), membership.User) })
}

func newUserNeedsReservation(w *storeFixture) {
	write := w.acceptance(w.invited(whole(w.organisation()), "ada", viewer), w.person("ada"))
	first := w.reservation("ada")
	write.Holder = first.Holder
	accept := func() error { return w.store.Accept(w.Context(), write) }
	w.stale(accept) // there is no reservation
	w.Must(w.store.ReserveAddress(w.Context(), first))
	w.Must(w.store.ReleaseAddress(w.Context(), first))
	w.stale(accept) // it was released

	w.Must(w.store.ReserveAddress(w.Context(), first))
	second := w.reservation("ADA")
	second.At, second.Until = first.Until, first.Until.Add(time.Minute)
	w.Must(w.store.ReserveAddress(w.Context(), second))
	w.stale(accept) // another registration holds the address
	write.Holder = second.Holder
	w.Must(accept())

	got, err := w.store.UserByAddress(w.Context(), w.address("ada"))
	w.Must(err)
	w.same("user by address", got, write.After.User)
	w.stale(func() error { return w.store.ReleaseAddress(w.Context(), second) }) // the address belongs to the user now
}

// signedInNeedsNone checks that a signed-in user accepts without a reservation,
// but not while a registration holds the address: it may be about to set the
// password.
func signedInNeedsNone(w *storeFixture) {
	one, other := w.invited(whole(w.organisation()), "ada", viewer), w.invited(whole(w.organisation()), "ada", viewer)
	reservation := w.reserves("ada")
	late, accept := w.acceptance(other, w.person("ada")), w.acceptance(one, w.person("ada"))
	late.Holder = reservation.Holder
	accept.At = reservation.Until.Add(-time.Millisecond)
	w.stale(func() error { return w.store.Accept(w.Context(), accept) })
	accept.At = reservation.Until
	w.Must(w.store.Accept(w.Context(), accept))
	w.stale(func() error { return w.store.Accept(w.Context(), late) })
	w.stale(func() error { return w.store.ReserveAddress(w.Context(), reservation) })
}
