package access

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestBackoffDoublesUpToHalfASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 200 {
			var backoff Backoff
			for _, longest := range []time.Duration{20, 40, 80, 160, 320, 500, 500, 500, 500} {
				began := time.Now()
				if err := backoff.Wait(t.Context()); err != nil {
					t.Fatal(err)
				}
				if waited := time.Since(began); waited >= longest*time.Millisecond {
					t.Errorf("waited %s, want less than %d ms", waited, longest)
				}
			}
			if backoff.Spent() {
				t.Error("a Backoff without a limit has ended")
			}
		}
	})
}

func TestBackoffStopsAtItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit = 3 * time.Second
		began, backoff := time.Now(), Backoff{Limit: limit}
		for !backoff.Spent() {
			if err := backoff.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if waited := time.Since(began); waited != limit {
			t.Errorf("waited %s, want %s", waited, limit)
		}
	})
}

func TestBackoffEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		began := time.Now()
		var backoff Backoff
		var err error
		for err == nil {
			err = backoff.Wait(ctx)
		}
		if KindOf(err) != Unavailable || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 2*time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}
