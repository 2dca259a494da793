package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
)

// FuzzEvent hands any event to the function. Only one that names its email and is of a
// known type is tracked, with a state that an email can have after it was sent.
func FuzzEvent(f *testing.F) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	samples, err := filepath.Glob("testdata/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range samples {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, seed := range []string{``, `{}`, `[]`, `{"detail":{"eventType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[]},"mail":{"tags":{"invitation":["i"],"round":["2"]}}}}`,
		`{"detail":{"eventType":"Reject","mail":{"tags":{"invitation":["i","j"],"round":["x"]}}}}`, `{"detail":{"eventType":"Open"}}`, `{"time":"yesterday"}`} {
		f.Add([]byte(seed))
	}
	states := []access.DeliveryStatus{access.Delivered, access.Delayed, access.Bounced, access.Complained, access.Failed}
	f.Fuzz(func(t *testing.T, raw []byte) {
		tracked := 0
		track := func(_ context.Context, e delivery.Event) error {
			if tracked++; !slices.Contains(states, e.Status) || e.Permanent && e.Status != access.Bounced {
				t.Errorf("%s is tracked as %+v", raw, e)
			}
			return nil
		}
		if err := (handler{track: track}).handle(t.Context(), json.RawMessage(raw)); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
		if tracked > 0 && !json.Valid(raw) {
			t.Errorf("%s is tracked, and is not JSON", raw)
		}
	})
}
