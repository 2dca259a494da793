package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestUserName(t *testing.T) {
	for shown, want := range map[string]string{
		"ada@example.com": "ada@example.com", "Ada@BÜCHER.example": "ada@bücher.example", "ada@bu\u0308cher.example": "ada@bücher.example",
		"ada@xn--bcher-kva.example": "ada@xn--bcher-kva.example",
	} {
		if got := userName(shown); got != want {
			t.Errorf("%s signs in as %s, want %s", shown, got, want)
		}
	}
}

func TestContradictingTokenOptions(t *testing.T) {
	for _, c := range []struct {
		ask    tokenRequest
		advice string
	}{
		{tokenRequest{}, ""},
		{tokenRequest{email: "ada@example.com", password: "p"}, ""},
		{tokenRequest{machine: true}, ""},
		{tokenRequest{machine: true, scope: "admit/decide"}, ""},
		{tokenRequest{machine: true, email: "ada@example.com"}, "leave out MACHINE, or EMAIL"},
		{tokenRequest{machine: true, password: "p"}, "leave out MACHINE, or EMAIL"},
		{tokenRequest{scope: "admit/read"}, "add MACHINE=1"},
		{tokenRequest{email: "ada@example.com", scope: "admit/read"}, "add MACHINE=1"},
	} {
		err := c.ask.check()
		if advised, refused := errors.AsType[*advisedError](err); refused != (c.advice != "") || (refused && !strings.Contains(advised.advice, c.advice)) {
			t.Errorf("%+v: %v, want the advice %q", c.ask, err, c.advice)
		}
	}
}

// The machine client's token comes from the sign-in, whose URL may have a path.
func TestMachineToken(t *testing.T) {
	var asked []string
	emulator := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" { // Cognito's own API
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			_, _ = w.Write([]byte(`{"UserPoolClient": {"ClientId": "m1", "ClientSecret": "s/1+"}}`))
			return
		}
		asked = append(asked, r.URL.Path, r.FormValue("grant_type"), r.FormValue("client_id"), r.FormValue("client_secret"), r.FormValue("scope"))
		if r.FormValue("scope") == "admit/write" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error": "invalid_grant"}`))
			return
		}
		_, _ = w.Write([]byte(`{"access_token": "a.b.c", "token_type": "Bearer"}`))
	}))
	defer emulator.Close()
	o := outputs{Endpoint: emulator.URL, SignInURL: emulator.URL + "/_aws/cognito-idp", UserPoolID: "p1", MachineClientID: "m1"}
	for _, scope := range []string{"", "admit/decide"} {
		asked = nil
		got, err := tokenRequest{machine: true, scope: scope}.token(t.Context(), o)
		want := "/_aws/cognito-idp/oauth2/token client_credentials m1 s/1+ " + scope
		if err != nil || got != "a.b.c" || strings.Join(asked, " ") != want {
			t.Errorf("scope %q: %q, %v; asked %q, want %q", scope, got, err, asked, want)
		}
	}
	if got, err := machineToken(t.Context(), o, "admit/write"); err == nil || !strings.Contains(err.Error(), "invalid_grant") || got != "" {
		t.Errorf("%q, %v", got, err)
	}
}
