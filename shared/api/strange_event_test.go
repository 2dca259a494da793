package api

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
)

// TestStrangeEvents invokes a handler with events that API Gateway does not send. None
// reaches the handler, and each gets a problem.
func TestStrangeEvents(t *testing.T) {
	called := false
	handlers := Handlers{someRoute: func(context.Context, Request) (Response, error) {
		called = true
		return NoContent(), nil
	}}
	whole, err := json.Marshal(newEvent(someRoute))
	if err != nil {
		t.Fatal(err)
	}
	without := func(field string) string {
		var event map[string]any
		if err := json.Unmarshal(whole, &event); err != nil {
			t.Fatal(err)
		}
		if _, there := event[field]; !there {
			t.Fatalf("the event has no field %s", field)
		}
		delete(event, field)
		text, err := json.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	const route = `{"routeKey":"` + someRoute + `",`
	for name, c := range map[string]struct {
		event  string
		status int
	}{
		"no request context":               {without("requestContext"), http.StatusUnauthorized},
		"an empty request context":         {route + `"requestContext":{}}`, http.StatusUnauthorized},
		"a request context of null":        {route + `"requestContext":null}`, http.StatusUnauthorized},
		"an authorizer of null":            {route + `"requestContext":{"authorizer":null}}`, http.StatusUnauthorized},
		"claims as a list":                 {route + `"requestContext":{"authorizer":{"jwt":{"claims":[]}}}}`, http.StatusUnauthorized},
		"the claims of another authorizer": {route + `"requestContext":{"authorizer":{"lambda":{"sub":"someone"},"claims":{"sub":"someone"}}}}`, http.StatusUnauthorized},
		"no route":                         {without("routeKey"), http.StatusNotFound},
		"the route of another function":    {`{"routeKey":"GET /roles"}`, http.StatusNotFound},
		"the default route":                {`{"routeKey":"$default"}`, http.StatusNotFound},
		"an event of a REST API":           {`{"httpMethod":"POST","path":"/organisations/a/invitations","requestContext":{"authorizer":{"claims":{"sub":"someone"}}}}`, http.StatusNotFound},
		"null":                             {`null`, http.StatusNotFound},
		"a list":                           {`[]`, http.StatusBadRequest},
		"text":                             {`"hello"`, http.StatusBadRequest},
		"headers as text":                  {route + `"headers":"a: b"}`, http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			response, err := handlers.Serve(t.Context(), json.RawMessage(c.event))
			if err != nil || response.StatusCode != c.status || called {
				t.Errorf("status %d, want %d; called: %t, %v", response.StatusCode, c.status, called, err)
			}
			decodeProblem(t, response)
		})
	}
	if response, err := handlers.Serve(t.Context(), whole); err != nil || response.StatusCode != http.StatusNoContent || !called {
		t.Errorf("the whole event: %d, %v", response.StatusCode, err)
	}
}
