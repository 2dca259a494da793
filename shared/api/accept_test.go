package api_test

import (
	"testing"

	"admit/shared/api"
)

// TestAccepts checks which media type a client gets.
func TestAccepts(t *testing.T) {
	for accept, want := range map[string]string{
		"": "application/json", "*/*": "application/json", "text/html": "application/json", "text/csv": "text/csv", "TEXT/CSV; charset=utf-8": "text/csv",
		"application/json, text/csv": "application/json", "application/json;q=0.5, text/csv;q=0.8": "text/csv", "text/csv;q=0": "application/json",
		"text/csv;q=nonsense": "application/json", ";;,text/csv": "text/csv",
	} {
		r := api.Request{Event: api.Event{Headers: api.Headers{"accept": accept}}}
		if got := r.Accepts("application/json", "text/csv"); got != want {
			t.Errorf("Accept: %s gives %s, want %s", accept, got, want)
		}
	}
}
