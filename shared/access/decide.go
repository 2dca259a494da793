package access

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// attempts is how often a decision is made anew because others wrote at the
// same time. Each loss means that somebody else's write succeeded.
const attempts = 8

// decide reads, judges and writes until the write was not stale. Each try reads
// again, so that what is refused is refused for what holds now.
func decide(ctx context.Context, try func() error) error {
	for n := range attempts {
		err := try()
		if !errors.Is(err, ErrStale) {
			return err
		}
		pause := time.Duration(rand.Int64N(int64(10*time.Millisecond) << n)) //nolint:gosec // jitter, not a secret
		select {
		case <-ctx.Done():
			return &Error{Kind: Unavailable, Detail: "There was no time left to try again.", Cause: ctx.Err()}
		case <-time.After(pause):
		}
	}
	return Refuse(Unavailable, "Too many changes at once. Try again.")
}

// found turns what is not there into the one answer for it.
func found[T any](value T, err error) (T, error) {
	if errors.Is(err, ErrNone) {
		return value, errNotFound()
	}
	return value, err
}
