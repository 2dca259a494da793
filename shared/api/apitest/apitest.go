// Package apitest calls the handlers of a function in tests, with events like those
// of API Gateway.
package apitest

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"admit/shared/api"
)

// Issuer is the issuer of all tokens.
const Issuer = "https://issuer.example/pool"

// Call is one request.
type Call struct {
	Route string            // a key of the route table
	As    string            // the subject of the caller's token; empty for no token
	Scope string            // of a program's token; empty for the token of a person
	Path  map[string]string // path parameters
	Query string
	Body  any // encoded as JSON, unless it is a string

	Language string // the Accept-Language header; empty for none
}

// Answer is the response to a call. JSON is its decoded body, or nil if that is not
// a JSON object.
type Answer struct {
	api.Response
	JSON map[string]any
}

// Ask sends a request to the handlers and returns the response.
func Ask(t testing.TB, h api.Handlers, c Call) Answer {
	t.Helper()
	return AskIn(t.Context(), t, h, c)
}

// AskIn is like [Ask], with the context of an invocation.
func AskIn(ctx context.Context, t testing.TB, h api.Handlers, c Call) Answer {
	t.Helper()
	var event api.Event
	event.RouteKey, event.PathParameters, event.RawQueryString = c.Route, c.Path, c.Query
	event.Headers = map[string]string{"content-type": "application/json"}
	if c.Language != "" {
		event.Headers["accept-language"] = c.Language
	}
	event.RequestContext.RequestID = "request"
	if c.As != "" {
		claims := map[string]any{"iss": Issuer, "sub": c.As, "token_use": "access", "username": c.As, "client_id": "console"}
		if c.Scope != "" {
			claims["scope"] = c.Scope
			delete(claims, "username")
		}
		event.RequestContext.Authorizer.JWT.Claims = claims
	}
	event.Body = body(t, c.Body)
	raw, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	response, err := h.Serve(ctx, raw)
	if err != nil {
		t.Fatalf("%s: %v", c.Route, err)
	}
	answer := Answer{Response: response}
	_ = json.Unmarshal([]byte(response.Body), &answer.JSON) // a page and an empty body are not JSON
	return answer
}

// body returns the text of a request's body.
func body(t testing.TB, body any) string {
	t.Helper()
	switch body := body.(type) {
	case nil:
		return ""
	case string:
		return body
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// AnswersItsRoutes fails the test unless there is a handler for exactly the routes
// that name the function in the route table.
func AnswersItsRoutes(t testing.TB, function string, h api.Handlers) {
	t.Helper()
	var want []string
	for _, route := range api.Routes {
		if route.Function == function {
			want = append(want, route.Key())
		}
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(h)); !slices.Equal(got, want) {
		t.Errorf("%s answers the routes\n%q\nwant\n%q", function, got, want)
	}
}
