package access

import (
	"context"
	"errors"
)

// maxTries is the maximum number of calls that RetryStale makes. Each stale write means
// that a write of another request succeeded.
const maxTries = 8

// RetryStale calls try again, after a pause, for as long as it returns [ErrStale].
// Each call reads, judges and writes, so that a refusal is about the current state.
// After eight stale calls RetryStale returns an [Unavailable] error.
func RetryStale(ctx context.Context, try func() error) error {
	var backoff Backoff
	for n := 1; ; n++ {
		err := try()
		if !errors.Is(err, ErrStale) {
			return err
		}
		if n == maxTries {
			return Refuse(Unavailable, "Too many changes were made at the same time. Try again.")
		}
		if err := backoff.Wait(ctx); err != nil {
			return err
		}
	}
}

// orNotFound replaces ErrNotFound with the refusal that the caller gets for an unknown id.
func orNotFound[T any](value T, err error) (T, error) {
	if errors.Is(err, ErrNotFound) {
		return value, errNotFound()
	}
	return value, err
}
