package client_test

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"admit/shared/client"
)

// The guard logs why it could not decide. That is noise in a test of faults.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

func fromQuery(r *http.Request) (client.Scope, error) {
	return client.Scope{OrganisationID: r.URL.Query().Get("organisation")}, nil
}

func TestGuardCallsTheHandlerOnlyWithAPermission(t *testing.T) {
	failing := func(*http.Request) (client.Scope, error) { return oslo, errors.New("no database") }
	panicking := func(*http.Request) (client.Scope, error) { panic("no database") }
	bearer, query := []string{"Bearer token"}, "?organisation=oslo"
	for name, row := range map[string]struct {
		method        string
		admit         http.HandlerFunc
		authorization []string
		query         string
		scope         func(*http.Request) (client.Scope, error)
		status        int
	}{
		"allowed":                  {"GET", ok(allowed), bearer, query, fromQuery, 200},
		"allowed, another case":    {"POST", ok(allowed), []string{"bearer token"}, query, fromQuery, 200},
		"denied":                   {"GET", ok(denied), bearer, query, fromQuery, 403},
		"denied HEAD":              {"HEAD", ok(denied), bearer, query, fromQuery, 403},
		"OPTIONS without a token":  {"OPTIONS", ok(allowed), nil, query, fromQuery, 401},
		"denied OPTIONS":           {"OPTIONS", ok(denied), bearer, query, fromQuery, 403},
		"no token":                 {"GET", ok(allowed), nil, query, fromQuery, 401},
		"empty token":              {"GET", ok(allowed), []string{"Bearer "}, query, fromQuery, 401},
		"another scheme":           {"GET", ok(allowed), []string{"Basic dXNlcjpwYXNz"}, query, fromQuery, 401},
		"no scheme":                {"GET", ok(allowed), []string{"token"}, query, fromQuery, 401},
		"two tokens":               {"GET", ok(allowed), []string{"Bearer token, Bearer other"}, query, fromQuery, 401},
		"two headers":              {"GET", ok(allowed), []string{"Bearer token", "Bearer other"}, query, fromQuery, 401},
		"token that expired":       {"GET", answer(401, "application/json", `{"message":"No"}`), bearer, query, fromQuery, 401},
		"token of a program":       {"GET", refusal(403, "machine-client"), bearer, query, fromQuery, 403},
		"no organisation":          {"GET", ok(allowed), bearer, "", fromQuery, 400},
		"failing scope function":   {"GET", ok(allowed), bearer, query, failing, 500},
		"panicking scope function": {"GET", ok(allowed), bearer, query, panicking, 0},
		"unknown permission":       {"GET", refusal(400, "invalid-request"), bearer, query, fromQuery, 500},
		"unavailable":              {"GET", later("7", refusal(503, "unavailable")), bearer, query, fromQuery, 503},
		"page of a proxy":          {"GET", answer(200, "text/html", "true"), bearer, query, fromQuery, 503},
		"no answer":                {"GET", hangUp(""), bearer, query, fromQuery, 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := server(t, row.admit)
			called := false
			guard := newClient(t, client.Config{URL: url, Timeout: 5 * time.Second}).Guard("billing:read", row.scope)
			product := httptest.NewUnstartedServer(guard(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				called = true
				if decision := client.DecisionFrom(r.Context()); !decision.Allowed || decision.Because[0].Role.ID != "organisation-admin" {
					t.Errorf("the handler got %+v", decision)
				}
			})))
			product.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
			product.Start()
			defer product.Close()
			request, _ := http.NewRequest(row.method, product.URL+"/"+row.query, nil)
			request.Header["Authorization"] = row.authorization
			response, err := http.DefaultClient.Do(request)
			if called != (row.status == 200) {
				t.Fatalf("called: %v", called)
			}
			if row.status == 0 {
				if err == nil {
					t.Error("a panic was answered")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			checkRefusal(t, row.method, row.status, response)
		})
	}
}

// checkRefusal checks the status and the problem document of a response.
func checkRefusal(t *testing.T, method string, status int, response *http.Response) {
	t.Helper()
	if response.StatusCode != status {
		t.Fatalf("got %d, want %d", response.StatusCode, status)
	}
	body, _ := io.ReadAll(response.Body)
	if status == 200 || method == "HEAD" {
		return
	}
	var document struct {
		Type, Detail string
		Status       int
	}
	if err := json.Unmarshal(body, &document); err != nil || document.Status != status || response.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("not a problem document: %s", body)
	}
	if document.Detail == "" || document.Detail == "Because." {
		t.Errorf("the detail is %q, want the guard's own", document.Detail)
	}
	if (status == 401) != (response.Header.Get("WWW-Authenticate") == "Bearer") || (status == 503) != (response.Header.Get("Retry-After") != "") {
		t.Errorf("headers: %v", response.Header)
	}
}

// Around the router there are no parameters of a route yet.
func TestAGuardAroundTheRouterRefusesEverything(t *testing.T) {
	url, _ := server(t, ok(allowed))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{organisation}", func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") })
	guard := newClient(t, client.Config{URL: url}).Guard("billing:read", func(r *http.Request) (client.Scope, error) {
		return client.Scope{OrganisationID: r.PathValue("organisation")}, nil
	})
	recorder, request := httptest.NewRecorder(), httptest.NewRequest("GET", "/oslo", nil)
	request.Header.Set("Authorization", "Bearer token")
	guard(mux).ServeHTTP(recorder, request)
	if recorder.Code != 400 {
		t.Errorf("got %d", recorder.Code)
	}
}

func TestWithoutAGuardThereIsNoDecision(t *testing.T) {
	if client.DecisionFrom(t.Context()).Allowed {
		t.Error("a request without a guard is allowed")
	}
}

// Mistakes in the product show when it starts.
func TestGuardPanicsOnWrongArguments(t *testing.T) {
	admit := newClient(t, client.Config{URL: "https://api.example.com"})
	for name, wire := range map[string]func(){
		"no permission":      func() { admit.Guard("", fromQuery) },
		"no action":          func() { admit.Guard("billing", fromQuery) },
		"wildcard":           func() { admit.Guard("billing:*", fromQuery) },
		"no scope function":  func() { admit.Guard("billing:read", nil) },
		"no handler":         func() { admit.Guard("billing:read", fromQuery)(nil) },
		"handler of another": func() { (&client.Client{}).Guard("billing:read", fromQuery) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			wire()
		}()
	}
}
