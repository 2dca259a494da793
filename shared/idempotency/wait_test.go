package idempotency_test

import (
	"cmp"
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/access"
	"admit/shared/idempotency"
)

// answers is a store that answers the n-th try to lease a key, counted from 1.
type answers struct {
	begin func(n int) (idempotency.Record, error)
	tries int
}

func (a *answers) Begin(_ context.Context, l idempotency.Lease) (idempotency.Record, error) {
	a.tries++
	record, err := a.begin(a.tries)
	record.Fingerprint, record.Seed = l.Fingerprint, l.Seed
	return record, err
}

func (a *answers) Finish(context.Context, idempotency.Lease, []byte) error { return nil }
func (a *answers) Release(context.Context, idempotency.Lease) error        { return nil }
func (a *answers) Forget(context.Context, idempotency.Lease) error         { return nil }

// TestWaitForAnotherTry checks how long a request waits while another try at it is in
// progress, or other writes come first.
func TestWaitForAnotherTry(t *testing.T) {
	busy := idempotency.Record{}
	for name, c := range map[string]struct {
		begin    func(n int) (idempotency.Record, error)
		limit    time.Duration // of the request
		want     error
		kind     access.Kind
		atLeast  time.Duration
		replayed bool
	}{
		"it is free":       {begin: func(int) (idempotency.Record, error) { return idempotency.Record{Owned: true}, nil }},
		"it is busy":       {begin: func(int) (idempotency.Record, error) { return busy, nil }, kind: access.Unavailable, atLeast: 5 * time.Second},
		"always stale":     {begin: func(int) (idempotency.Record, error) { return busy, access.ErrStale }, kind: access.Unavailable, atLeast: 5 * time.Second},
		"the time is over": {begin: func(int) (idempotency.Record, error) { return busy, nil }, limit: time.Second, want: context.DeadlineExceeded, atLeast: time.Second},
		"stale twice": {begin: func(n int) (idempotency.Record, error) {
			if n < 3 {
				return busy, access.ErrStale
			}
			return idempotency.Record{Owned: true}, nil
		}},
		"an answer comes": {begin: func(n int) (idempotency.Record, error) {
			if n < 4 {
				return busy, nil
			}
			return idempotency.Record{Answer: []byte("first")}, nil
		}, replayed: true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), cmp.Or(c.limit, time.Hour))
				defer cancel()
				start := time.Now()
				answer, replayed, err := idempotency.Requests{Store: &answers{begin: c.begin}, Now: time.Now}.Do(ctx, key, []byte(body),
					func(context.Context, access.Seed) ([]byte, idempotency.Next) {
						return []byte("own"), idempotency.Replay
					})
				failed := c.want != nil || c.kind != ""
				if (err != nil) != failed || c.want != nil && !errors.Is(err, c.want) || c.kind != "" && access.KindOf(err) != c.kind {
					t.Errorf("the error is %v", err)
				}
				if !failed && (replayed != c.replayed || replayed != (string(answer) == "first")) || failed && (replayed || answer != nil) {
					t.Errorf("%q, replayed %t", answer, replayed)
				}
				if waited := time.Since(start); waited < c.atLeast || waited > 10*time.Second {
					t.Errorf("it took %s, want at least %s", waited, c.atLeast)
				}
			})
		})
	}
}
