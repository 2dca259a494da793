package accesstest

import (
	"context"
	"slices"
	"time"

	"admit/shared/access"
)

// request is a request as it is remembered.
type request struct {
	body             [32]byte
	seed             access.Seed
	answer           []byte // nil while somebody works on it
	until, expiresAt time.Time
}

// Begin implements [access.Requests].
func (m *Memory) Begin(ctx context.Context, r access.Attempt) (access.Remembered, error) {
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
func (m *Memory) Finish(ctx context.Context, r access.Attempt, answer []byte) error {
	return m.write(ctx, func() bool { return m.working(r) }, func() {
		known := m.requests[r.Key]
		known.answer, known.expiresAt = append([]byte{}, answer...), moment(r.ExpiresAt)
		m.requests[r.Key] = known
	})
}

// Drop implements [access.Requests]. The seed stays: what the request did before
// it gave up is found by it.
func (m *Memory) Drop(ctx context.Context, r access.Attempt) error {
	return m.write(ctx, func() bool { return m.working(r) }, func() {
		known := m.requests[r.Key]
		known.until = time.Time{}
		m.requests[r.Key] = known
	})
}

// Free implements [access.Requests].
func (m *Memory) Free(ctx context.Context, r access.Attempt) error {
	holds := func() bool { return m.working(r) && m.requests[r.Key].until.Equal(moment(r.Until)) }
	return m.write(ctx, holds, func() { delete(m.requests, r.Key) })
}

// working tells whether the request has the attempt's seed and no answer.
func (m *Memory) working(r access.Attempt) bool {
	known, there := m.requests[r.Key]
	return there && known.seed == r.Seed && known.answer == nil
}
