package idempotency_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/idempotency"
	"admit/shared/memory"
)

// counted counts how often its work is done. Each answer contains the count.
type counted struct {
	*fixture.Fixture
	done atomic.Int64
}

func (c *counted) work(context.Context, access.Seed) ([]byte, idempotency.Next) {
	return fmt.Append(nil, "answer ", c.done.Add(1)), idempotency.Replay
}

func (c *counted) do(key idempotency.Key, body string) (string, bool, error) {
	c.Helper()
	answer, replayed, err := c.Requests().Do(c.Context(), key, []byte(body), c.work)
	return string(answer), replayed, err
}

var key = idempotency.Key{Caller: "ada", Route: "POST /x", Value: "key"}

const body = "body"

func TestDoReplaysItsAnswer(t *testing.T) {
	c := &counted{Fixture: fixture.InMemory(t)}
	for n := range 5 {
		c.Set(fixture.Noon.Add(time.Duration(n) * idempotency.KeptFor / 5))
		answer, replayed, err := c.do(key, body)
		if err != nil || answer != "answer 1" || replayed != (n > 0) {
			t.Errorf("try %d: %q, replayed %t (%v)", n, answer, replayed, err)
		}
	}
	c.Set(fixture.Noon.Add(idempotency.KeptFor))
	if answer, replayed, err := c.do(key, body); err != nil || answer != "answer 2" || replayed {
		t.Errorf("a day later: %q, replayed %t (%v)", answer, replayed, err)
	}
}

// TestDoTellsRequestsApart checks that another body under the same key is refused.
// Another caller, route or value makes another key, even if their concatenation is the
// same.
func TestDoTellsRequestsApart(t *testing.T) {
	c := &counted{Fixture: fixture.InMemory(t)}
	if answer, _, err := c.do(key, body); err != nil || answer != "answer 1" {
		t.Fatalf("%q (%v)", answer, err)
	}
	for _, other := range []string{"", "body ", "Body", "bod"} {
		_, _, err := c.do(key, other)
		c.WantRefusal("body "+other, err, idempotency.KeyReused)
	}
	n := 1
	for name, other := range map[string]idempotency.Key{
		"caller": {Caller: "eve", Route: key.Route, Value: key.Value},
		"route":  {Caller: key.Caller, Route: "POST /y", Value: key.Value},
		"key":    {Caller: key.Caller, Route: key.Route, Value: "KEY"},
		"shift":  {Caller: "adaP", Route: "OST /x", Value: key.Value},
		"shift2": {Caller: key.Caller, Route: "POST /xk", Value: "ey"},
		"shift3": {Caller: key.Caller, Route: "POST /x\x00key", Value: ""},
	} {
		n++
		if answer, replayed, err := c.do(other, body); err != nil || replayed || answer != fmt.Sprint("answer ", n) {
			t.Errorf("another %s: %q, replayed %t (%v)", name, answer, replayed, err)
		}
	}
	if answer, replayed, err := c.do(key, body); err != nil || !replayed || answer != "answer 1" {
		t.Errorf("the first again: %q (%v)", answer, err)
	}
}

// TestDoGivesUpWaiting checks that a repetition stops waiting when its context ends.
func TestDoGivesUpWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fixture.New(t, memory.New())
		working, finish := make(chan struct{}), make(chan struct{})
		first := make(chan error)
		go func() {
			_, _, err := f.Requests().Do(t.Context(), key, []byte(body), func(context.Context, access.Seed) ([]byte, idempotency.Next) {
				close(working)
				<-finish
				return []byte("answer"), idempotency.Replay
			})
			first <- err
		}()
		<-working
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, _, err := f.Requests().Do(ctx, key, []byte(body), func(context.Context, access.Seed) ([]byte, idempotency.Next) {
			t.Error("the work is done twice")
			return nil, idempotency.Retry
		})
		f.WantRefusal("a repetition with no time", err, access.Unavailable)
		close(finish)
		f.Must(<-first)
	})
}

// TestDoAgainWithTheSeed checks that the work is done again with the same seed after
// an answer that is not stored, and after a panic.
func TestDoAgainWithTheSeed(t *testing.T) {
	for name, fail := range map[string]idempotency.Work{
		"not kept": func(context.Context, access.Seed) ([]byte, idempotency.Next) {
			return []byte("try again"), idempotency.Retry
		},
		"panic": func(context.Context, access.Seed) ([]byte, idempotency.Next) { panic("killed") },
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			var seeds []access.Seed
			survive(func() {
				_, _, _ = f.Requests().Do(t.Context(), key, []byte(body), func(ctx context.Context, seed access.Seed) ([]byte, idempotency.Next) {
					seeds = append(seeds, seed)
					return fail(ctx, seed)
				})
			})
			answer, replayed, err := f.Requests().Do(t.Context(), key, []byte(body), func(_ context.Context, seed access.Seed) ([]byte, idempotency.Next) {
				seeds = append(seeds, seed)
				return []byte("done"), idempotency.Replay
			})
			if err != nil || replayed || string(answer) != "done" || len(seeds) != 2 || seeds[0] != seeds[1] || seeds[0] == "" {
				t.Errorf("%q, replayed %t (%v), with the seeds %v", answer, replayed, err, seeds)
			}
		})
	}
}

// survive calls do and recovers from a panic.
func survive(do func()) {
	defer func() { _ = recover() }()
	do()
}

// contested is a store in which another write always comes first.
type contested struct{ idempotency.Store }

// Begin implements [idempotency.Store].
func (contested) Begin(context.Context, idempotency.Lease) (idempotency.Record, error) {
	return idempotency.Record{}, access.ErrStale
}

// TestDoEndsWhenOthersWrite checks that a request that cannot begin because of the writes of
// others is unavailable in the end, and no internal error.
func TestDoEndsWhenOthersWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counted{Fixture: fixture.New(t, memory.New())}
		requests := idempotency.Requests{Store: contested{c.Requests().Store}, Now: c.Now}
		began := time.Now()
		_, _, err := requests.Do(t.Context(), key, []byte(body), c.work)
		c.WantRefusal("a request", err, access.Unavailable)
		if took := time.Since(began); took < 5*time.Second || took > 6*time.Second {
			t.Errorf("it ended after %s", took)
		}
	})
}
