package gateway

import (
	"encoding/json"
	"testing"

	"admit/shared/api"
)

func TestEventIsThatOfTheRoute(t *testing.T) {
	for _, c := range []struct{ method, path, function, key, organisation string }{
		{"POST", "/organisations/o1/invitations", "invite", "POST /organisations/{organisationId}/invitations", "o1"},
		{"POST", "/organisations/o1/invitations/batch", "invite", "POST /organisations/{organisationId}/invitations/batch", "o1"},
		{"GET", "/organisations/o1/permissions", "list-permissions", "GET /organisations/{organisationId}/permissions", "o1"},
		{"GET", "/console", "console", "GET /console", ""},
	} {
		function, raw, err := Event("https://issuer.example", Request{Method: c.method, Path: c.path, Query: "limit=5", Token: "subject", Body: "{}"})
		if err != nil || function != c.function {
			t.Errorf("%s %s is for %q (%v), want %q", c.method, c.path, function, err, c.function)
			continue
		}
		var e api.Event
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Fatal(err)
		}
		claims := e.RequestContext.Authorizer.JWT.Claims
		if e.RouteKey != c.key || e.PathParameters["organisationId"] != c.organisation || e.RawQueryString != "limit=5" || e.Body != "{}" ||
			claims["sub"] != "subject" || claims["iss"] != "https://issuer.example" || claims["token_use"] != "access" {
			t.Errorf("%s %s: %s", c.method, c.path, raw)
		}
	}
	if _, _, err := Event("", Request{Method: "GET", Path: "/nothing"}); err == nil {
		t.Error("a path without a route has an event")
	}
}
