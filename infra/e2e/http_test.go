package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// request is a request to the API.
type request struct {
	method string
	path   string // escaped; sent unchanged
	token  string
	body   any // nil: none; raw: unchanged; anything else: as JSON
	header map[string]string
}

// raw is a body that is sent unchanged.
type raw string

// response is a response with its request.
type response struct {
	request request
	status  int
	header  http.Header
	body    []byte
	began   time.Time
	took    time.Duration
}

// client connects every name below localhost to this machine, as browsers do (RFC 6761),
// and does not follow redirects.
var client = &http.Client{
	Timeout:       time.Minute,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport: &http.Transport{
		MaxIdleConnsPerHost: 32,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			var dialer net.Dialer
			if host, port, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".localhost") {
				address = net.JoinHostPort("localhost", port)
			}
			return dialer.DialContext(ctx, network, address)
		},
	},
}

// send sends the request. It is for goroutines; tests use [send]. It returns an error if the
// exchange does not match the API's own document, whatever the test is about.
func (r request) send(ctx context.Context) (response, error) {
	a, err := r.exchange(ctx)
	if err != nil {
		return response{}, err
	}
	return a, checker.check(a)
}

// exchange sends the request without checking the response.
func (r request) exchange(ctx context.Context) (response, error) {
	target, err := url.Parse(deployment.APIURL)
	if err != nil {
		return response{}, err
	}
	path, query, _ := strings.Cut(r.path, "?")
	target.Opaque, target.RawQuery = path, query // so that Go neither cleans nor escapes the path
	outgoing := &http.Request{Method: r.method, URL: target, Host: target.Host, Header: http.Header{}}
	if body := r.encodedBody(); body != nil {
		outgoing.Body, outgoing.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		outgoing.Header.Set("Content-Type", "application/json")
	}
	if r.token != "" {
		outgoing.Header.Set("Authorization", "Bearer "+r.token)
	}
	for name, value := range r.header {
		outgoing.Header.Set(name, value)
	}
	if host := r.header["Host"]; host != "" {
		outgoing.Host = host
	}
	began := time.Now()
	received, err := client.Do(outgoing.WithContext(ctx))
	if err != nil {
		return response{}, fmt.Errorf("%s %s: %w", r.method, r.path, err)
	}
	defer received.Body.Close()
	body, err := io.ReadAll(received.Body)
	a := response{r, received.StatusCode, received.Header, body, began, time.Since(began)}
	watched.exchange(a)
	return a, err
}

func (r request) encodedBody() []byte {
	switch body := r.body.(type) {
	case nil:
		return nil
	case raw:
		return []byte(body)
	}
	encoded, err := json.Marshal(r.body)
	if err != nil {
		panic(err) // cannot happen: tests only use values that encode
	}
	return encoded
}

// send sends a request from the test's own goroutine.
func send(t *testing.T, r request) response {
	t.Helper()
	a, err := r.send(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(t *testing.T, path, token string) response {
	t.Helper()
	return send(t, request{method: http.MethodGet, path: path, token: token})
}

func post(t *testing.T, path, token string, body any) response {
	t.Helper()
	return send(t, request{method: http.MethodPost, path: path, token: token, body: body})
}

func del(t *testing.T, path, token string) response {
	t.Helper()
	return send(t, request{method: http.MethodDelete, path: path, token: token})
}

// String returns the request and the response for failure messages.
func (a response) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", a.request.method, clipped(a.request.path))
	if a.request.token != "" {
		fmt.Fprintf(&b, "Authorization: Bearer (%d characters)\n", len(a.request.token))
	}
	for name, value := range a.request.header {
		fmt.Fprintf(&b, "%s: %s\n", name, clipped(value))
	}
	fmt.Fprintf(&b, "%s\n\n%d after %s\n", clipped(string(a.request.encodedBody())), a.status, a.took.Round(time.Millisecond))
	for _, name := range []string{"Content-Type", "Location", "Retry-After", "Www-Authenticate"} {
		if value := a.header.Get(name); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	b.WriteString(clipped(string(a.body)))
	return b.String()
}

func clipped(text string) string {
	const most = 1500
	if len(text) <= most {
		return text
	}
	return fmt.Sprintf("%s... (%d octets)", text[:most], len(text))
}

// want ends the test unless the response has the status.
func (a response) want(t *testing.T, status int) response {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d\n\n%s", a.status, status, a)
	}
	return a
}

// decode decodes the body into a T. A field that T does not have ends the test.
func decode[T any](t *testing.T, a response) T {
	t.Helper()
	var out T
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&out); err != nil {
		t.Fatalf("the response is not a %T: %v\n\n%s", out, err, a)
	}
	if kind := a.header.Get("Content-Type"); kind != "application/json" {
		t.Fatalf("content type %q\n\n%s", kind, a)
	}
	return out
}

// wantProblem ends the test unless the response is the problem document with this name.
func (a response) wantProblem(t *testing.T, status int, name string) problem {
	t.Helper()
	a.want(t, status)
	var p problem
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		t.Fatalf("not a problem document: %v\n\n%s", err, a)
	}
	switch {
	case a.header.Get("Content-Type") != "application/problem+json":
		t.Fatalf("the content type is not application/problem+json\n\n%s", a)
	case p.Type != "urn:admit:problem:"+name:
		t.Fatalf("type %q, want %s\n\n%s", p.Type, name, a)
	case p.Status != status || p.Title == "" || p.Detail == "" || p.Instance == "":
		t.Fatalf("status, title, detail or instance is wrong or missing\n\n%s", a)
	}
	return p
}

// wantInvalid fails the test unless the response is a 400 that names the field.
func (a response) wantInvalid(t *testing.T, field string) {
	t.Helper()
	p := a.wantProblem(t, http.StatusBadRequest, "invalid-request")
	named := slices.ContainsFunc(p.Errors, func(e fieldError) bool {
		return e.Message != "" && (e.Field == field || strings.HasPrefix(e.Field, field+"["))
	})
	if !named {
		t.Errorf("the problem does not name the field %s\n\n%s", field, a)
	}
}

var asOf = regexp.MustCompile(`"asOf":"[^"]*"`)

// fingerprint returns the whole response without the parts that differ in every response:
// the date, the request id and the time of a decision, whose length differs, too.
func (a response) fingerprint() string {
	var b strings.Builder
	fmt.Fprintln(&b, a.status)
	for _, name := range slices.Sorted(maps.Keys(a.header)) {
		if name != "Date" && name != "Content-Length" && !strings.Contains(strings.ToLower(name), "request") {
			fmt.Fprintln(&b, name, a.header[name])
		}
	}
	var p problem
	if json.Unmarshal(a.body, &p) == nil && p.Instance != "" {
		b.WriteString(strings.ReplaceAll(string(a.body), p.Instance, "(instance)"))
	} else {
		b.Write(asOf.ReplaceAll(a.body, []byte(`"asOf":"(time)"`)))
	}
	return b.String()
}
