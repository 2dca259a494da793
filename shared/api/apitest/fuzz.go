package apitest

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/api"
)

// World is a function with a store of its own, and what the placeholders of a fuzzed request
// stand for: the text {organisation}, for example, for the id of an organisation.
type World struct {
	Handlers api.Handlers
	People   []string // the subjects of callers, of whom the first is an administrator
	Known    map[string]string
}

// Fuzz searches for a request to the routes of a function that is answered with an error of
// the server, with a problem that has no kind, or with a header that breaks. The function
// open makes a new world for each request, so that a request that was found can be sent
// again. The bodies are where the search begins.
func Fuzz(f *testing.F, function string, open func(t *testing.T) World, bodies ...string) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	var routes []api.Route
	for _, route := range api.Routes {
		if route.Function == function {
			routes = append(routes, route)
		}
	}
	for n := range routes {
		f.Add(byte(n), byte(0), "", "limit=1&account={account}", "de, en;q=0.5", "{}", false)
		f.Add(byte(n), byte(1), "x#%2F", "cursor=x&%zz", "\x00", "bnVsbA==", true)
		for _, body := range bodies {
			f.Add(byte(n), byte(0), "", "", "", body, false)
		}
	}
	f.Fuzz(func(t *testing.T, route, who byte, id, query, header, body string, base64 bool) {
		w := open(t)
		r := request{w, routes[int(route)%len(routes)], int(who), id, query, header, body, base64}
		response := r.send(t)
		again := r.send(t) // a repetition finds what the first request has left
		for _, got := range []api.Response{response, again} {
			checkResponse(t, got)
		}
	})
}

// request is a fuzzed request.
type request struct {
	World
	route                   api.Route
	who                     int
	id, query, header, body string
	base64                  bool
}

// send sends the request as API Gateway does, which passes only valid UTF-8.
func (r request) send(t *testing.T) api.Response {
	t.Helper()
	valid := func(text string) string { return strings.ToValidUTF8(r.fill(text), "\ufffd") }
	path := map[string]string{}
	for part := range strings.SplitSeq(r.route.Path, "/") {
		if name, is := strings.CutPrefix(part, "{"); is {
			name = strings.TrimSuffix(strings.TrimSuffix(name, "}"), "+")
			if path[name] = valid(r.id); r.id == "" {
				path[name] = r.Known[strings.TrimSuffix(name, "Id")]
			}
		}
	}
	claims := map[string]any{"iss": Issuer, "sub": r.People[r.who%len(r.People)], "token_use": "access", "username": "x", "client_id": "console"}
	event := map[string]any{
		"routeKey": r.route.Key(), "pathParameters": path, "rawQueryString": valid(r.query), "body": valid(r.body), "isBase64Encoded": r.base64,
		"headers":        map[string]string{"content-type": "application/json", "accept-language": valid(r.header), "If-Match": valid(r.header), "idempotency-key": valid(r.header)},
		"requestContext": map[string]any{"requestId": "request", "authorizer": map[string]any{"jwt": map[string]any{"claims": claims}}},
	}
	if r.header == "" {
		event["headers"] = map[string]string{"content-type": "application/json"}
	}
	raw, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	response, err := r.Handlers.Serve(t.Context(), raw)
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return response
}

// fill replaces the placeholders of a text.
func (r request) fill(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	for name, value := range r.Known {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

// checkResponse checks what is true of every response.
func checkResponse(t *testing.T, r api.Response) {
	t.Helper()
	for name, value := range r.Headers {
		if strings.ContainsFunc(value, access.HidesText) {
			t.Errorf("the header %s is %q", name, value)
		}
	}
	switch {
	case r.StatusCode < 200 || r.StatusCode >= 500:
		t.Errorf("status %d: %s", r.StatusCode, r.Body)
	case r.StatusCode >= 400:
		checkProblem(t, r)
	case strings.HasPrefix(r.Headers["Content-Type"], "application/json") && !json.Valid([]byte(r.Body)) && !r.IsBase64Encoded:
		t.Errorf("the body is not JSON: %s", r.Body)
	}
}

// checkProblem checks a refusal.
func checkProblem(t *testing.T, r api.Response) {
	t.Helper()
	var problem struct {
		Type, Title, Detail string
		Status              int
		Errors              []struct{ Field, Message string }
	}
	if err := json.Unmarshal([]byte(r.Body), &problem); err != nil {
		t.Fatalf("status %d with %s (%v)", r.StatusCode, r.Body, err)
	}
	kind, is := strings.CutPrefix(problem.Type, "urn:admit:problem:")
	if !is || kind == "" || problem.Title == "" || problem.Detail == "" || problem.Status != r.StatusCode {
		t.Errorf("status %d with the problem %s", r.StatusCode, r.Body)
	}
	for _, e := range problem.Errors {
		if e.Message == "" || len(e.Field) > 300 {
			t.Errorf("a field of the problem is %q: %q", e.Field, e.Message)
		}
	}
}
