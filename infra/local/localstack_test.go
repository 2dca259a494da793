package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestIsLocalStack(t *testing.T) {
	ministack := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/health") {
			fmt.Fprint(w, `{"services": {}, "auth": "enabled", "edition": "light", "version": "1.4.21"}`)
			return
		}
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"error": "Unknown LocalStack endpoint: /_localstack/info."}`)
	}))
	defer ministack.Close()
	for endpoint, want := range map[string]bool{newLocalStack(t).URL: true, ministack.URL: false} {
		if !emulatorResponds(endpoint) {
			t.Errorf("nothing answers at %s", endpoint)
		}
		if got, err := isLocalStack(t.Context(), endpoint); got != want || err != nil {
			t.Errorf("LocalStack: %v (%v), want %v", got, err, want)
		}
	}
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	defer broken.Close()
	if _, err := isLocalStack(t.Context(), broken.URL); err == nil {
		t.Error("an emulator that returns 502 is taken for another emulator than LocalStack")
	}
	ministack.Close()
	if _, err := isLocalStack(t.Context(), ministack.URL); err == nil {
		t.Error("an emulator that does not respond is taken for another emulator than LocalStack")
	}
}

func TestDeployToLocalStack(t *testing.T) {
	for _, begins := range []string{"http://localhost:4566/", "http://localhost.localstack.cloud:4566/", "https://cognito-idp.localhost.localstack.cloud/"} {
		l := newLocalStack(t)
		l.issuer = begins
		found, err := findTarget(t.Context(), steps{io.Discard, t.TempDir()}, l.URL)
		if err != nil {
			t.Fatal(err)
		}
		port := portOf(l.URL)
		arguments := deployArguments(home, found)
		for _, want := range []string{
			fmt.Sprintf("baseUrl=https://{apiId}.execute-api.localhost.localstack.cloud:%d", port),
			fmt.Sprintf("signInUrl=https://localhost.localstack.cloud:%d/_aws/cognito-idp", port),
			"issuer=" + begins + "{userPoolId}",
		} {
			if i := slices.Index(arguments, want); i < 1 || arguments[i-1] != "--context" {
				t.Errorf("%s is not in %q", want, arguments)
			}
		}
		if !slices.Contains(buildArguments(found), "OS=linux") {
			t.Error("the functions are not built for LocalStack's containers")
		}
		if len(l.pools) > 0 || !slices.Contains(l.calls, "InitiateAuth") {
			t.Errorf("user pools left behind: %v; calls: %v", l.pools, l.calls)
		}
	}
}

func TestDeployToOtherEmulators(t *testing.T) {
	ministack := httptest.NewServer(http.NotFoundHandler())
	defer ministack.Close()
	found, err := findTarget(t.Context(), steps{io.Discard, t.TempDir()}, ministack.URL)
	if want := (target{signInURL: ministack.URL}); err != nil || found != want {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, argument := range slices.Concat(deployArguments(home, found), buildArguments(found)) {
		if strings.HasPrefix(argument, "issuer=") || strings.HasPrefix(argument, "baseUrl=") || strings.HasPrefix(argument, "OS=") ||
			strings.HasPrefix(argument, "audiences=") || strings.HasPrefix(argument, "origins=") {
			t.Error(argument)
		}
	}
}

func TestLocalStackWithoutPort(t *testing.T) {
	found, err := localStackTarget("https://localhost.localstack.cloud", "i")
	want := target{"https://{apiId}.execute-api.localhost.localstack.cloud", "https://localhost.localstack.cloud/_aws/cognito-idp", "i", true, "", wayOfIdentity{}}
	if err != nil || found != want {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestLocalStackWithoutPaidPlan(t *testing.T) {
	l := newLocalStack(t)
	l.free = true
	_, err := findTarget(t.Context(), steps{io.Discard, t.TempDir()}, l.URL)
	advised, ok := errors.AsType[*advisedError](err)
	if !ok || !strings.Contains(advised.advice, "paid plan") || !strings.Contains(advised.advice, "MiniStack") {
		t.Errorf("%v", err)
	}
}

func TestCheckIssuer(t *testing.T) {
	const aws, local = "https://cognito-idp.us-east-1.amazonaws.com/p", "http://localhost:4566/p"
	if err := checkIssuer(tokenOf(local), local); err != nil {
		t.Error(err)
	}
	if err := checkIssuer(tokenOf(local), aws); err == nil || !strings.Contains(err.Error(), local) || !strings.Contains(err.Error(), aws) {
		t.Errorf("got %v", err)
	}
	for _, token := range []string{"", "opaque", "a.b.c", "a.!.c"} {
		if err := checkIssuer(token, local); err == nil {
			t.Errorf("%q is taken for a token", token)
		}
	}
}

// LocalStack refuses a browser's calls from the API's own pages unless it was started
// with an option that allows them.
func TestCheckSignInCORS(t *testing.T) {
	const pages = "https://a1b2c3.execute-api.localhost.localstack.cloud:4566"
	l := newLocalStack(t)
	signIn := l.URL + "/_aws/cognito-idp"
	if err := checkSignInCORS(t.Context(), signIn, pages); err == nil || !strings.Contains(err.Error(), "EXTRA_CORS_ALLOWED_ORIGINS=*") {
		t.Errorf("got %v", err)
	}
	l.origins = []string{"*"}
	if err := checkSignInCORS(t.Context(), signIn, pages); err != nil {
		t.Error(err)
	}
	l.Close()
	if err := checkSignInCORS(t.Context(), signIn, pages); err == nil || !strings.Contains(err.Error(), "cannot be reached") {
		t.Errorf("got %v", err)
	}
}
