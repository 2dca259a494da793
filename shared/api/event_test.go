package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"admit/shared/access"
)

// TestEventsOfOtherShapes sends events whose parts have another type than API Gateway's.
// Headers and claims that are no objects, and headers that are no text, count as missing.
func TestEventsOfOtherShapes(t *testing.T) {
	const claims = `"requestContext":{"authorizer":{"jwt":{"claims":{"iss":"i","sub":"s","token_use":"access","username":"u"}}}}`
	h := Handlers{someRoute: func(_ context.Context, r Request) (Response, error) {
		return OK(map[string]string{"accept": r.header("accept"), "match": r.header("if-match")}), nil
	}}
	for event, want := range map[string]struct {
		status int
		body   string
	}{
		`{` + claims + `,"headers":{"x":{"accept":1},"ACCEPT":"a/b","if-match":"c"}}`:    {200, `{"accept":"a/b","match":"c"}`},
		`{` + claims + `,"headers":{"accept":["a/b"],"if-match":7}}`:                     {200, `{"accept":"","match":""}`},
		`{` + claims + `,"headers":null}`:                                                {200, `{"accept":"","match":""}`},
		`{` + claims + `,"headers":["accept"]}`:                                          {200, `{"accept":"","match":""}`},
		`{` + claims + `,"headers":{"accept":"a"`:                                        {400, ""},
		`{` + claims + `,"headers":{accept:"a"}}`:                                        {400, ""},
		`{` + claims + `,"headers":{"x":}}`:                                              {400, ""},
		`{` + claims + `,"headers":[}`:                                                   {400, ""},
		`{"requestContext":{"authorizer":{"jwt":{"claims":{"iss":}}}}}`:                  {400, ""},
		`{"requestContext":{"authorizer":{"jwt":{"claims":[]}}}}`:                        {401, ""},
		`{"requestContext":{"authorizer":{"jwt":{"claims":{"at_hash":"x","iss":"i"}}}}}`: {401, ""},
		`{"requestContext":[]}`:                                                          {400, ""},
	} {
		raw := strings.Replace(event, "{", `{"routeKey":"`+someRoute+`",`, 1)
		got, err := h.Serve(t.Context(), json.RawMessage(raw))
		if err != nil || got.StatusCode != want.status || want.body != "" && got.Body != want.body {
			t.Errorf("%s: %d %s (%v)", event, got.StatusCode, got.Body, err)
		}
	}
}

// TestUnknownRoutesAreNotFound asks for a route that is not in the table, and for one that
// another function answers.
func TestUnknownRoutesAreNotFound(t *testing.T) {
	h := Handlers{someRoute: func(context.Context, Request) (Response, error) { return NoContent(), nil }, "": nil}
	for _, key := range []string{"GET /roles", "GET /nowhere", ""} {
		if got := serve(t, h, newEvent(key)); got.StatusCode != http.StatusNotFound {
			t.Errorf("%q: %d", key, got.StatusCode)
		}
	}
}

// TestDirectInvocations answers invocations without API Gateway: with the body, with a
// problem as the body, and with an error only if it is internal, without its cause.
func TestDirectInvocations(t *testing.T) {
	const key = "POST /decisions"
	refused := map[string]error{"refused": access.Refuse(access.NotFound, "Nothing."), "internal": errors.New("a secret"), "fine": nil}
	for name, failure := range refused {
		h := Handlers{key: func(_ context.Context, r Request) (Response, error) {
			var body struct {
				Name string `json:"name"`
			}
			if err := r.Decode(&body); err != nil {
				return Response{}, err
			}
			return OK(body), failure
		}}
		answer, err := h.ServeDirect(t.Context(), key, "request-1", json.RawMessage(`{"name":"x"}`))
		text, _ := json.Marshal(answer)
		switch name {
		case "fine":
			if err != nil || string(text) != `{"name":"x"}` {
				t.Errorf("%s: %s (%v)", name, text, err)
			}
		case "refused":
			if err != nil || !strings.Contains(string(text), `{"problem":{"type":"urn:admit:problem:not-found"`) || !strings.Contains(string(text), `"request-1"`) {
				t.Errorf("%s: %s (%v)", name, text, err)
			}
		case "internal":
			if err == nil || answer != nil || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: %s (%v)", name, text, err)
			}
		}
	}
	answer, err := Handlers{}.ServeDirect(t.Context(), key, "", json.RawMessage(`{}`))
	if text, _ := json.Marshal(answer); err != nil || !strings.Contains(string(text), "not-found") {
		t.Errorf("without a handler: %s (%v)", text, err)
	}
}

// TestBodiesThatAreNotExpected sends a body where there shall be none, and one of exactly
// the largest size.
func TestBodiesThatAreNotExpected(t *testing.T) {
	for body, want := range map[string]int{"": 200, "{}": 200, `{"a":1}`: 400, "[]": 400} {
		got := send(t, someRoute, func(e *Event) { e.Body = body }, func(_ context.Context, r Request) (Response, error) { return OK(0), r.NoBody() })
		if got.StatusCode != want {
			t.Errorf("%q: %d, want %d", body, got.StatusCode, want)
		}
	}
	for size, want := range map[int]int{MaxBody: 200, MaxBody + 1: 413} {
		body := `{"name":"` + strings.Repeat("x", size-len(`{"name":""}`)) + `"}`
		got := send(t, someRoute, func(e *Event) { e.Body = body }, func(_ context.Context, r Request) (Response, error) {
			var shape struct {
				Name string `json:"name"`
			}
			return OK(0), r.Decode(&shape)
		})
		if got.StatusCode != want {
			t.Errorf("%d octets: %d, want %d", size, got.StatusCode, want)
		}
	}
}

// TestNamesInProblemsAreShort checks that a problem repeats at most 100 octets of a name.
func TestNamesInProblemsAreShort(t *testing.T) {
	for length, want := range map[int]int{99: 99, 100: 100, 101: 100} {
		if got := short(strings.Repeat("x", length)); len(got) != want {
			t.Errorf("%d octets become %d", length, len(got))
		}
	}
	got := send(t, someRoute, func(e *Event) { e.Body = `{"` + strings.Repeat("é", 60) + `":1}` }, func(_ context.Context, r Request) (Response, error) { return OK(0), r.Decode(&struct{}{}) })
	if p := decodeProblem(t, got); len(p.Errors) != 1 || p.Errors[0].Field != strings.Repeat("é", 50) || p.Errors[0].Message != "is not a field of this request" {
		t.Errorf("the problem is %+v", p)
	}
}
