package access

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// maxTries is how often RetryStale tries. Each stale try means that another
// write succeeded.
const maxTries = 8

// RetryStale calls try until it returns an error other than ErrStale, or none. Each
// try reads again, so that a refusal is about the current state. It waits for a
// random time between two tries, and refuses with Unavailable after the last one.
func RetryStale(ctx context.Context, try func() error) error {
	for n := range maxTries {
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
