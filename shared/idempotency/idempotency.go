// Package idempotency does the work of a request once, however often the client
// repeats the request, and answers each repetition as it answered the first one.
//
// A client repeats a request under the same idempotency key. [Requests.Do] leases
// the key in a [Store], does the work and stores the answer. A repetition gets the
// stored answer.
//
// Every record has a seed. The ids of everything that the request creates are derived
// from it. If a function dies before it has stored the answer, the next try gets the
// same seed. It finds what the first try has created and does not create it again.
package idempotency

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"admit/shared/access"
)

// KeyReused is the kind of the refusal of a key that another request has used.
const KeyReused access.Kind = "idempotency-key-reused"

const (
	// KeptFor is how long a record is kept.
	KeptFor = 24 * time.Hour
	// leasedFor is how long a lease lasts. It is longer than a function may run.
	leasedFor = 45 * time.Second
	// maxWait is how long a repetition waits for the answer to a request that is
	// still in progress.
	maxWait = 5 * time.Second
)

// Store keeps one record for each key. Every method may return [access.ErrStale]
// when it meets another write to the same record. Begin may then be called again.
type Store interface {
	// Begin leases a key and returns its record, with Owned set.
	//
	// If there is no record, or one that expires at l.At or earlier, Begin creates
	// one with the seed of the lease. If there is a record with the fingerprint of
	// the lease, no answer, and no lease that lasts longer than l.At, Begin takes
	// that record over. The record then keeps its seed. Otherwise Begin changes
	// nothing, and returns the record with Owned false.
	Begin(ctx context.Context, l Lease) (Record, error)
	// Finish stores the answer, which is kept until l.ExpiresAt. It returns
	// access.ErrStale unless the record has the seed of the lease and no answer.
	Finish(ctx context.Context, l Lease, answer []byte) error
	// Release ends a lease without an answer. The next Begin with the same
	// fingerprint takes the record over. Release returns access.ErrStale unless
	// the record has the seed of the lease and no answer.
	Release(ctx context.Context, l Lease) error
	// Forget removes the record of a request that has changed nothing. The next
	// Begin creates a new record, whatever its fingerprint is. Forget returns
	// access.ErrStale unless the lease holds the key and the record has no answer.
	Forget(ctx context.Context, l Lease) error
}

// Lease is the time-limited hold of one try on a key.
type Lease struct {
	Key         string      // the digest of a [Key]
	Fingerprint [32]byte    // the SHA-256 of the request
	Seed        access.Seed // of the ids of everything that the request creates
	At          time.Time   // when the try began
	Until       time.Time   // when the lease ends, and another try may continue
	ExpiresAt   time.Time   // when the record expires
}

// Record is what the store has under a key.
type Record struct {
	Owned       bool // the caller of Begin holds the lease and has to do the work
	Seed        access.Seed
	Fingerprint [32]byte
	Answer      []byte // nil until the work is done
}

// Key names a request. Requests of two callers or to two routes have different
// keys, even if the clients choose the same value.
type Key struct {
	Caller access.UserID
	Route  string // with the parameters of its path
	Value  string // as the client chose it
}

// digest returns the key as an id. Different keys have different ids.
func (k Key) digest() string { return access.Derive(string(k.Caller), k.Route, k.Value) }

// Work does what a request asks for and returns the answer. Next says what happens to
// the next request with the same key.
type Work func(ctx context.Context, seed access.Seed) (answer []byte, next Next)

// Next is what happens to the next request with the same key.
type Next int

// The values of Next.
const (
	Retry  Next = iota // it does the work again, with the same seed
	Replay             // it gets the same answer
	Forget             // it is a new request, and may have another content
)

// Requests does the work of requests that have a key.
type Requests struct {
	Store Store
	Now   access.Clock
}

// Do does the work of a request, or returns the answer to an earlier request with the
// same key and the same content. Content is everything else by which two requests can
// differ. Replayed reports whether the answer is that of an earlier request. While the
// earlier request is in progress, Do waits up to 5 seconds for its answer.
//
// The error is of the kind [KeyReused] if an earlier request with the same key had
// another content. It is of the kind [access.Unavailable] if the earlier request is
// still in progress after 5 seconds.
//
// If the answer cannot be stored, Do returns it nevertheless. The work is done, and a
// repetition finds its results by the seed.
func (r Requests) Do(ctx context.Context, key Key, content []byte, work Work) (answer []byte, replayed bool, err error) {
	now := r.Now().UTC()
	lease := Lease{Key: key.digest(), Fingerprint: sha256.Sum256(content), Seed: access.Seed(access.NewID()),
		At: now, Until: now.Add(leasedFor), ExpiresAt: now.Add(KeptFor)}
	record, err := r.begin(ctx, lease)
	if err != nil {
		return nil, false, err
	}
	if !record.Owned {
		return record.Answer, true, nil
	}
	lease.Seed = record.Seed
	next := Retry
	defer func() { r.end(ctx, lease, next) }()
	if answer, next = work(ctx, lease.Seed); next == Replay {
		_ = r.Store.Finish(ctx, lease, answer)
	}
	return answer, false, nil
}

// begin leases the key. It waits while another try holds the lease.
func (r Requests) begin(ctx context.Context, lease Lease) (Record, error) {
	backoff := access.Backoff{Limit: maxWait}
	for {
		record, err := r.Store.Begin(ctx, lease)
		switch {
		case errors.Is(err, access.ErrStale): // another write came first
		case err != nil:
			return Record{}, err
		case record.Fingerprint != lease.Fingerprint:
			return Record{}, access.Refuse(KeyReused, "This idempotency key was used for a different request within the last 24 hours.")
		case record.Owned || record.Answer != nil:
			return record, nil
		}
		if backoff.Spent() {
			return Record{}, access.Refuse(access.Unavailable, "The same request is still in progress. Try again.")
		}
		if err := backoff.Wait(ctx); err != nil {
			return Record{}, err
		}
	}
}

// end ends the lease of work that has no answer to replay. It runs even if the
// request has timed out or its work has panicked. If end fails, the next try has to wait
// for the end of the lease.
func (r Requests) end(ctx context.Context, lease Lease, next Next) {
	ctx, cancel := access.CleanupContext(ctx)
	defer cancel()
	switch next {
	case Retry:
		_ = r.Store.Release(ctx, lease)
	case Forget:
		_ = r.Store.Forget(ctx, lease)
	case Replay:
	}
}
