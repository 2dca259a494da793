package memory

import (
	"context"
	"slices"
	"time"

	"admit/shared/access"
)

// request is a stored idempotency key.
type request struct {
	body             [32]byte
	seed             access.Seed
	answer           []byte // nil until the request is answered
	until, expiresAt time.Time
}

// Begin implements [access.Requests].
func (m *Store) Begin(ctx context.Context, r access.Attempt) (access.Remembered, error) {
	return read(ctx, m, func() (access.Remembered, error) {
		known, there := m.requests[r.Key]
		switch {
		case !there || !known.expiresAt.After(r.At):
			known = request{body: r.Body, seed: r.Seed}
		case known.answer != nil || known.until.After(r.At) || known.body != r.Body:
			return access.Remembered{Seed: known.seed, Body: known.body, Answer: slices.Clone(known.answer)}, nil
		}
		known.until, known.expiresAt = moment(r.Until), moment(r.ExpiresAt)
		m.requests[r.Key] = known
		return access.Remembered{Mine: true, Seed: known.seed, Body: known.body}, nil
	})
}

// Finish implements [access.Requests].
func (m *Store) Finish(ctx context.Context, r access.Attempt, answer []byte) error {
	return m.write(ctx, func() bool { return m.working(r) }, func() {
		known := m.requests[r.Key]
		known.answer, known.expiresAt = append([]byte{}, answer...), moment(r.ExpiresAt)
		m.requests[r.Key] = known
	})
}

// Drop implements [access.Requests]. It keeps the seed. The next attempt needs it
// to find what this attempt created.
func (m *Store) Drop(ctx context.Context, r access.Attempt) error {
	return m.write(ctx, func() bool { return m.working(r) }, func() {
		known := m.requests[r.Key]
		known.until = time.Time{}
		m.requests[r.Key] = known
	})
}

// Free implements [access.Requests].
func (m *Store) Free(ctx context.Context, r access.Attempt) error {
	holds := func() bool { return m.working(r) && m.requests[r.Key].until.Equal(moment(r.Until)) }
	return m.write(ctx, holds, func() { delete(m.requests, r.Key) })
}

// working reports whether the stored request has the seed of the attempt and no
// answer.
func (m *Store) working(r access.Attempt) bool {
	known, there := m.requests[r.Key]
	return there && known.seed == r.Seed && known.answer == nil
}
