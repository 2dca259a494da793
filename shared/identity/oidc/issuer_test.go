package oidc

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"admit/shared/access"
)

// issuer is a provider whose keys and answers a test chooses.
type issuer struct {
	keys     []jose.JSONWebKey                // that it publishes
	answer   atomic.Pointer[http.HandlerFunc] // instead of the keys, if it is set
	requests atomic.Int64                     // for the keys
	now      time.Time
	provider Provider
}

const (
	clientID = "pages"
	link     = "3Zk9vQ1xW7sLr2TnB8yHcM4pJd6FgUaEoI5tKqXzR0w" // the token of a link
)

// start returns an issuer that publishes the key "first".
func start(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{keys: []jose.JSONWebKey{public("first", firstKey())}, now: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)}
	server := httptest.NewServer(i)
	t.Cleanup(server.Close)
	now := func() time.Time { return i.now }
	i.provider = Provider{Issuer: server.URL, ClientID: clientID, Now: now, Keys: NewKeys(server.URL+"/keys", nil, now)}
	return i
}

func (i *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.requests.Add(1)
	if answer := i.answer.Load(); answer != nil {
		(*answer)(w, r)
		return
	}
	_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: i.keys})
}

// claims returns the claims of a valid ID token of Ada, with changes. A nil removes a claim.
func (i *issuer) claims(changes map[string]any) map[string]any {
	all := map[string]any{
		"iss": i.provider.Issuer, "sub": "ada", "aud": clientID, "exp": i.now.Add(time.Hour).Unix(), "iat": i.now.Unix(),
		"nonce": access.IDTokenNonce(link), "email": "ada@example.com", "email_verified": true, "given_name": "Ada", "family_name": "Lovelace",
	}
	maps.Copy(all, changes)
	maps.DeleteFunc(all, func(_ string, value any) bool { return value == nil })
	return all
}

// identity returns what the provider makes of an ID token of Ada.
func (i *issuer) identity(t *testing.T, token string) (access.Identity, error) {
	t.Helper()
	return i.provider.Identity(t.Context(), access.Caller{Issuer: i.provider.Issuer, Subject: "ada"},
		access.IdentityProof{IDToken: token, Nonce: access.IDTokenNonce(link)})
}

// sign returns a token with claims, signed with a key under a key id.
func sign(t *testing.T, algorithm jose.SignatureAlgorithm, key any, id string, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", id))
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// The keys of the tests are made once, because an RSA key takes long to make.
var (
	firstKey   = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) })
	secondKey  = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(2048) })
	shortKey   = sync.OnceValue(func() *rsa.PrivateKey { return newRSA(1024) })
	ellipticly = sync.OnceValue(func() *ecdsa.PrivateKey { return made(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) })
)

func newRSA(bits int) *rsa.PrivateKey { return made(rsa.GenerateKey(rand.Reader, bits)) }

func made[T any](key T, err error) T {
	if err != nil {
		panic(err)
	}
	return key
}

// public returns the public half of a key as it is published under an id.
func public(id string, key crypto.Signer) jose.JSONWebKey {
	return jose.JSONWebKey{KeyID: id, Key: key.Public(), Use: "sig"}
}
