package access

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestRetriesShareTheirPauses checks that a request waits no longer for conflicts in
// several places than in one.
func TestRetriesShareTheirPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, calls := time.Now(), 0
		err := RetryStale(t.Context(), func(ctx context.Context) error {
			return RetryStale(ctx, func(ctx context.Context) error {
				_, backoff := ConflictBackoff(ctx) // as a store does
				for n := 0; n < 3 && !backoff.Spent(); n++ {
					if err := backoff.Wait(ctx); err != nil {
						return err
					}
				}
				calls++
				return ErrStale
			})
		})
		if waited := time.Since(began); KindOf(err) != Unavailable || waited != maxConflictWait || calls < 3 {
			t.Errorf("%v after %s and %d calls", err, waited, calls)
		}
	})
}
