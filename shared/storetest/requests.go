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
	{"a try holds its key until it has an answer", requestIsMine},
	{"a stored answer is returned unchanged", answerIsRepeated},
	{"different keys are independent", otherKeysAreOthers},
	{"a key whose lease has ended is continued with its seed", requestIsContinued},
	{"a released key is continued with its seed", requestIsReleased},
	{"a request that changed nothing frees its key", requestIsFreed},
	{"only the holder of a lease frees its key", onlyHolderFrees},
	{"a record ends at its time, by the clock", recordExpires},
	{"an answer is stale", answerIsStale},
	{"50 begins at once: one holds the key", manyBegins},
	{"20 take-overs at once: one holds the key", manyTakeOvers},
	{"a cancelled begin stores nothing", cancelledBegin},
}

const (
	workingFor = 45 * time.Second
	keptFor    = 24 * time.Hour
)

// newLease returns a first newLease at noon under an idempotency key of its own.
func newLease(key string) idempotency.Lease {
	return nextLease(idempotency.Lease{Key: key, Fingerprint: [32]byte{1, 2, 31: 3}}, fixture.Noon)
}

// nextLease returns the lease of another try at a request.
func nextLease(r idempotency.Lease, at time.Time) idempotency.Lease {
	r.Seed, r.At, r.Until, r.ExpiresAt = access.Seed(access.NewID()), at, at.Add(workingFor), at.Add(keptFor)
	return r
}

// begin begins a request. It begins again while the write is stale.
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
	other := nextLease(first, fixture.Noon.Add(time.Second))
	other.Fingerprint = [32]byte{9}
	for _, again := range []idempotency.Lease{first, nextLease(first, fixture.Noon.Add(workingFor-time.Second)), other} {
		f.wantRecord("while the lease holds", again, idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
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
			again := f.begin(nextLease(first, fixture.Noon.Add(keptFor-time.Second)))
			if again.Owned || again.Seed != first.Seed || again.Fingerprint != first.Fingerprint || !bytes.Equal(again.Answer, answer) {
				f.Errorf("%s: another answer", name)
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

func requestIsContinued(f *storeFixture) {
	first := newLease(access.NewID())
	f.begin(first)
	f.wantRecord("just before", nextLease(first, first.Until.Add(-time.Second)), idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
	second := nextLease(first, first.Until)
	f.wantRecord("continued", second, idempotency.Record{Owned: true, Seed: first.Seed, Fingerprint: first.Fingerprint})
	f.wantRecord("continued by one only", nextLease(first, second.Until.Add(-time.Second)), idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
	f.wantRecord("continued again", nextLease(first, second.Until), idempotency.Record{Owned: true, Seed: first.Seed, Fingerprint: first.Fingerprint})

	// The first try that has the answer stores it.
	second.Seed = first.Seed
	f.Must(f.store.Finish(f.Context(), first, []byte("the first")))
	if err := f.store.Finish(f.Context(), second, []byte("the second")); !errors.Is(err, access.ErrStale) {
		f.Errorf("answered twice: %v, want access.ErrStale", err)
	}
	f.same("the answer", string(f.begin(nextLease(first, fixture.Noon.Add(time.Hour))).Answer), "the first")
}

// requestIsReleased checks that a released key keeps its seed, by which the
// next try finds what the first did.
func requestIsReleased(f *storeFixture) {
	first := newLease(access.NewID())
	f.begin(first)
	f.Must(f.store.Release(f.Context(), first))
	other := nextLease(first, fixture.Noon.Add(time.Second))
	other.Fingerprint = [32]byte{9}
	f.wantRecord("another request under the key", other, idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
	second := nextLease(first, fixture.Noon.Add(time.Second))
	f.wantRecord("continued", second, idempotency.Record{Owned: true, Seed: first.Seed, Fingerprint: first.Fingerprint})
	f.wantRecord("continued by one only", nextLease(first, fixture.Noon.Add(2*time.Second)), idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})

	second.Seed = first.Seed
	f.Must(f.store.Finish(f.Context(), second, []byte("done")))
	_ = f.store.Release(f.Context(), first) // it is too late and changes nothing
	f.same("the answer", string(f.begin(nextLease(first, fixture.Noon.Add(time.Hour))).Answer), "done")
}

func requestIsFreed(f *storeFixture) {
	first := newLease(access.NewID())
	f.begin(first)
	f.Must(f.store.Forget(f.Context(), first))
	other := nextLease(first, fixture.Noon.Add(time.Second))
	other.Fingerprint = [32]byte{9}
	f.wantRecord("another request", other, idempotency.Record{Owned: true, Seed: other.Seed, Fingerprint: other.Fingerprint})
	if err := f.store.Forget(f.Context(), first); !errors.Is(err, access.ErrStale) {
		f.Errorf("freed twice: %v, want access.ErrStale", err)
	}
	f.Must(f.store.Finish(f.Context(), other, []byte("done")))
	if err := f.store.Forget(f.Context(), other); !errors.Is(err, access.ErrStale) {
		f.Errorf("freed with an answer: %v, want access.ErrStale", err)
	}
	f.same("the answer", string(f.begin(nextLease(other, fixture.Noon.Add(time.Hour))).Answer), "done")
}

// onlyHolderFrees checks that a try cannot free a key that a later try
// has continued.
func onlyHolderFrees(f *storeFixture) {
	first := newLease(access.NewID())
	f.begin(first)
	second := nextLease(first, first.Until)
	f.begin(second)
	second.Seed = first.Seed
	if err := f.store.Forget(f.Context(), first); !errors.Is(err, access.ErrStale) {
		f.Errorf("freed by a former holder: %v, want access.ErrStale", err)
	}
	f.wantRecord("still held", nextLease(first, second.At), idempotency.Record{Seed: first.Seed, Fingerprint: first.Fingerprint})
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
				f.Errorf("answered after the end of the record: %v, want access.ErrStale", err)
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
	stale("a key without a record", r)
	f.begin(r)
	stale("another seed", nextLease(r, fixture.Noon))
	other := nextLease(r, fixture.Noon)
	_ = f.store.Release(f.Context(), other) // it has no effect
	f.wantRecord("still held", other, idempotency.Record{Seed: r.Seed, Fingerprint: r.Fingerprint})
	f.Must(f.store.Finish(f.Context(), r, []byte("right")))
	stale("a key that has an answer", r)
	f.same("the answer", string(f.begin(nextLease(r, fixture.Noon)).Answer), "right")
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
	f.same("holders after a release", f.countOwners(20, func() idempotency.Lease { return nextLease(first, first.Until) }), 1)
}

// countOwners begins n tries at the same time. It returns how many hold the key.
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
		f.Errorf("a cancelled begin: %v, want context.Canceled", err)
	}
	second := nextLease(r, fixture.Noon)
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
	f.wantRecord("still held", nextLease(r, fixture.Noon), idempotency.Record{Seed: second.Seed, Fingerprint: second.Fingerprint})
}
