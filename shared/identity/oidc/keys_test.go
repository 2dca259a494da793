package oidc

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"admit/shared/access"
)

// wantUnavailable checks that an error says to try again later.
func wantUnavailable(t *testing.T, name string, err error) {
	t.Helper()
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != access.Unavailable || refusal.RetryAfter <= 0 {
		t.Errorf("%s: %v, want a refusal that says when to try again", name, err)
	}
}

func TestNewKeysAreFetched(t *testing.T) {
	i := start(t)
	before := sign(t, jose.RS256, firstKey(), "first", i.claims(nil))
	after := sign(t, jose.RS256, secondKey(), "second", i.claims(nil))
	if _, err := i.identity(t, before); err != nil {
		t.Fatal(err)
	}
	i.keys = []jose.JSONWebKey{public("second", secondKey())}
	_, err := i.identity(t, after)
	wantUnavailable(t, "at once", err) // the keys were fetched a moment ago
	i.now = i.now.Add(fetchPause)
	if _, err := i.identity(t, after); err != nil {
		t.Errorf("after the pause: %v", err)
	}
	i.now = i.now.Add(fetchPause)
	_, err = i.identity(t, before)
	wantInvalid(t, "the withdrawn key", err, "signature")
}

// TestAWithdrawnKeyIsForgotten checks that a key is not used for longer than an hour
// without a look at the provider.
func TestAWithdrawnKeyIsForgotten(t *testing.T) {
	i := start(t)
	late := i.claims(map[string]any{"exp": i.now.Add(5 * time.Hour).Unix()})
	token := sign(t, jose.RS256, firstKey(), "first", late)
	if _, err := i.identity(t, token); err != nil {
		t.Fatal(err)
	}
	i.keys = []jose.JSONWebKey{public("second", secondKey())}
	i.now = i.now.Add(keysValidFor - time.Second)
	if _, err := i.identity(t, token); err != nil {
		t.Errorf("within the hour: %v", err)
	}
	i.now = i.now.Add(time.Second)
	_, err := i.identity(t, token)
	wantInvalid(t, "after the hour", err, "signature")
}

// TestInventedKeyIDsCauseFewRequests sends tokens with unknown key ids for a minute.
func TestInventedKeyIDsCauseFewRequests(t *testing.T) {
	i := start(t)
	good := sign(t, jose.RS256, firstKey(), "first", i.claims(nil))
	for n := range 60 {
		if _, err := i.identity(t, sign(t, jose.RS256, secondKey(), strings.Repeat("x", n+1), i.claims(nil))); err == nil {
			t.Fatal("a token with an invented key id was accepted")
		}
		if _, err := i.identity(t, good); err != nil {
			t.Fatalf("a good token in between: %v", err)
		}
		i.now = i.now.Add(time.Second)
	}
	if most := 60/int(fetchPause.Seconds()) + 1; i.requests.Load() > int64(most) {
		t.Errorf("%d requests, want at most %d", i.requests.Load(), most)
	}
}

// TestTokensWithoutAKeyID checks that every key is tried.
func TestTokensWithoutAKeyID(t *testing.T) {
	i := start(t)
	i.keys = append(i.keys, public("second", secondKey()), public("curve", ellipticly()))
	for _, token := range []string{
		sign(t, jose.RS256, secondKey(), "", i.claims(nil)), sign(t, jose.ES256, ellipticly(), "", i.claims(nil)),
	} {
		if _, err := i.identity(t, token); err != nil {
			t.Error(err)
		}
	}
	_, err := i.identity(t, sign(t, jose.RS256, shortKey(), "", i.claims(nil)))
	wantInvalid(t, "a key that is not published", err, "signature")
}

func TestAProviderThatDoesNotGiveItsKeys(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"down":      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"not there": http.NotFound,
		"elsewhere": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/other", http.StatusFound) },
		"no JSON":   func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"huge": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"keys":["`+strings.Repeat("x", maxKeysSize)+`"]}`)
		},
		"endless": func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		},
		"cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"keys"`)
		},
	} {
		i := start(t)
		i.answer.Store(&answer)
		_, err := i.identity(t, sign(t, jose.RS256, firstKey(), "first", i.claims(nil)))
		wantUnavailable(t, name, err)
	}
}

func TestASlowProviderIsNotWaitedFor(t *testing.T) {
	i := start(t)
	slow := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Second):
		}
	})
	i.answer.Store(&slow)
	began := time.Now()
	_, err := i.identity(t, sign(t, jose.RS256, firstKey(), "first", i.claims(nil)))
	wantUnavailable(t, "slow", err)
	if took := time.Since(began); took > fetchTimeout+time.Second {
		t.Errorf("it took %s", took)
	}
	_, err = i.identity(t, sign(t, jose.RS256, firstKey(), "first", i.claims(nil)))
	wantUnavailable(t, "at once again", err)
	if i.requests.Load() != 1 {
		t.Errorf("%d requests, want 1: the second would wait, too", i.requests.Load())
	}
	i.answer.Store(nil)
	i.now = i.now.Add(fetchPause)
	if _, err := i.identity(t, sign(t, jose.RS256, firstKey(), "first", i.claims(nil))); err != nil {
		t.Errorf("after it is well again: %v", err)
	}
}

// TestUnknownKindsOfKeysAreIgnored checks a key set with keys that are of no use here.
func TestUnknownKindsOfKeysAreIgnored(t *testing.T) {
	keys, err := parseKeys([]byte(`{"keys":[{"kty":"future","kid":"x"},{"kty":"oct","kid":"secret","k":"AAAA"},{"kty":"OKP","crv":"X448","x":"AA"},17,null]}`))
	if err != nil || len(keys) != 0 {
		t.Errorf("%v, %v", keys, err)
	}
	if keys, err := parseKeys([]byte(`{}`)); err != nil || len(keys) != 0 {
		t.Errorf("no keys: %v, %v", keys, err)
	}
}
