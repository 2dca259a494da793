package main

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// describing starts a provider on loopback that describes itself with changes. A nil
// removes a field.
func describing(t *testing.T, changes map[string]any) *httptest.Server {
	t.Helper()
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/realm/.well-known/openid-configuration" {
			http.NotFound(w, r)
			return
		}
		all := map[string]any{
			"issuer": server.URL + "/realm", "authorization_endpoint": server.URL + "/authorize", "token_endpoint": server.URL + "/token",
			"jwks_uri": server.URL + "/keys", "end_session_endpoint": server.URL + "/logout", "code_challenge_methods_supported": []string{"plain", "S256"},
			"id_token_signing_alg_values_supported": []string{"RS256", "ES256"},
		}
		maps.Copy(all, changes)
		maps.DeleteFunc(all, func(_ string, value any) bool { return value == nil })
		_ = json.NewEncoder(w).Encode(all)
	}))
	t.Cleanup(server.Close)
	return server
}

func TestDiscovery(t *testing.T) {
	server := describing(t, nil)
	p, err := discover(t.Context(), server.Client(), server.URL+"/realm", true)
	if err != nil || p.Authorize != server.URL+"/authorize" || p.Token != server.URL+"/token" || p.KeysURL != server.URL+"/keys" || p.EndSession != server.URL+"/logout" || p.Revoke != "" {
		t.Errorf("%+v, %v", p, err)
	}
	for name, c := range map[string]struct {
		changes map[string]any
		says    string // "" if the provider can be used
	}{
		"another issuer":                {map[string]any{"issuer": "https://other.example"}, `describes the issuer "https://other.example"`},
		"a slash at the end":            {map[string]any{"issuer": server.URL + "/realm/"}, "to the letter"},
		"no issuer":                     {map[string]any{"issuer": nil}, "to the letter"},
		"no authorization endpoint":     {map[string]any{"authorization_endpoint": nil}, "has no authorization_endpoint"},
		"no token endpoint":             {map[string]any{"token_endpoint": nil}, "has no token_endpoint"},
		"no keys":                       {map[string]any{"jwks_uri": nil}, "has no jwks_uri"},
		"an endpoint over http":         {map[string]any{"token_endpoint": "http://login.example/token"}, "must be https"},
		"a sign-out over http":          {map[string]any{"end_session_endpoint": "http://login.example/logout"}, "must be https"},
		"an endpoint that is a script":  {map[string]any{"authorization_endpoint": "javascript:alert(1)"}, "is not a URL"},
		"no S256":                       {map[string]any{"code_challenge_methods_supported": []string{"plain"}}, "no PKCE with S256"},
		"no word of PKCE":               {map[string]any{"code_challenge_methods_supported": nil}, ""},
		"no RSA":                        {map[string]any{"id_token_signing_alg_values_supported": []string{"ES256"}}, "RSA signatures"},
		"no sign-out and no revocation": {map[string]any{"end_session_endpoint": nil}, ""},
		"a field of another type":       {map[string]any{"jwks_uri": 7}, "is not the description"},
	} {
		changed := describing(t, c.changes)
		_, err := discover(t.Context(), changed.Client(), changed.URL+"/realm", true)
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

func TestProductionNeedsHTTPS(t *testing.T) {
	server := describing(t, nil)
	if _, err := discover(t.Context(), server.Client(), server.URL+"/realm", false); err == nil || !strings.Contains(err.Error(), "must be https") {
		t.Errorf("%v", err)
	}
}

func TestProvidersThatDoNotDescribeThemselves(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		says   string
	}{
		"down":      {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "502"},
		"not there": {http.NotFound, "404"},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://other.example", http.StatusFound)
		}, "302"},
		"no JSON": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, "is not the description"},
		"huge":    {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, maxDiscoverySize+1)) }, "is larger than"},
	} {
		server := httptest.NewServer(c.answer)
		if _, err := discover(t.Context(), server.Client(), server.URL, true); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
		server.Close()
		if _, err := discover(t.Context(), server.Client(), server.URL, true); err == nil || !strings.Contains(err.Error(), "the setting issuer") {
			t.Errorf("%s, closed: %v", name, err)
		}
	}
}

func TestASlowProviderFailsTheSynthesis(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := discover(ctx, server.Client(), server.URL, true); err == nil || time.Since(began) > discoveryTimeout {
		t.Errorf("%v after %s", err, time.Since(began))
	}
}
