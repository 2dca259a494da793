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

// target is what a deployment must know of the emulator. An address that is empty
// is left to the stack.
type target struct {
	baseURL, signInURL, issuer string

	containers bool // it runs the functions in containers, and so on Linux
}

// localStackHost is this machine. LocalStack answers by https there and at every
// name below it, with a certificate that browsers and Go trust.
const localStackHost = "localhost.localstack.cloud"

// isLocalStack reports whether LocalStack itself answers at the endpoint. Other
// emulators answer LocalStack's health check, too, and refuse this one.
func isLocalStack(ctx context.Context, endpoint string) (bool, error) {
	var info struct {
		Version string `json:"version"`
	}
	err := call(ctx, http.MethodGet, endpoint+"/_localstack/info", "", nil, &info)
	if refusal, ok := errors.AsType[*problem](err); ok && refusal.Status < http.StatusInternalServerError {
		return false, nil
	}
	return err == nil && info.Version != "", err
}

// findTarget asks the emulator that answers at the endpoint.
func findTarget(ctx context.Context, s steps, endpoint string) (target, error) {
	found := target{signInURL: endpoint}
	is, err := isLocalStack(ctx, endpoint)
	if err != nil || !is {
		return found, err
	}
	err = s.do("ask LocalStack for its issuer", "", func(log io.Writer) error {
		issuer, err := tokenIssuer(ctx, log, endpoint)
		if err == nil {
			found, err = localStackTarget(endpoint, issuer)
		}
		return err
	})
	return found, err
}

// localStackTarget returns LocalStack as a target. Its addresses are https, since
// a browser has no crypto.subtle, which the sign-in's PKCE needs, at a page
// that came by http from another name than localhost.
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

// settings returns the addresses as the context of the CDK.
func (t target) settings() []string {
	var settings []string
	for _, s := range []struct{ name, value string }{{"baseUrl", t.baseURL}, {"signInUrl", t.signInURL}, {"issuer", t.issuer}} {
		if s.value != "" {
			settings = append(settings, s.name+"="+s.value)
		}
	}
	return settings
}

// checkPagesMaySignIn returns an error when the sign-in refuses calls by pages of
// the given address (CORS). LocalStack does, unless it was started with the
// address among those that it allows.
func checkPagesMaySignIn(ctx context.Context, signInURL, pages string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, signInURL+"/oauth2/token", http.NoBody)
	if err != nil {
		return err
	}
	request.Header.Set("Origin", pages)
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("the sign-in cannot be reached: %w", err)
	}
	defer answer.Body.Close()
	if allowed := answer.Header.Get("Access-Control-Allow-Origin"); allowed != "*" && !strings.EqualFold(allowed, pages) {
		return errors.New("the sign-in refuses calls by the console and the invitee's page: start LocalStack with EXTRA_CORS_ALLOWED_ORIGINS=* to sign in from a browser")
	}
	return nil
}
