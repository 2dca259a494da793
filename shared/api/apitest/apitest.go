// Package apitest asks a function's handlers as API Gateway would, without
// API Gateway.
package apitest

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/api"
)

// Issuer is the issuer of everybody's tokens.
const Issuer = "https://issuer.example/pool"

// UserID is the id of the user whom the issuer knows by a subject.
func UserID(subject string) access.UserID { return access.NewUserID(Issuer, subject) }

// Call is one request.
type Call struct {
	Route string            // as in the route table
	As    string            // the subject of the caller's token; empty for nobody
	Path  map[string]string // path parameters
	Query string
	Body  any // sent as JSON; a string is sent as it is
}

// Answer is what came back.
type Answer struct {
	api.Response
	JSON map[string]any
}

// Ask makes a request and reads the answer.
func Ask(t testing.TB, h api.Handlers, c Call) Answer {
	t.Helper()
	var event api.Event
	event.RouteKey, event.PathParameters, event.RawQueryString = c.Route, c.Path, c.Query
	event.Headers = map[string]string{"content-type": "application/json"}
	event.RequestContext.RequestID = "request"
	if c.As != "" {
		event.RequestContext.Authorizer.JWT.Claims = map[string]any{
			"iss": Issuer, "sub": c.As, "token_use": "access", "username": c.As, "client_id": "console",
		}
	}
	event.Body = body(t, c.Body)
	raw, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	response, err := h.Serve(t.Context(), raw)
	if err != nil {
		t.Fatalf("%s: %v", c.Route, err)
	}
	answer := Answer{Response: response}
	_ = json.Unmarshal([]byte(response.Body), &answer.JSON) // a page and an empty body are no JSON
	return answer
}

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

// AnswersItsRoutes fails unless the handlers are for exactly the routes that
// the route table gives to the function.
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
		t.Errorf("%s answers\n%q\nand should answer\n%q", function, got, want)
	}
}
