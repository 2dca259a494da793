package storetest

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var reservationTests = []test{
	{"a reservation holds until its end", reservationHolds},
	{"only the holder releases a reservation", reservationIsReleased},
	{"a reserved address has no user", reservedHasNoUser},
	{"an address that has a user is not reserved", userIsNotReserved},
	{"a new user needs the reservation of its registration", newUserNeedsReservation},
	{"a new user who has signed in needs no reservation, and is stale while another holds one", signedInNeedsNone},
}

// reservation returns a reservation that is not stored yet, with its own holder.
func (f *storeFixture) reservation(name string) access.Reservation {
	f.Helper()
	return access.Reservation{Address: f.address(name), Holder: access.NewID(), At: later, Until: later.Add(20 * time.Second)}
}

func (f *storeFixture) reserves(name string) access.Reservation {
	f.Helper()
	reservation := f.reservation(name)
	f.Must(f.store.ReserveAddress(f.Context(), reservation))
	return reservation
}

func reservationHolds(f *storeFixture) {
	first := f.reserves("ada")
	f.Must(f.store.ReserveAddress(f.Context(), first)) // the response to a write may be lost, and the write repeated
	f.reserves("ad")
	second := f.reservation("ADA")
	for name, at := range map[string]time.Time{"at once": first.At, "in its last millisecond": first.Until.Add(-time.Millisecond)} {
		f.Run(name, func(t *testing.T) {
			second.At = at
			if err := f.store.ReserveAddress(t.Context(), second); !errors.Is(err, access.ErrStale) {
				t.Errorf("%v, want access.ErrStale", err)
			}
		})
	}
	second.At, second.Until = first.Until, first.Until.Add(20*time.Second)
	f.Must(f.store.ReserveAddress(f.Context(), second))
	f.stale(func() error { return f.store.ReserveAddress(f.Context(), first) })
}

func reservationIsReleased(f *storeFixture) {
	first, second := f.reserves("ada"), f.reservation("ada")
	f.stale(func() error { return f.store.ReleaseAddress(f.Context(), second) })
	f.stale(func() error { return f.store.ReserveAddress(f.Context(), second) })
	f.Must(f.store.ReleaseAddress(f.Context(), first))
	f.Must(f.store.ReserveAddress(f.Context(), second))
	f.stale(func() error { return f.store.ReleaseAddress(f.Context(), first) })
	f.Must(f.store.ReleaseAddress(f.Context(), second))
	f.stale(func() error { return f.store.ReleaseAddress(f.Context(), second) })
}

func reservedHasNoUser(f *storeFixture) {
	organisation := f.organisation()
	address := f.reserves("ada").Address
	if _, err := f.store.UserByAddress(f.Context(), address); !errors.Is(err, access.ErrNotFound) {
		f.Errorf("by address: %v, want access.ErrNotFound", err)
	}
	snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: fixture.Whole(organisation), Address: &address})
	f.Must(err)
	f.same("addressee", snapshot.Addressee, access.UserID(""))
}

func userIsNotReserved(f *storeFixture) {
	membership := f.member(f.person("ada"), fixture.Whole(f.organisation()), fixture.Viewer)
	write := f.reservation("ADA")
	f.stale(func() error { return f.store.ReserveAddress(f.Context(), write) })
	f.stale(func() error { return f.store.ReleaseAddress(f.Context(), write) })

	f.Must(f.store.ChangeMembership(f.Context(), removal(membership)))
	f.Must(f.store.DeleteUser(f.Context(), membership.User))
	f.Must(f.store.ReserveAddress(f.Context(), write))
	f.stale(func() error { return f.store.DeleteUser(f.Context(), membership.User) })
}

func newUserNeedsReservation(f *storeFixture) {
	write := f.acceptance(f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer), f.person("ada"))
	first := f.reservation("ada")
	write.Holder = first.Holder
	accept := func() error { return f.store.Accept(f.Context(), write) }
	f.stale(accept) // there is no reservation
	f.Must(f.store.ReserveAddress(f.Context(), first))
	f.Must(f.store.ReleaseAddress(f.Context(), first))
	f.stale(accept) // it was released

	f.Must(f.store.ReserveAddress(f.Context(), first))
	second := f.reservation("ADA")
	second.At, second.Until = first.Until, first.Until.Add(time.Minute)
	f.Must(f.store.ReserveAddress(f.Context(), second))
	f.stale(accept) // another registration holds the address
	write.Holder = second.Holder
	f.Must(accept())

	got, err := f.store.UserByAddress(f.Context(), f.address("ada"))
	f.Must(err)
	f.same("user by address", got, write.After.User)
	f.stale(func() error { return f.store.ReleaseAddress(f.Context(), second) }) // the address belongs to the user now
}

// signedInNeedsNone checks that a signed-in user accepts without a reservation,
// but not while a registration holds the address: it may be about to set the
// password.
func signedInNeedsNone(f *storeFixture) {
	one, other := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer), f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	reservation := f.reserves("ada")
	late, accept := f.acceptance(other, f.person("ada")), f.acceptance(one, f.person("ada"))
	late.Holder = reservation.Holder
	accept.At = reservation.Until.Add(-time.Millisecond)
	f.stale(func() error { return f.store.Accept(f.Context(), accept) })
	accept.At = reservation.Until
	f.Must(f.store.Accept(f.Context(), accept))
	f.stale(func() error { return f.store.Accept(f.Context(), late) })
	f.stale(func() error { return f.store.ReserveAddress(f.Context(), reservation) })
}
