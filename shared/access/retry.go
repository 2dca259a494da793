package access

import (
	"context"
	"errors"
	"time"
)

// maxConflictWait is how long one request pauses in total because of the writes of
// others. A function may run for 15 seconds, so it still has time to write.
const maxConflictWait = 8 * time.Second

// RetryStale calls try again, after a pause, for as long as it returns [ErrStale].
// Each call reads, judges and writes, so that a refusal is about the current state.
// After pauses of 8 seconds RetryStale returns an [Unavailable] error. The context that
// it passes to try has the pauses; see [ConflictBackoff].
func RetryStale(ctx context.Context, try func(ctx context.Context) error) error {
	ctx, backoff := ConflictBackoff(ctx)
	for {
		err := try(ctx)
		if !errors.Is(err, ErrStale) {
			return err
		}
		if backoff.Spent() {
			return &Error{Kind: Unavailable, Detail: "Too many changes were made at the same time. Try again.", RetryAfter: backoff.waited}
		}
		if err := backoff.Wait(ctx); err != nil {
			return err
		}
	}
}

// conflictBackoff is the key of the Backoff in a context.
type conflictBackoff struct{}

// ConflictBackoff returns the [Backoff] for the pauses that a request makes because of
// the writes of others, and a context that has it. If the context already has one,
// ConflictBackoff returns that one. So the retries of a store and those of RetryStale
// around it share one limit. The Backoff is for one goroutine at a time.
func ConflictBackoff(ctx context.Context) (context.Context, *Backoff) {
	if backoff, ok := ctx.Value(conflictBackoff{}).(*Backoff); ok {
		return ctx, backoff
	}
	backoff := &Backoff{Limit: maxConflictWait}
	return context.WithValue(ctx, conflictBackoff{}, backoff), backoff
}

// orNotFound replaces ErrNotFound with the refusal that the caller gets for an unknown id.
func orNotFound[T any](value T, err error) (T, error) {
	if errors.Is(err, ErrNotFound) {
		return value, errNotFound()
	}
	return value, err
}
