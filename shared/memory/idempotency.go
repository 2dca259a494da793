package memory

import (
	"context"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/idempotency"
)

// idempotencyRecord is what the store has under an idempotency key.
type idempotencyRecord struct {
	fingerprint      [32]byte
	seed             access.Seed
	answer           []byte    // nil until the request is answered
	until, expiresAt time.Time // the end of the lease, and of the record
}

// Begin implements [idempotency.Store].
func (m *Store) Begin(ctx context.Context, l idempotency.Lease) (idempotency.Record, error) {
	return read(ctx, m, func() (idempotency.Record, error) {
		stored, found := m.idempotencyRecords[l.Key]
		switch {
		case !found || !stored.expiresAt.After(l.At):
			stored = idempotencyRecord{fingerprint: l.Fingerprint, seed: l.Seed}
		case stored.answer != nil || stored.until.After(l.At) || stored.fingerprint != l.Fingerprint:
			return idempotency.Record{Seed: stored.seed, Fingerprint: stored.fingerprint, Answer: slices.Clone(stored.answer)}, nil
		}
		stored.until, stored.expiresAt = truncated(l.Until), truncated(l.ExpiresAt)
		m.idempotencyRecords[l.Key] = stored
		return idempotency.Record{Owned: true, Seed: stored.seed, Fingerprint: stored.fingerprint}, nil
	})
}

// Finish implements [idempotency.Store].
func (m *Store) Finish(ctx context.Context, l idempotency.Lease, answer []byte) error {
	return m.write(ctx, func() bool { return m.unanswered(l) }, func() {
		stored := m.idempotencyRecords[l.Key]
		stored.answer, stored.expiresAt = append([]byte{}, answer...), truncated(l.ExpiresAt)
		m.idempotencyRecords[l.Key] = stored
	})
}

// Release implements [idempotency.Store]. The record keeps its
// seed, which the next try needs to find what this try created.
func (m *Store) Release(ctx context.Context, l idempotency.Lease) error {
	return m.write(ctx, func() bool { return m.unanswered(l) }, func() {
		stored := m.idempotencyRecords[l.Key]
		stored.until = time.Time{}
		m.idempotencyRecords[l.Key] = stored
	})
}

// Forget implements [idempotency.Store].
func (m *Store) Forget(ctx context.Context, l idempotency.Lease) error {
	holds := func() bool { return m.unanswered(l) && m.idempotencyRecords[l.Key].until.Equal(truncated(l.Until)) }
	return m.write(ctx, holds, func() { delete(m.idempotencyRecords, l.Key) })
}

// unanswered reports whether the record of a lease exists, has the seed of the
// lease, and has no answer.
func (m *Store) unanswered(l idempotency.Lease) bool {
	stored, found := m.idempotencyRecords[l.Key]
	return found && stored.seed == l.Seed && stored.answer == nil
}
