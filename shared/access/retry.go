package access

import (
	"context"
	"errors"
)

// attempts is how often RetryStale calls its function. An attempt whose write is
// stale means that the write of another request succeeded.
const attempts = 8

// RetryStale calls try again, after a pause, for as long as it returns [ErrStale].
// Each call reads, judges and writes, so that a refusal rests on the present
// state. After the last attempt RetryStale returns an [Unavailable] error.
func RetryStale(ctx context.Context, try func() error) error {
	var backoff Backoff
	for attempt := 1; ; attempt++ {
		err := try()
		if !errors.Is(err, ErrStale) {
			return err
		}
		if attempt == attempts {
			return Refuse(Unavailable, "Too many changes at once. Try again.")
		}
		if err := backoff.Wait(ctx); err != nil {
			return err
		}
	}
}

// orNotFound turns what is not there into the one answer for it.
func orNotFound[T any](value T, err error) (T, error) {
	if errors.Is(err, ErrNone) {
		return value, errNotFound()
	}
	return value, err
}
