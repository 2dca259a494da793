package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"admit/shared/client"
)

const (
	allowed = `{"asOf":"2026-11-29T12:00:00Z","items":[{"allowed":true,"because":[{"role":{"id":"organisation-admin","name":"Organisation Admin"},
		"scope":{"organisationId":"oslo"},"inheritedFrom":{"organisationId":"nordic","name":"Nordic"},
		"grantedBy":{"userId":"ada-id","name":"Ada"},"grantedAt":"2026-11-28T12:00:00Z","invitationId":"invitation-1"}]}]}`
	denied = `{"asOf":"2026-11-29T12:00:00Z","items":[{"allowed":false,"because":[]}]}`
)

var oslo = client.Scope{OrganisationID: "oslo"}

// answer sends a response with a status, a content type and a body.
func answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func ok(body string) http.HandlerFunc { return answer(200, "application/json", body) }

func refusal(status int, name string) http.HandlerFunc {
	return answer(status, "application/problem+json", fmt.Sprintf(
		`{"type":"urn:admit:problem:%s","title":"No","status":%d,"detail":"Because.","instance":"request-1"}`, name, status))
}

// later adds Retry-After to an answer.
func later(seconds string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", seconds)
		next(w, r)
	}
}

// hangUp closes the connection after a part of the answer, or after nothing.
func hangUp(part string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if part != "" {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "10000")
			fmt.Fprint(w, part)
		}
		panic(http.ErrAbortHandler)
	}
}

func silence(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.ReadAll(r.Body) // the server notices a closed connection only then
	<-r.Context().Done()
}

// server answers the first request with the first handler, and so on, and repeats the
// last. It counts the requests.
func server(t *testing.T, handlers ...http.HandlerFunc) (url string, requests *atomic.Int32) {
	t.Helper()
	requests = &atomic.Int32{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers[min(int(requests.Add(1)), len(handlers))-1](w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, requests
}

func newClient(t *testing.T, config client.Config) *client.Client {
	t.Helper()
	admit, err := client.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return admit
}

func TestAnAllowedCheckIsAllowedWithItsReasons(t *testing.T) {
	url, _ := server(t, ok(allowed))
	decisions, err := newClient(t, client.Config{URL: url}).Decide(t.Context(), client.Bearer("token"), client.Check{Permission: "billing:read", Scope: oslo})
	if err != nil || !decisions[0].Allowed {
		t.Fatal(decisions, err)
	}
	because := decisions[0].Because[0]
	if because.Role.ID != "organisation-admin" || because.Scope != oslo || because.InheritedFrom.OrganisationID != "nordic" || because.GrantedBy.UserID != "ada-id" ||
		because.InvitationID != "invitation-1" || because.GrantedAt.Day() != 28 || decisions[0].AsOf.Day() != 29 {
		t.Errorf("got %+v", decisions[0])
	}
}

func TestADeniedCheckIsNoError(t *testing.T) {
	url, _ := server(t, ok(denied))
	if allowed, err := newClient(t, client.Config{URL: url}).Can(t.Context(), client.Bearer("token"), "billing:read", oslo); allowed || err != nil {
		t.Error(allowed, err)
	}
}

// Every fault ends in "not allowed", with an error of the given kind.
func TestFaultsNeverAllow(t *testing.T) {
	elsewhere, _ := server(t, ok(allowed))
	faults := map[string]struct {
		handler  http.HandlerFunc
		kind     error
		requests int32
	}{
		"malformed request":        {refusal(400, "invalid-request"), client.ErrRefused, 1},
		"bad token":                {answer(401, "application/json", `{"message":"No"}`), client.ErrRefused, 1},
		"machine client":           {refusal(403, "machine-client"), client.ErrRefused, 1},
		"not there":                {refusal(404, "not-found"), client.ErrRefused, 1},
		"error with an allowed":    {answer(403, "application/json", allowed), client.ErrRefused, 1},
		"internal error":           {refusal(500, "internal"), client.ErrUnavailable, 1},
		"too many requests":        {refusal(429, "rate-limited"), client.ErrUnavailable, 2},
		"bad gateway":              {answer(502, "text/html", "<html>"), client.ErrUnavailable, 2},
		"unavailable":              {refusal(503, "unavailable"), client.ErrUnavailable, 2},
		"gateway timeout":          {answer(504, "application/json", allowed), client.ErrUnavailable, 2},
		"unavailable for a while":  {later("30", refusal(503, "unavailable")), client.ErrUnavailable, 1},
		"unavailable until a date": {later("Sun, 29 Nov 2026 12:00:00 GMT", refusal(503, "unavailable")), client.ErrUnavailable, 1},
		"created":                  {answer(201, "application/json", allowed), client.ErrUnavailable, 1},
		"no content":               {answer(204, "application/json", ""), client.ErrUnavailable, 1},
		"redirect to an allowed":   {http.RedirectHandler(elsewhere, http.StatusTemporaryRedirect).ServeHTTP, client.ErrUnavailable, 1},
		"page of a proxy":          {answer(200, "text/html", "<html>true</html>"), client.ErrUnavailable, 1},
		"allowed as text":          {answer(200, "text/plain", allowed), client.ErrUnavailable, 1},
		"no content type":          {answer(200, "", allowed), client.ErrUnavailable, 1},
		"empty body":               {ok(""), client.ErrUnavailable, 1},
		"null":                     {ok("null"), client.ErrUnavailable, 1},
		"true":                     {ok("true"), client.ErrUnavailable, 1},
		"array":                    {ok("[true]"), client.ErrUnavailable, 1},
		"truncated JSON":           {ok(allowed[:len(allowed)-2]), client.ErrUnavailable, 1},
		"trailing data":            {ok(allowed + allowed), client.ErrUnavailable, 1},
		"truncated body":           {hangUp(allowed), client.ErrUnavailable, 2},
		"closed connection":        {hangUp(""), client.ErrUnavailable, 2},
		"silence":                  {silence, client.ErrUnavailable, 1},
		"body without an end": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for spaces := strings.Repeat(" ", 1<<16); r.Context().Err() == nil; {
				fmt.Fprint(w, spaces)
			}
		}, client.ErrUnavailable, 1},
		"no items":           {ok(`{"asOf":"2026-11-29T12:00:00Z"}`), client.ErrUnavailable, 1},
		"fewer items":        {ok(`{"items":[]}`), client.ErrUnavailable, 1},
		"more items":         {ok(`{"items":[{"allowed":true},{"allowed":true}]}`), client.ErrUnavailable, 1},
		"items as an object": {ok(`{"items":{"0":{"allowed":true},"length":1}}`), client.ErrUnavailable, 1},
		"null item":          {ok(`{"items":[null]}`), client.ErrUnavailable, 1},
		"true as an item":    {ok(`{"items":[true]}`), client.ErrUnavailable, 1},
		"no allowed":         {ok(`{"items":[{"because":[{}]}]}`), client.ErrUnavailable, 1},
		"allowed null":       {ok(`{"items":[{"allowed":null}]}`), client.ErrUnavailable, 1},
		"allowed text":       {ok(`{"items":[{"allowed":"true"}]}`), client.ErrUnavailable, 1},
		"allowed number":     {ok(`{"items":[{"allowed":1}]}`), client.ErrUnavailable, 1},
		"allowed object":     {ok(`{"items":[{"allowed":{}}]}`), client.ErrUnavailable, 1},
		"another spelling":   {ok(`{"items":[{"Allowed":true}]}`), client.ErrUnavailable, 1},
		"problem document":   {ok(`{"type":"urn:admit:problem:forbidden","status":403}`), client.ErrUnavailable, 1},
		"because is text":    {ok(`{"items":[{"allowed":true,"because":"role"}]}`), client.ErrUnavailable, 1},
		"problem with items": {ok(`{"problem":{"type":"urn:admit:problem:forbidden","status":403},"items":[{"allowed":true}]}`), client.ErrRefused, 1},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, requests := server(t, fault.handler)
			timeout := 5 * time.Second // enough for a retry on a busy machine
			if name == "silence" {
				timeout = 50 * time.Millisecond
			}
			allowed, err := newClient(t, client.Config{URL: url, Timeout: timeout}).Can(t.Context(), client.Bearer("token"), "billing:read", oslo)
			if allowed || !errors.Is(err, fault.kind) {
				t.Errorf("got %v, %v", allowed, err)
			}
			if requests.Load() != fault.requests {
				t.Errorf("asked %d times, want %d", requests.Load(), fault.requests)
			}
		})
	}
}

func TestNobodyListensIsUnavailable(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	allowed, err := newClient(t, client.Config{URL: closed.URL}).Can(t.Context(), client.Bearer("token"), "billing:read", oslo)
	if allowed || !errors.Is(err, client.ErrUnavailable) {
		t.Error(allowed, err)
	}
}

func TestAnErrorSaysWhatAdmitSaid(t *testing.T) {
	url, _ := server(t, answer(400, "application/problem+json", `{"type":"urn:admit:problem:invalid-request","status":400,"detail":"Not valid.",
		"instance":"request-1","errors":[{"field":"checks[0].permission","message":"no role has it"}]}`))
	_, err := newClient(t, client.Config{URL: url}).Can(t.Context(), client.Bearer("secret-token"), "billing:raed", oslo)
	var failure *client.Error
	if !errors.As(err, &failure) || failure.Status != 400 || failure.Problem != "invalid-request" || failure.Instance != "request-1" {
		t.Fatalf("got %#v", err)
	}
	if !strings.Contains(err.Error(), "checks[0].permission: no role has it") || strings.Contains(err.Error(), "secret-token") {
		t.Error(err)
	}
}

func TestOneRetryAfterAFailureThatMayPass(t *testing.T) {
	for name, first := range map[string]http.HandlerFunc{
		"closed connection": hangUp(""), "unavailable": refusal(503, "unavailable"), "later": later("1", refusal(429, "rate-limited")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, requests := server(t, first, ok(allowed))
			start := time.Now()
			allowed, err := newClient(t, client.Config{URL: url, Timeout: 10 * time.Second}).Can(t.Context(), client.Bearer("token"), "billing:read", oslo)
			if !allowed || err != nil || requests.Load() != 2 {
				t.Errorf("got %v, %v after %d requests", allowed, err, requests.Load())
			}
			if name == "later" && time.Since(start) < time.Second {
				t.Error("did not wait as long as Retry-After says")
			}
		})
	}
}

func TestTheTimeoutIsForAllTriesTogether(t *testing.T) {
	url, _ := server(t, refusal(503, "unavailable"), silence)
	start := time.Now()
	_, err := newClient(t, client.Config{URL: url, Timeout: 300 * time.Millisecond}).Can(t.Context(), client.Bearer("token"), "billing:read", oslo)
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, client.ErrUnavailable) {
		t.Error(err)
	}
	if took := time.Since(start); took < 250*time.Millisecond || took > 3*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestNobodyWaitsForARetryThatDoesNotFit(t *testing.T) {
	url, requests := server(t, later("60", refusal(503, "unavailable")))
	start := time.Now()
	_, err := newClient(t, client.Config{URL: url, Timeout: 30 * time.Second}).Can(t.Context(), client.Bearer("token"), "billing:read", oslo)
	var failure *client.Error
	if !errors.As(err, &failure) || failure.RetryAfter != time.Minute || requests.Load() != 1 || time.Since(start) > 20*time.Second {
		t.Errorf("got %v after %v and %d requests", err, time.Since(start), requests.Load())
	}
}

func TestACancelledContextEndsTheQuestion(t *testing.T) {
	url, _ := server(t, silence)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	allowed, err := newClient(t, client.Config{URL: url, Timeout: time.Minute}).Can(ctx, client.Bearer("token"), "billing:read", oslo)
	if allowed || !errors.Is(err, context.Canceled) {
		t.Error(allowed, err)
	}
}

// echo allows exactly the checks whose organisation begins with "yes".
func echo(t *testing.T, sizes *[]int) http.HandlerFunc {
	var mutex sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		var question struct {
			User   map[string]string
			Checks []struct{ OrganisationID string }
		}
		if err := json.NewDecoder(r.Body).Decode(&question); err != nil {
			t.Error(err)
		}
		items := make([]map[string]any, len(question.Checks))
		for i, check := range question.Checks {
			items[i] = map[string]any{"allowed": strings.HasPrefix(check.OrganisationID, "yes"), "because": []any{}}
		}
		mutex.Lock()
		*sizes = append(*sizes, len(items))
		mutex.Unlock()
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(w).Encode(map[string]any{"asOf": "2026-11-29T12:00:00Z", "items": items})
	}
}

func TestChecksAreAskedOnceAndByTheHundred(t *testing.T) {
	var sizes []int
	url, _ := server(t, echo(t, &sizes))
	checks := make([]client.Check, 0, 500)
	for i := range 250 {
		check := client.Check{Permission: "billing:read", Scope: client.Scope{OrganisationID: fmt.Sprintf("%s-%d", []string{"no", "yes"}[i%2], i)}}
		checks = append(checks, check, check)
	}
	decisions, err := newClient(t, client.Config{URL: url, Timeout: 10 * time.Second}).Decide(t.Context(), client.Bearer("token"), checks...)
	if err != nil || len(decisions) != 500 || fmt.Sprint(sizes) != "[100 100 50]" {
		t.Fatal(len(decisions), err, sizes)
	}
	for i, decision := range decisions {
		if decision.Allowed != (i/2%2 == 1) {
			t.Fatalf("decision %d is %v", i, decision.Allowed)
		}
	}
}

func TestOneFailedRequestOfSeveralLeavesNoDecision(t *testing.T) {
	var sizes []int
	url, _ := server(t, echo(t, &sizes), refusal(500, "internal"))
	checks := make([]client.Check, 101)
	for i := range checks {
		checks[i] = client.Check{Permission: "billing:read", Scope: client.Scope{OrganisationID: fmt.Sprint("yes", i)}}
	}
	if decisions, err := newClient(t, client.Config{URL: url}).Decide(t.Context(), client.Bearer("token"), checks...); decisions != nil || err == nil {
		t.Error(decisions, err)
	}
}

func TestManyGoroutinesShareAClient(t *testing.T) {
	var sizes []int
	url, _ := server(t, echo(t, &sizes))
	admit := newClient(t, client.Config{URL: url, Timeout: 30 * time.Second})
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			want := i%2 == 1
			scope := client.Scope{OrganisationID: map[bool]string{true: "yes", false: "no"}[want]}
			if got, err := admit.Can(t.Context(), client.Bearer("token"), "billing:read", scope); got != want || err != nil {
				t.Error(got, err)
			}
		})
	}
	group.Wait()
}
