package access

import (
	"context"
	"errors"
	"time"
)

// reservedFor is how long a reservation lasts that is not released. It is longer than
// the 15 seconds for which the function of its holder may run.
const reservedFor = 20 * time.Second

// errTaken means that somebody else has reserved the address.
var errTaken = Refuse(Unavailable, "A registration with this address is in progress. Try again in a few seconds.")

// addressHold reserves the address of one new user.
type addressHold struct {
	store       AddressReserver
	now         Clock
	holder      string
	reservation *Reservation // nil before it is made
}

func newAddressHold(store AddressReserver, now Clock) addressHold {
	return addressHold{store: store, now: now, holder: NewID()}
}

// reserve reserves the address.
func (h *addressHold) reserve(ctx context.Context, address Address) error {
	now := h.now().UTC()
	reservation := Reservation{Address: address, Holder: h.holder, At: now, Until: now.Add(reservedFor)}
	err := h.store.ReserveAddress(ctx, reservation)
	if errors.Is(err, ErrStale) {
		return errTaken
	}
	h.reservation = &reservation // also after an error: it may have been written
	return err
}

// release ends the reservation, so that the next registration of the address can begin
// at once. If release fails, the next one waits until the reservation ends.
func (h *addressHold) release(ctx context.Context) {
	if h.reservation == nil {
		return
	}
	ctx, cancel := CleanupContext(ctx)
	defer cancel()
	_ = h.store.ReleaseAddress(ctx, *h.reservation)
}
