package oidc

import (
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"admit/shared/access"
	"admit/shared/identity/fetch"
)

const (
	fetchTimeout = 2 * time.Second // of one request for the keys
	maxKeysSize  = 256 << 10       // octets of the provider's answer
	minKeyBits   = 2048            // of an RSA key (RFC 7518)

	// keysValidFor is how long fetched keys are used. A provider that withdraws a key
	// relies on it.
	keysValidFor = time.Hour
	// fetchPause is how long to wait after a request for the keys. Without it, tokens with
	// invented key ids would make a request each.
	fetchPause = 5 * time.Second
)

// Keys are the public keys of a provider. They are fetched when they are first needed, and
// again for a key id that is not known, because a provider may have a new key.
type Keys struct {
	url    string
	client *http.Client
	now    access.Clock

	mu      sync.Mutex
	keys    []jose.JSONWebKey
	fetched time.Time // when the keys were fetched; zero if they never were
	asked   time.Time // when the provider was last asked; zero if it never was
}

// NewKeys returns the keys that a provider publishes at an address, its jwks_uri. The
// transport is nil for the default one.
func NewKeys(url string, transport http.RoundTripper, now access.Clock) *Keys {
	return &Keys{url: url, now: now, client: &http.Client{Transport: transport, Timeout: fetchTimeout}}
}

// find returns the keys with an id, or all keys if the id is empty. It returns an
// Unavailable error if the keys have to be fetched and cannot be, or not yet.
func (k *Keys) find(ctx context.Context, id string) ([]jose.JSONWebKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if found := withID(k.keys, id); len(found) > 0 && now.Sub(k.fetched) < keysValidFor {
		return found, nil
	}
	if pause := fetchPause - now.Sub(k.asked); !k.asked.IsZero() && pause > 0 {
		return nil, unavailable(nil, pause)
	}
	k.asked = now
	keys, err := k.request(ctx)
	if err != nil {
		return nil, unavailable(err, fetchPause)
	}
	k.keys, k.fetched = keys, now
	return withID(keys, id), nil
}

func withID(keys []jose.JSONWebKey, id string) []jose.JSONWebKey {
	var found []jose.JSONWebKey
	for _, key := range keys {
		if id == "" || key.KeyID == id {
			found = append(found, key)
		}
	}
	return found
}

func (k *Keys) request(ctx context.Context) ([]jose.JSONWebKey, error) {
	text, err := fetch.Document(ctx, k.client, k.url, maxKeysSize)
	if err != nil {
		return nil, err
	}
	return parseKeys(text)
}

// parseKeys returns the usable keys of a JSON Web Key Set. A key of a kind that is not
// known says nothing about the others.
func parseKeys(text []byte) ([]jose.JSONWebKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return nil, fmt.Errorf("the answer is no JSON Web Key Set: %w", err)
	}
	var keys []jose.JSONWebKey
	for _, raw := range set.Keys {
		var key jose.JSONWebKey
		if key.UnmarshalJSON(raw) == nil && usable(key) {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// usable reports whether a key verifies signatures of one of the algorithms.
func usable(key jose.JSONWebKey) bool {
	if key.Use != "" && key.Use != "sig" {
		return false
	}
	switch public := key.Key.(type) {
	case *rsa.PublicKey:
		return public.N.BitLen() >= minKeyBits
	case *ecdsa.PublicKey:
		return true
	}
	return false
}

// unavailable returns the error for keys that cannot be fetched now.
func unavailable(cause error, wait time.Duration) error {
	return &access.Error{Kind: access.Unavailable, Detail: "The keys of the identity provider cannot be read now. Try again in a few seconds.",
		RetryAfter: wait, Cause: cause}
}
