package main

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// The whole command, with one endpoint for all of AWS. It calls the function until it is
// done, also after a failure, and begins from the start only once.
func TestMigrateOnAWS(t *testing.T) {
	t.Chdir("../..")
	calls := startOperator(t,
		`{"problem": {"type": "urn:admit:problem:unavailable", "status": 503}}`,
		`{"migration": {"examined": 250, "total": 1000, "written": 7, "deleted": 1, "done": false}}`,
		`{"migration": {"examined": 1020, "total": 1000, "written": 9, "deleted": 3, "done": true}}`,
	)
	if err := migrate(t.Context(), flag.NewFlagSet("migrate", flag.ContinueOnError), []string{"-aws", "-rate", "50", "-again"}); err != nil {
		t.Error(err)
	}
	want := []string{`{"action":"migrate","rate":50,"again":true}`, `{"action":"migrate","rate":50,"again":true}`, `{"action":"migrate","rate":50}`}
	if !slices.Equal(*calls, want) {
		t.Errorf("calls %v, want %v", *calls, want)
	}
}

func TestMigrationCommand(t *testing.T) {
	busy := &problemError{Title: "Unavailable", Status: http.StatusServiceUnavailable}
	done := migrationProgress{Examined: 900, Written: 30, Deleted: 4, Done: true}
	for _, c := range []struct {
		name    string
		answers []any // errors, or progress
		says    []string
		advice  string
		err     error
	}{
		{name: "done at once", answers: []any{done}, says: []string{"900 items examined, 30 written, 4 deleted", "AGAIN=1"}},
		{name: "in steps", answers: []any{migrationProgress{Examined: 100, Total: 400}, migrationProgress{Examined: 200, Total: 400, Written: 20}, done},
			says: []string{"200 of about 400 items examined (50%), 20 written, 0 deleted; ", "items a second, about ", "migrated: 900"}},
		{name: "more than estimated", answers: []any{migrationProgress{Examined: 100, Total: 50}, done}, says: []string{"  100 items examined, 0 written"}},
		{name: "failures that pass", answers: []any{busy, busy, busy, busy, migrationProgress{}, busy, busy, busy, busy, done}, says: []string{"Unavailable", "migrated: 900"}},
		{name: "failures that stay", answers: []any{busy, errors.New("x"), busy, busy, busy}, err: busy, advice: "goes on where it stopped"},
		{name: "a refusal", answers: []any{&problemError{Title: "Invalid", Status: http.StatusBadRequest}}, err: &problemError{Title: "Invalid", Status: http.StatusBadRequest}},
	} {
		var said strings.Builder
		calls := 0
		err := migrationCommand{out: &said, call: func(context.Context, migrateCall) (migrationProgress, error) {
			calls++
			if err, failed := c.answers[calls-1].(error); failed {
				return migrationProgress{}, err
			}
			time.Sleep(time.Millisecond) // so that there is a rate
			return c.answers[calls-1].(migrationProgress), nil
		}}.run(t.Context(), migrateCall{})
		if (err == nil) != (c.err == nil) || (err != nil && err.Error() != c.err.Error()) || calls != len(c.answers) {
			t.Errorf("%s: %v after %d calls, want %v after %d", c.name, err, calls, c.err, len(c.answers))
		}
		if advised, _ := errors.AsType[*advisedError](err); c.advice != "" && (advised == nil || !strings.Contains(advised.advice, c.advice)) {
			t.Errorf("%s: the advice is %+v", c.name, advised)
		}
		for _, text := range c.says {
			if !strings.Contains(said.String(), text) {
				t.Errorf("%s: %q is not in:\n%s", c.name, text, &said)
			}
		}
	}
}

// An interrupt ends the command between two calls and within one.
func TestInterruptedMigration(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	var said strings.Builder
	err := migrationCommand{out: &said, call: func(ctx context.Context, _ migrateCall) (migrationProgress, error) {
		interrupt()
		return migrationProgress{}, ctx.Err()
	}}.run(ctx, migrateCall{})
	if !errors.Is(err, errInterrupted) || !strings.Contains(said.String(), "goes on where it stopped") {
		t.Errorf("%v: %s", err, &said)
	}
}
