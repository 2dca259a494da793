package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// send sends a request to a handler, like API Gateway, and returns the response.
func send(t *testing.T, key string, change func(*Event), handler Handler) Response {
	t.Helper()
	event := newEvent(key)
	change(&event)
	return serve(t, Handlers{key: handler}, event)
}

// newEvent returns the event of a person's request to a route.
func newEvent(key string) Event {
	var event Event
	event.RouteKey = key
	event.Headers = map[string]string{"content-type": "application/json"}
	event.RequestContext.RequestID = "request-1"
	event.RequestContext.Authorizer.JWT.Claims = map[string]any{"iss": "https://issuer", "sub": "someone", "token_use": "access", "username": "ada", "client_id": "app"}
	return event
}

// serve returns the response of the handlers to an event.
func serve(t *testing.T, h Handlers, event Event) Response {
	t.Helper()
	raw, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	response, err := h.Serve(t.Context(), raw)
	if err != nil {
		t.Fatalf("Serve returned an error, which it never should: %v", err)
	}
	return response
}

// decodeProblem returns the problem in a response. It checks that the problem is complete.
func decodeProblem(t *testing.T, r Response) problem {
	t.Helper()
	var p problem
	if err := json.Unmarshal([]byte(r.Body), &p); err != nil {
		t.Fatalf("the response is not a problem: %v\n%s", err, r.Body)
	}
	if r.Headers["Content-Type"] != "application/problem+json" || p.Status != r.StatusCode || p.Title == "" || p.Detail == "" {
		t.Errorf("the problem is not complete: %+v %s", p, r.Headers["Content-Type"])
	}
	return p
}

const someRoute = "POST /organisations/{organisationId}/invitations"

func TestBodiesAreStrict(t *testing.T) {
	type shape struct {
		Email string   `json:"email"`
		Roles []string `json:"roles"`
		Admin struct {
			Email string `json:"email"`
		} `json:"admin"`
	}
	for name, c := range map[string]struct {
		body   string
		status int
		field  string
	}{
		"fine":                {`{"email":"a","roles":["x"]}`, 200, ""},
		"an empty object":     {` {} `, 200, ""},
		"unknown field":       {`{"email":"a","x":1}`, 400, "x"},
		"other case":          {`{"Email":"a"}`, 400, "Email"},
		"twice":               {`{"email":"a","email":"b"}`, 400, "email"},
		"twice in depth":      {`{"admin":{"email":"a","email":"b"}}`, 400, "admin.email"},
		"array for string":    {`{"email":["a","b"]}`, 400, "email"},
		"number for string":   {`{"email":1}`, 400, "email"},
		"object for string":   {`{"email":{"a":1}}`, 400, "email"},
		"string for list":     {`{"roles":"x,y"}`, 400, "roles"},
		"number in list":      {`{"roles":["x",7]}`, 400, "roles[1]"},
		"trailing data":       {`{"email":"a"}{}`, 400, ""},
		"array":               {`[]`, 400, ""},
		"null":                {`null`, 400, ""},
		"string":              {`"a"`, 400, ""},
		"nothing":             {``, 400, ""},
		"cut off":             {`{"email":`, 400, ""},
		"invalid UTF-8":       {"{\"email\":\"\xff\"}", 400, ""},
		"lone surrogate":      {`{"email":"\ud800"}`, 400, ""},
		"deep nesting":        {strings.Repeat(`{"admin":`, 7000), 400, ""},
		"deep, unknown":       {`{"x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, 400, "x"},
		"huge number":         {`{"email":1e999999}`, 400, "email"},
		"a comment":           {`{/**/}`, 400, ""},
		"larger than allowed": {`{"email":"` + strings.Repeat("a", MaxBody) + `"}`, 413, ""},
	} {
		t.Run(name, func(t *testing.T) {
			// Base64, because a JSON event cannot contain invalid UTF-8.
			response := send(t, someRoute, func(e *Event) {
				e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(c.body)), true
			}, func(_ context.Context, r Request) (Response, error) {
				var into shape
				return OK(struct{}{}), r.Decode(&into)
			})
			if response.StatusCode != c.status {
				t.Fatalf("status %d, want %d: %s", response.StatusCode, c.status, response.Body)
			}
			if c.status == 200 {
				return
			}
			fields := []string{}
			for _, field := range decodeProblem(t, response).Errors {
				fields = append(fields, field.Field)
			}
			if c.field != "" && !slices.Equal(fields, []string{c.field}) {
				t.Errorf("the errors are about the fields %q, want %q", fields, c.field)
			}
		})
	}
}

func TestOnlyJSONIsRead(t *testing.T) {
	for contentType, status := range map[string]int{
		"application/json": 200, "Application/JSON; charset=utf-8": 200, "": 415, "text/plain": 415,
		"application/x-www-form-urlencoded": 415, "application/json,text/html": 415, ";": 415,
	} {
		response := send(t, someRoute, func(e *Event) {
			e.Headers, e.Body = map[string]string{"Content-Type": contentType}, "{}"
		}, func(_ context.Context, r Request) (Response, error) {
			return OK(struct{}{}), r.Decode(&struct{}{})
		})
		if response.StatusCode != status {
			t.Errorf("%q: status %d, want %d", contentType, response.StatusCode, status)
		}
	}
	broken := send(t, someRoute, func(e *Event) { e.Body, e.IsBase64Encoded = "{}", true }, func(_ context.Context, r Request) (Response, error) {
		return OK(struct{}{}), r.Decode(&struct{}{})
	})
	if broken.StatusCode != 400 {
		t.Errorf("a body that is not valid base64: status %d", broken.StatusCode)
	}
}

func TestOnlyAccessTokensOfPersonsAreAccepted(t *testing.T) {
	whole := func(change ...string) map[string]any {
		claims := map[string]any{"iss": "https://issuer", "sub": "someone", "token_use": "access", "username": "ada", "client_id": "app"}
		for i := 0; i < len(change); i += 2 {
			if claims[change[i]] = change[i+1]; change[i+1] == "" {
				delete(claims, change[i])
			}
		}
		return claims
	}
	for name, c := range map[string]struct {
		claims map[string]any
		status int
		kind   access.Kind
	}{
		"a person":                      {whole(), 200, ""},
		"numbers as numbers":            {map[string]any{"iss": "i", "sub": "s", "token_use": "access", "username": "ada", "exp": 1.5e9}, 200, ""},
		"no token_use":                  {whole("token_use", ""), 401, unauthenticated},
		"no token_use and no user name": {whole("token_use", "", "username", ""), 401, unauthenticated},
		"token_use in another case":     {whole("token_use", "Access"), 401, unauthenticated},
		"token_use is not a string":     {map[string]any{"iss": "i", "sub": "s", "username": "ada", "token_use": []any{"access"}}, 401, unauthenticated},
		"nobody":                        {nil, 401, unauthenticated},
		"no subject":                    {whole("sub", ""), 401, unauthenticated},
		"no issuer":                     {whole("iss", ""), 401, unauthenticated},
		"the subject is not a string":   {map[string]any{"iss": "i", "sub": 7.0}, 401, unauthenticated},
		"an ID token":                   {whole("token_use", "id"), 401, unauthenticated},
		"a refresh token":               {whole("token_use", "refresh"), 401, unauthenticated},
		"Cognito's machine client":      {whole("username", ""), 403, machineClient},
		"the client is the subject":     {whole("client_id", "someone"), 403, machineClient},
		"azp is the subject":            {whole("azp", "someone"), 403, machineClient},
		"client credentials grant":      {whole("gty", "client-credentials"), 403, machineClient},
		"an email claim alone":          {map[string]any{"email": "ada@example.com", "email_verified": true}, 401, unauthenticated},
		"an email claim is ignored":     {whole("email", "admin@example.com"), 200, ""},
	} {
		t.Run(name, func(t *testing.T) {
			response := send(t, someRoute, func(e *Event) { e.RequestContext.Authorizer.JWT.Claims = c.claims }, func(_ context.Context, r Request) (Response, error) {
				if name == "an email claim is ignored" && r.CallerID() != access.NewUserID("https://issuer", "someone") {
					t.Errorf("the caller is %s", r.CallerID())
				}
				return OK(struct{}{}), nil
			})
			if response.StatusCode != c.status {
				t.Fatalf("status %d, want %d: %s", response.StatusCode, c.status, response.Body)
			}
			if c.kind != "" && decodeProblem(t, response).Type != "urn:admit:problem:"+string(c.kind) {
				t.Errorf("problem %s, want %s", response.Body, c.kind)
			}
		})
	}
}

func TestEveryFailureHasAResponse(t *testing.T) {
	for name, c := range map[string]struct {
		handler Handler
		status  int
		kind    access.Kind
	}{
		"a panic":             {func(context.Context, Request) (Response, error) { panic("secret detail") }, 500, access.Internal},
		"an unexpected error": {func(context.Context, Request) (Response, error) { return Response{}, errors.New("secret detail") }, 500, access.Internal},
		"time is up":          {func(context.Context, Request) (Response, error) { return Response{}, context.DeadlineExceeded }, 503, access.Unavailable},
		"a refusal with a cause": {func(context.Context, Request) (Response, error) {
			return Response{}, &access.Error{Kind: access.Unavailable, Detail: "Try again.", Cause: errors.New("secret detail")}
		}, 503, access.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			response := send(t, someRoute, func(*Event) {}, c.handler)
			p := decodeProblem(t, response)
			if response.StatusCode != c.status || p.Type != "urn:admit:problem:"+string(c.kind) || p.Instance != "request-1" {
				t.Errorf("%d %+v", response.StatusCode, p)
			}
			if strings.Contains(response.Body, "secret detail") {
				t.Errorf("the response reveals an internal error: %s", response.Body)
			}
			if (response.Headers["Retry-After"] != "") != (c.status == http.StatusServiceUnavailable) {
				t.Errorf("Retry-After is %q", response.Headers["Retry-After"])
			}
		})
	}
	for _, raw := range []string{`{}`, `null`, `[]`, `"x"`, `{"routeKey":"GET /nowhere"}`, `{"routeKey":7}`} {
		response, err := Handlers{}.Serve(t.Context(), json.RawMessage(raw))
		if err != nil || response.StatusCode < 400 || response.StatusCode > 404 {
			t.Errorf("%s: %d, %v", raw, response.StatusCode, err)
		}
	}
}

func TestEveryKindOfRefusalHasAProblem(t *testing.T) {
	seen := map[string]bool{}
	for kind, meta := range problems {
		if meta.status < 400 || meta.title == "" || seen[meta.title] {
			t.Errorf("%s: %+v", kind, meta)
		}
		seen[meta.title] = true
	}
	if unknown := problemOf(&access.Error{Kind: "unknown"}, ""); unknown.StatusCode != http.StatusInternalServerError {
		t.Errorf("an unknown kind has the status %d", unknown.StatusCode)
	}
}

func TestRoutesAreListedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, route := range Routes {
		if seen[route.Key()] || route.Function == "" {
			t.Errorf("%+v appears twice or has no function", route)
		}
		seen[route.Key()] = true
	}
}

// TestRetryAfterSpreadsClients refuses 1,000 clients at once. None of them is sent back
// too early, and they do not come back in the same second.
func TestRetryAfterSpreadsClients(t *testing.T) {
	for wait, bounds := range map[time.Duration][2]int{0: {2, 6}, 8 * time.Second: {8, 24}, 20 * time.Second: {20, 30}, time.Minute: {30, 30}} {
		seconds := map[int]int{}
		for range 1000 {
			response := problemOf(&access.Error{Kind: access.Unavailable, RetryAfter: wait}, "")
			n, err := strconv.Atoi(response.Headers["Retry-After"])
			if err != nil || n < bounds[0] || n > bounds[1] {
				t.Fatalf("Retry-After is %q, want %d to %d", response.Headers["Retry-After"], bounds[0], bounds[1])
			}
			seconds[n]++
		}
		if want := bounds[1] - bounds[0] + 1; len(seconds) != want {
			t.Errorf("after %s, clients come back in %d different seconds, want %d", wait, len(seconds), want)
		}
	}
}
