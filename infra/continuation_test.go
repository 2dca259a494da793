package main

import (
	"slices"
	"testing"
)

// An invitation may lead to the origins of the setting and to that of continueUrl.
func TestReturnOriginsHaveTheOriginOfContinueURL(t *testing.T) {
	for _, c := range []struct {
		continueURL, origins string
		want                 []string
	}{
		{"", "", nil},
		{"", "https://app.example.com", []string{"https://app.example.com"}},
		{"https://fika.example.com:8443/welcome?from=admit#start", "", []string{"https://fika.example.com:8443"}},
		{"https://fika.example.com", "https://app.example.com", []string{"https://app.example.com", "https://fika.example.com"}},
		{"https://app.example.com/", "https://app.example.com", []string{"https://app.example.com"}},
		{"http://localhost:8030/", "http://[::1]:8030", []string{"http://[::1]:8030", "http://localhost:8030"}},
	} {
		s, err := settingsWith(t, map[string]any{
			"environment": "development", "sender": "a@example.com", "continueUrl": c.continueURL, "returnOrigins": c.origins,
		})
		if got := s.allReturnOrigins(); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("continueUrl %q, returnOrigins %q: %q (%v), want %q", c.continueURL, c.origins, got, err, c.want)
		}
	}
}
