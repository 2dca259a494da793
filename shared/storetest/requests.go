package storetest

import (
	"bytes"
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/idempotency"
)

var requestTests = []test{
	{"a request is one's own until it is answered", requestIsMine},
	{"an answer is repeated as it was given", answerIsRepeated},
	{"requests of other keys are others", otherKeysAreOthers},
	{"a request that nobody works on any more is taken over with its seed", requestIsTakenOver},
	{"a request that was given back is taken over with its seed", requestIsGivenBack},
	{"a request that did nothing frees its key", requestIsFreed},
	{"only who holds a request frees its key", onlyHolderFrees},
	{"a request is forgotten when its time is up, by the clock", recordExpires},
	{"an answer is stale", answerIsStale},
	{"50 begins at once: one", manyBegins},
	{"20 take-overs at once: one", manyTakeOvers},
	{"a request that was cancelled is not remembered", cancelledBegin},
}

const (
	workingFor = 45 * time.Second
	keptFor    = 24 * time.Hour
)

// newLease returns a first newLease at noon under an idempotency key of its own.
func newLease(key string) idempotency.Lease {
	return nextLease(idempotency.Lease{Key: key, Fingerprint: [32]byte{1, 2, 31: 3}}, noon)
}

// nextLease returns another attempt at a request.
func nextLease(r idempotency.Lease, at time.Time) idempotency.Lease {
	r.Seed, r.At, r.Until, r.ExpiresAt = access.Seed(access.NewID()), at, at.Add(workingFor), at.Add(keptFor)
	return r
}

// begin begins a request. It begins again if its write met another one.
func (f *storeFixture) begin(r idempotency.Lease) idempotency.Record {
	f.Helper()
	for range manyTries {
		remembered, err := f.store.Begin(f.Context(), r)
		if !errors.Is(err, access.ErrStale) {
			f.Must(err)
			return remembered
		}
	}
	f.Fatalf("stale %d times", manyTries)
	return idempotency.Record{}
}

func (f *storeFixture) wantRecord(what string, r idempotency.Lease, want idempotency.Record) {
	f.Helper()
	f.same(what, f.begin(r), want)
}

func requestIsMine(f *storeFixture) {
	first := newLease(access.NewID())
	f.wantRecord("the first", first, idempotency.Record{Owned: true, Seed: first.Seed, Fingerprint: first.Fingerprint})
	other := nextLease(first, noon.Add(time.Second))
	other.Fingerprint = [32]byte{9}
	for _, again := range []idempotency.Lease{first, nextLease(first, noon.Add(workingFor-time.Second)), other} {
		f.wantRecord("while it is worked on", again, idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
	}
}

func answerIsRepeated(f *storeFixture) {
	for name, answer := range map[string][]byte{
		"text": []byte(`{"status":201}`), "bytes": {0, 0xff, 0xc3, 0x28, 0}, "300 KB": bytes.Repeat([]byte("0123456789"), 30_000),
	} {
		first := newLease(access.NewID())
		f.begin(first)
		f.Must(f.store.Finish(f.Context(), first, answer))
		for range 2 {
			again := f.begin(nextLease(first, noon.Add(keptFor-time.Second)))
			if again.Owned || again.Seed != first.Seed || again.Fingerprint != first.Fingerprint || !bytes.Equal(again.Answer, answer) {
				f.Errorf("%s: answered otherwise", name)
			}
		}
	}
}

func otherKeysAreOthers(f *storeFixture) {
	key := access.NewID()
	for _, end := range []string{"", "a", "A", "-", "_", "a-", "-a"} {
		r := newLease(key + end)
		f.wantRecord("the key with "+end, r, idempotency.Record{Owned: true, Seed: r.Seed, Fingerprint: r.Fingerprint})
		f.Must(f.store.Finish(f.Context(), r, []byte(end+"!")))
	}
	f.same("the answer of the first", string(f.begin(newLease(key)).Answer), "!")
}

func requestIsTakenOver(f *storeFixture) {
	first := newLease(access.NewID())
	f.begin(first)
	f.wantRecord("just before", nextLease(first, first.Until.Add(-time.Second)), idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
	second := nextLease(first, first.Until)
	f.wantRecord("taken over", second, idempotency.Record{Owned: true, Seed: first.Seed, Fingerprint: first.Fingerprint})
	f.wantRecord("by one", nextLease(first, second.Until.Add(-time.Second)), idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
	f.wantRecord("and over again", nextLease(first, second.Until), idempotency.Record{Owned: true, Seed: first.Seed, Fingerprint: first.Fingerprint})

	// The first one to know the answer stores it.
	second.Seed = first.Seed
	f.Must(f.store.Finish(f.Context(), first, []byte("the first")))
	if err := f.store.Finish(f.Context(), second, []byte("the second")); !errors.Is(err, access.ErrStale) {
		f.Errorf("answered twice: %v, want access.ErrStale", err)
	}
	f.same("the answer", string(f.begin(nextLease(first, noon.Add(time.Hour))).Answer), "the first")
}

// requestIsGivenBack checks that a dropped request keeps its seed, by which the
// next attempt finds what it did.
func requestIsGivenBack(f *storeFixture) {
	first := newLease(access.NewID())
	f.begin(first)
	f.Must(f.store.Release(f.Context(), first))
	other := nextLease(first, noon.Add(time.Second))
	other.Fingerprint = [32]byte{9}
	f.wantRecord("asked for something else", other, idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
	second := nextLease(first, noon.Add(time.Second))
	f.wantRecord("taken over", second, idempotency.Record{Owned: true, Seed: first.Seed, Fingerprint: first.Fingerprint})
	f.wantRecord("by one", nextLease(first, noon.Add(2*time.Second)), idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})

	second.Seed = first.Seed
	f.Must(f.store.Finish(f.Context(), second, []byte("done")))
	_ = f.store.Release(f.Context(), first) // too late, it changes nothing
	f.same("the answer", string(f.begin(nextLease(first, noon.Add(time.Hour))).Answer), "done")
}

func requestIsFreed(f *storeFixture) {
	first := newLease(access.NewID())
	f.begin(first)
	f.Must(f.store.Forget(f.Context(), first))
	other := nextLease(first, noon.Add(time.Second))
	other.Fingerprint = [32]byte{9}
	f.wantRecord("another body", other, idempotency.Record{Owned: true, Seed: other.Seed, Fingerprint: other.Fingerprint})
	if err := f.store.Forget(f.Context(), first); !errors.Is(err, access.ErrStale) {
		f.Errorf("freed twice: %v, want access.ErrStale", err)
	}
	f.Must(f.store.Finish(f.Context(), other, []byte("done")))
	if err := f.store.Forget(f.Context(), other); !errors.Is(err, access.ErrStale) {
		f.Errorf("freed with an answer: %v, want access.ErrStale", err)
	}
	f.same("the answer", string(f.begin(nextLease(other, noon.Add(time.Hour))).Answer), "done")
}

// onlyHolderFrees checks that an attempt cannot free a key that a later attempt
// has taken over.
func onlyHolderFrees(f *storeFixture) {
	first := newLease(access.NewID())
	f.begin(first)
	second := nextLease(first, first.Until)
	f.begin(second)
	second.Seed = first.Seed
	if err := f.store.Forget(f.Context(), first); !errors.Is(err, access.ErrStale) {
		f.Errorf("freed by who holds it no more: %v, want access.ErrStale", err)
	}
	f.wantRecord("still worked on", nextLease(first, second.At), idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
	f.Must(f.store.Finish(f.Context(), second, []byte("done")))
}

func recordExpires(f *storeFixture) {
	for name, answer := range map[string][]byte{"answered": []byte("done"), "unanswered": nil} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			first := newLease(access.NewID())
			f.begin(first)
			if answer != nil {
				f.Must(f.store.Finish(f.Context(), first, answer))
				f.wantRecord("just before", nextLease(first, first.ExpiresAt.Add(-time.Second)),
					idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint, Answer: answer})
			}
			second := nextLease(first, first.ExpiresAt)
			second.Fingerprint = [32]byte{7}
			f.wantRecord("another request", second, idempotency.Record{Owned: true, Seed: second.Seed, Fingerprint: second.Fingerprint})
			if err := f.store.Finish(f.Context(), first, []byte("late")); !errors.Is(err, access.ErrStale) {
				f.Errorf("answered by what was forgotten: %v, want access.ErrStale", err)
			}
		})
	}
}

func answerIsStale(f *storeFixture) {
	r := newLease(access.NewID())
	stale := func(what string, r idempotency.Lease) {
		f.Helper()
		if err := f.store.Finish(f.Context(), r, []byte("wrong")); !errors.Is(err, access.ErrStale) {
			f.Errorf("%s: %v, want access.ErrStale", what, err)
		}
	}
	stale("a request that is not there", r)
	f.begin(r)
	stale("another seed", nextLease(r, noon))
	other := nextLease(r, noon)
	_ = f.store.Release(f.Context(), other) // it has no effect
	f.wantRecord("still worked on", other, idempotency.Record{Seed: r.Seed, Fingerprint: r.Fingerprint})
	f.Must(f.store.Finish(f.Context(), r, []byte("right")))
	stale("an answer that was given", r)
	f.same("the answer", string(f.begin(nextLease(r, noon)).Answer), "right")
}

func manyBegins(f *storeFixture) {
	key := access.NewID()
	f.same("mine", f.countOwners(50, func() idempotency.Lease { return newLease(key) }), 1)
}

func manyTakeOvers(f *storeFixture) {
	first := newLease(access.NewID())
	f.begin(first)
	f.same("mine", f.countOwners(20, func() idempotency.Lease { return nextLease(first, first.Until) }), 1)
	f.Must(f.store.Release(f.Context(), first))
	f.same("mine, once it was given back", f.countOwners(20, func() idempotency.Lease { return nextLease(first, first.Until) }), 1)
}

// countOwners begins n attempts at the same time. It returns how many may do the
// work.
func (f *storeFixture) countOwners(n int, next func() idempotency.Lease) int {
	var mine atomic.Int64
	racers := make([]func(), n)
	for i := range racers {
		r := next()
		racers[i] = func() {
			f.contend(func() (bool, error) {
				remembered, err := f.store.Begin(f.Context(), r)
				if err == nil && remembered.Owned {
					mine.Add(1)
				}
				return false, err
			})
		}
	}
	fixture.Together(racers...)
	return int(mine.Load())
}

func cancelledBegin(f *storeFixture) {
	r := newLease(access.NewID())
	cancelled, cancel := context.WithCancel(f.Context())
	cancel()
	if _, err := f.store.Begin(cancelled, r); !errors.Is(err, context.Canceled) {
		f.Errorf("a beginning that was cancelled: %v, want context.Canceled", err)
	}
	second := nextLease(r, noon)
	f.wantRecord("the next", second, idempotency.Record{Owned: true, Seed: second.Seed, Fingerprint: second.Fingerprint})
	for name, call := range map[string]func() error{
		"Finish":  func() error { return f.store.Finish(cancelled, second, []byte("done")) },
		"Release": func() error { return f.store.Release(cancelled, second) },
		"Forget":  func() error { return f.store.Forget(cancelled, second) },
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			f.Errorf("%s, cancelled: %v, want context.Canceled", name, err)
		}
	}
	f.wantRecord("still worked on", nextLease(r, noon), idempotency.Record{Seed: second.Seed, Fingerprint: second.Fingerprint})
}
