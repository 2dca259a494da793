package access_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// partsOfAStore is a store of some parts. Reading one takes a second.
type partsOfAStore struct {
	*fixture.Clock
	parts int
	err   error // of the last part
}

// Retain implements [access.Retainer].
func (p *partsOfAStore) Retain(_ context.Context, run access.RetentionRun) (access.RetainedPart, error) {
	p.Pass(time.Second)
	var n int
	_, _ = fmt.Sscan(run.After, &n)
	part := access.RetainedPart{Next: fmt.Sprint(n + 1), Examined: 10, Changed: 1, Total: 100}
	if n+1 == p.parts {
		part.Next = ""
		return part, p.err
	}
	return part, nil
}

// TestRetainWorksUntilTheTimeIsOver gives a run more time and less than it needs. It counts
// what it has examined and says where to continue.
func TestRetainWorksUntilTheTimeIsOver(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		after string
		parts int
		time  time.Duration
		err   error
		want  access.RetainedPart
	}{
		"one part":              {"", 1, time.Minute, nil, access.RetainedPart{Examined: 10, Changed: 1, Total: 100}},
		"all parts":             {"", 5, time.Minute, nil, access.RetainedPart{Examined: 50, Changed: 5, Total: 100}},
		"the rest":              {"3", 5, time.Minute, nil, access.RetainedPart{Examined: 20, Changed: 2, Total: 100}},
		"the time is over":      {"", 5, 2500 * time.Millisecond, nil, access.RetainedPart{Next: "3", Examined: 30, Changed: 3, Total: 100}},
		"at the end of it":      {"", 5, 2 * time.Second, nil, access.RetainedPart{Next: "3", Examined: 30, Changed: 3, Total: 100}},
		"no time":               {"2", 5, 0, nil, access.RetainedPart{Next: "3", Examined: 10, Changed: 1, Total: 100}},
		"the store fails":       {"", 1, time.Minute, broken, access.RetainedPart{}},
		"the store fails later": {"", 3, time.Minute, broken, access.RetainedPart{}},
	} {
		clock := &fixture.Clock{}
		clock.Set(fixture.Noon)
		store := &partsOfAStore{Clock: clock, parts: c.parts, err: c.err}
		got, err := access.Retain{Store: store, For: c.time, Now: clock.Now}.Do(t.Context(), c.after)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %+v (%v), want %+v", name, got, err, c.want)
		}
	}
}
