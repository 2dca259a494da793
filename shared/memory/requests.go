package memory

import (
	"context"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/idempotency"
)

// request is a stored idempotency key.
type request struct {
	fingerprint      [32]byte
	seed             access.Seed
	answer           []byte // nil until the request is answered
	until, expiresAt time.Time
}

// Begin implements [idempotency.Store].
func (m *Store) Begin(ctx context.Context, r idempotency.Lease) (idempotency.Record, error) {
	return read(ctx, m, func() (idempotency.Record, error) {
		known, there := m.requests[r.Key]
		switch {
		case !there || !known.expiresAt.After(r.At):
			known = request{fingerprint: r.Fingerprint, seed: r.Seed}
		case known.answer != nil || known.until.After(r.At) || known.fingerprint != r.Fingerprint:
			return idempotency.Record{Seed: known.seed, Fingerprint: known.fingerprint, Answer: slices.Clone(known.answer)}, nil
		}
		known.until, known.expiresAt = moment(r.Until), moment(r.ExpiresAt)
		m.requests[r.Key] = known
		return idempotency.Record{Owned: true, Seed: known.seed, Fingerprint: known.fingerprint}, nil
	})
}

// Finish implements [idempotency.Store].
func (m *Store) Finish(ctx context.Context, r idempotency.Lease, answer []byte) error {
	return m.write(ctx, func() bool { return m.working(r) }, func() {
		known := m.requests[r.Key]
		known.answer, known.expiresAt = append([]byte{}, answer...), moment(r.ExpiresAt)
		m.requests[r.Key] = known
	})
}

// Release implements [idempotency.Store]. It keeps the seed. The next attempt needs it
// to find what this attempt created.
func (m *Store) Release(ctx context.Context, r idempotency.Lease) error {
	return m.write(ctx, func() bool { return m.working(r) }, func() {
		known := m.requests[r.Key]
		known.until = time.Time{}
		m.requests[r.Key] = known
	})
}

// Forget implements [idempotency.Store].
func (m *Store) Forget(ctx context.Context, r idempotency.Lease) error {
	holds := func() bool { return m.working(r) && m.requests[r.Key].until.Equal(moment(r.Until)) }
	return m.write(ctx, holds, func() { delete(m.requests, r.Key) })
}

// working reports whether the stored request has the seed of the attempt and no
// answer.
func (m *Store) working(r idempotency.Lease) bool {
	known, there := m.requests[r.Key]
	return there && known.seed == r.Seed && known.answer == nil
}
