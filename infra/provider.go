package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"admit/shared/identity/fetch"
)

// provider has the endpoints of an OpenID Connect provider. They are read when the stack
// is synthesised, so that no function has to ask for them, and a wrong issuer fails the
// deployment and not the first sign-in.
type provider struct {
	Issuer     string   `json:"issuer"`
	Authorize  string   `json:"authorization_endpoint"`
	Token      string   `json:"token_endpoint"`
	Revoke     string   `json:"revocation_endpoint"`
	EndSession string   `json:"end_session_endpoint"`
	KeysURL    string   `json:"jwks_uri"`
	Challenges []string `json:"code_challenge_methods_supported"`
	Algorithms []string `json:"id_token_signing_alg_values_supported"`
}

const (
	discoveryTimeout = 10 * time.Second
	maxDiscoverySize = 1 << 20 // octets
)

// discover reads the provider's own description. The error says what is wrong with it.
func discover(ctx context.Context, client *http.Client, issuer string, development bool) (provider, error) {
	address := strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration"
	ctx, cancel := context.WithTimeout(ctx, discoveryTimeout)
	defer cancel()
	text, err := fetch.Document(ctx, client, address, maxDiscoverySize)
	if err != nil {
		return provider{}, fmt.Errorf("the provider of the setting issuer cannot be read: %w", err)
	}
	var p provider
	if err := json.Unmarshal(text, &p); err != nil {
		return provider{}, fmt.Errorf("%s is not the description of an OpenID Connect provider: %w", address, err)
	}
	if problems := p.problems(issuer, development); len(problems) > 0 {
		return provider{}, fmt.Errorf("%s: %w", address, errors.Join(problems...))
	}
	return p, nil
}

// problems returns what keeps Admit from using the provider.
func (p provider) problems(issuer string, development bool) []error {
	var problems []error
	if p.Issuer != issuer {
		problems = append(problems, fmt.Errorf("it describes the issuer %q, and the setting issuer is %q: both must be equal to the letter", p.Issuer, issuer))
	}
	for _, endpoint := range []struct {
		name, address string
		needed        bool
	}{
		{"authorization_endpoint", p.Authorize, true}, {"token_endpoint", p.Token, true}, {"jwks_uri", p.KeysURL, true},
		{"revocation_endpoint", p.Revoke, false}, {"end_session_endpoint", p.EndSession, false},
	} {
		if endpoint.address == "" {
			if endpoint.needed {
				problems = append(problems, fmt.Errorf("it has no %s", endpoint.name))
			}
			continue
		}
		if problem := endpointProblem(endpoint.address, development); problem != "" {
			problems = append(problems, fmt.Errorf("its %s %s", endpoint.name, problem))
		}
	}
	if len(p.Challenges) > 0 && !slices.Contains(p.Challenges, "S256") {
		problems = append(problems, fmt.Errorf("it has no PKCE with S256, only with %v", p.Challenges))
	}
	if len(p.Algorithms) > 0 && !slices.Contains(p.Algorithms, "RS256") {
		problems = append(problems, fmt.Errorf("it signs with %v, and API Gateway verifies RSA signatures (RS256) only", p.Algorithms))
	}
	return problems
}

// endpointProblem refuses an endpoint over http, except on loopback in development.
func endpointProblem(endpoint string, development bool) string {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return fmt.Sprintf("%q is not a URL", endpoint)
	case u.Scheme == "http" && !(development && isLoopback(u.Hostname())):
		return fmt.Sprintf("%q must be https", endpoint)
	}
	return ""
}
