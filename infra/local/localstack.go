package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// target describes the emulator to a deployment. For an empty address the stack uses
// its default.
type target struct {
	baseURL, signInURL, issuer string

	containers bool // the emulator runs the functions in Linux containers

	productClient string // the client of the product that may use the deployment; empty: none
	identity      wayOfIdentity
}

// localStackHost resolves to this machine. LocalStack serves HTTPS there and at every
// subdomain, with a certificate that browsers and Go trust.
const localStackHost = "localhost.localstack.cloud"

// isLocalStack reports whether the emulator is LocalStack itself. Other emulators also
// serve LocalStack's health check but not the path used here.
func isLocalStack(ctx context.Context, endpoint string) (bool, error) {
	var info struct {
		Version string `json:"version"`
	}
	err := call(ctx, http.MethodGet, endpoint+"/_localstack/info", "", nil, &info)
	if refusal, ok := errors.AsType[*problemError](err); ok && refusal.Status < http.StatusInternalServerError {
		return false, nil
	}
	return err == nil && info.Version != "", err
}

// findTarget finds out which emulator responds at the endpoint.
func findTarget(ctx context.Context, s steps, endpoint string) (target, error) {
	found := target{signInURL: endpoint}
	is, err := isLocalStack(ctx, endpoint)
	if err != nil || !is {
		return found, err
	}
	err = s.do("read LocalStack's issuer", "", func(log io.Writer) error {
		issuer, err := tokenIssuer(ctx, log, endpoint)
		if err == nil {
			found, err = localStackTarget(endpoint, issuer)
		}
		return err
	})
	return found, err
}

// localStackTarget returns the target for LocalStack. Its addresses use HTTPS: PKCE
// needs crypto.subtle, which browsers offer only on secure origins, and over HTTP only
// localhost is one.
func localStackTarget(endpoint, issuer string) (target, error) {
	parsed, err := url.Parse(endpoint)
	if err != nil {
		return target{}, err
	}
	host := localStackHost
	if port := parsed.Port(); port != "" {
		host = net.JoinHostPort(host, port)
	}
	return target{
		baseURL:   "https://{apiId}.execute-api." + host,
		signInURL: "https://" + host + "/_aws/cognito-idp",
		issuer:    issuer,

		containers: true,
	}, nil
}

// hostedSignIn returns the base of the emulator's sign-in, unless people sign in elsewhere.
func (t target) hostedSignIn() string {
	if t.identity.mode == "issuer" {
		return ""
	}
	return t.signInURL
}

// settings returns the target as settings for the CDK's context.
func (t target) settings() []string {
	var settings []string
	var origin, start string
	if t.productClient != "" {
		origin, start = productOrigin, productOrigin+"/"
	}
	for _, s := range []struct{ name, value string }{
		{"baseUrl", t.baseURL}, {"signInUrl", t.hostedSignIn()}, {"issuer", t.issuer}, {"audiences", t.productClient}, {"origins", origin},
		{"continueUrl", start},
	} {
		if s.value != "" {
			settings = append(settings, s.name+"="+s.value)
		}
	}
	return append(settings, t.identity.settings()...)
}

// checkSignInCORS returns an error when the sign-in does not allow calls from pages at
// the given origin. LocalStack does not, unless it was started with that origin among
// the allowed ones.
func checkSignInCORS(ctx context.Context, signInURL, origin string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, signInURL+"/oauth2/token", http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("Origin", origin)
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("the sign-in cannot be reached: %w", err)
	}
	defer answer.Body.Close()
	if allowed := answer.Header.Get("Access-Control-Allow-Origin"); allowed != "*" && !strings.EqualFold(allowed, origin) {
		return errors.New("the sign-in does not allow calls from the console and the invitation page: start LocalStack with EXTRA_CORS_ALLOWED_ORIGINS=* to sign in from a browser")
	}
	return nil
}
