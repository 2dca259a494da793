package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"admit/shared/client"
)

// The question is what Admit's API takes: who is asked about, and with which token.
func TestAUserIsTheBearerOrNamed(t *testing.T) {
	var body, authorization string
	url, _ := server(t, func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		body, authorization = r.Method+" "+r.URL.Path+" "+string(text), r.Header.Get("Authorization")
		ok(allowed)(w, r)
	})
	program := func(context.Context) (string, error) { return "program", nil }
	admit := newClient(t, client.Config{URL: url + "/", Token: program})
	const checks = `"checks":[{"permission":"billing:read","organisationId":"oslo","accountId":"sales"}]}`
	for user, want := range map[client.User][2]string{
		client.Bearer("person"):         {"Bearer person", `POST /decisions {` + checks},
		client.ID("ada-id"):             {"Bearer program", `POST /decisions {"user":{"id":"ada-id"},` + checks},
		client.Subject("issuer", "ada"): {"Bearer program", `POST /decisions {"user":{"issuer":"issuer","subject":"ada"},` + checks},
	} {
		if allowed, err := admit.Can(t.Context(), user, "billing:read", client.Scope{OrganisationID: "oslo", AccountID: "sales"}); !allowed || err != nil {
			t.Error(allowed, err)
		}
		if authorization != want[0] || body != want[1] {
			t.Errorf("got %s %s, want %s", authorization, body, want)
		}
	}
}

// The product's mistakes are refused without a request.
func TestAQuestionWithAMissingPartIsRefused(t *testing.T) {
	url, requests := server(t, ok(allowed))
	program := func(context.Context) (string, error) { return "program", nil }
	admit := newClient(t, client.Config{URL: url, Token: program})
	for name, ask := range map[string]func() (bool, error){
		"zero user":   func() (bool, error) { return admit.Can(t.Context(), client.User{}, "billing:read", oslo) },
		"empty token": func() (bool, error) { return admit.Can(t.Context(), client.Bearer(""), "billing:read", oslo) },
		"empty id":    func() (bool, error) { return admit.Can(t.Context(), client.ID(""), "billing:read", oslo) },
		"no issuer":   func() (bool, error) { return admit.Can(t.Context(), client.Subject("", "ada"), "billing:read", oslo) },
		"no subject": func() (bool, error) {
			return admit.Can(t.Context(), client.Subject("issuer", ""), "billing:read", oslo)
		},
		"no permission": func() (bool, error) { return admit.Can(t.Context(), client.Bearer("token"), "", oslo) },
		"no organisation": func() (bool, error) {
			return admit.Can(t.Context(), client.Bearer("token"), "billing:read", client.Scope{AccountID: "sales"})
		},
		"no checks": func() (bool, error) {
			decisions, err := admit.Decide(t.Context(), client.Bearer("token"))
			return len(decisions) > 0, err
		},
		"no token to ask with": func() (bool, error) {
			return newClient(t, client.Config{URL: url}).Can(t.Context(), client.ID("ada-id"), "billing:read", oslo)
		},
	} {
		if allowed, err := ask(); allowed || !errors.Is(err, client.ErrRefused) {
			t.Errorf("%s: got %v, %v", name, allowed, err)
		}
	}
	if requests.Load() != 0 {
		t.Errorf("%d requests were sent", requests.Load())
	}
}

func TestWithoutATokenNothingIsAsked(t *testing.T) {
	url, requests := server(t, ok(allowed))
	broken := errors.New("the token endpoint is down")
	for _, token := range []func(context.Context) (string, error){
		func(context.Context) (string, error) { return "", nil },
		func(context.Context) (string, error) { return "old", broken },
	} {
		allowed, err := newClient(t, client.Config{URL: url, Token: token}).Can(t.Context(), client.ID("ada-id"), "billing:read", oslo)
		if allowed || !errors.Is(err, client.ErrUnavailable) || requests.Load() != 0 {
			t.Error(allowed, err, requests.Load())
		}
	}
}

func TestADirectInvocationFailsClosed(t *testing.T) {
	crash := errors.New("Unhandled")
	for name, row := range map[string]struct {
		answer  string
		err     error
		allowed bool
		kind    error
	}{
		"allowed":       {allowed, nil, true, nil},
		"denied":        {denied, nil, false, nil},
		"refused":       {`{"problem":{"type":"urn:admit:problem:invalid-request","title":"No","status":400,"detail":"No."}}`, nil, false, client.ErrRefused},
		"unavailable":   {`{"problem":{"type":"urn:admit:problem:unavailable","title":"No","status":503,"detail":"No."}}`, nil, false, client.ErrUnavailable},
		"null problem":  {`{"problem":null}`, nil, false, client.ErrUnavailable},
		"crash":         {`{"errorMessage":"out of memory","errorType":"Runtime.ExitError"}`, nil, false, client.ErrUnavailable},
		"error":         {allowed, crash, false, client.ErrUnavailable},
		"empty payload": {"", nil, false, client.ErrUnavailable},
		"null payload":  {"null", nil, false, client.ErrUnavailable},
	} {
		var question string
		admit := newClient(t, client.Config{Invoke: func(_ context.Context, body []byte) ([]byte, error) {
			question = string(body)
			return []byte(row.answer), row.err
		}})
		allowed, err := admit.Can(t.Context(), client.Subject("issuer", "ada"), "billing:read", oslo)
		if allowed != row.allowed || !errors.Is(err, row.kind) {
			t.Errorf("%s: got %v, %v", name, allowed, err)
		}
		if question != `{"user":{"issuer":"issuer","subject":"ada"},"checks":[{"permission":"billing:read","organisationId":"oslo"}]}` {
			t.Errorf("%s: asked %s", name, question)
		}
		if allowed, err := admit.Can(t.Context(), client.Bearer("token"), "billing:read", oslo); allowed || !errors.Is(err, client.ErrRefused) {
			t.Errorf("%s: a bearer got %v, %v", name, allowed, err)
		}
	}
}

// The README shows the examples that the tests run.
func TestTheReadmeShowsTheExamples(t *testing.T) {
	for example, fence := range map[string]string{"example_test.go": "go", "typescript/example/invoices.ts": "ts"} {
		readme, err := os.ReadFile("README.md")
		if err != nil {
			t.Fatal(err)
		}
		program, err := os.ReadFile(example)
		if err != nil {
			t.Fatal(err)
		}
		_, block, _ := strings.Cut(string(readme), "```"+fence+"\n")
		block, _, _ = strings.Cut(block, "```")
		if block == "" || !strings.Contains(string(program), block) {
			t.Errorf("the README's first %s block is not in %s:\n%s", fence, example, block)
		}
	}
}

func TestTheConfigurationNeedsOneWayToAsk(t *testing.T) {
	invoke := func(context.Context, []byte) ([]byte, error) { return nil, nil }
	for _, config := range []client.Config{{}, {URL: "https://api.example.com", Invoke: invoke}} {
		if _, err := client.New(config); err == nil {
			t.Errorf("%+v is accepted", config)
		}
	}
}

func TestAUserIsPrintedWithoutTheToken(t *testing.T) {
	if text := fmt.Sprintf("%v %+v %s", client.Bearer("secret"), client.Bearer("secret"), client.ID("ada")); text != "bearer of a token bearer of a token ada" {
		t.Error(text)
	}
}
