package idempotency_test

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/idempotency"
)

var noon = fixture.Noon

// world is a fixture with short names for what these tests use.
type world struct{ *fixture.Fixture }

func inMemory(t *testing.T) *world {
	t.Helper()
	return &world{fixture.InMemory(t)}
}

func (w *world) requests() idempotency.Requests { return w.Requests() }
func (w *world) set(now time.Time)              { w.Set(now) }
func (w *world) must(err error)                 { w.Helper(); w.Must(err) }

func (w *world) refused(what string, err error, want access.Kind) {
	w.Helper()
	w.WantRefusal(what, err, want)
}

// survive calls do and recovers from a panic.
func survive(do func()) {
	defer func() { _ = recover() }()
	do()
}
