package oidc

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"admit/shared/access"
)

func TestAnIDTokenSaysWhoSomebodyIs(t *testing.T) {
	i := start(t)
	identity, err := i.identity(t, sign(t, jose.RS256, firstKey(), "first", i.claims(nil)))
	want := access.Identity{Issuer: i.provider.Issuer, Subject: "ada", Email: "ada@example.com", Verified: true, FirstName: "Ada", LastName: "Lovelace"}
	if err != nil || identity != want {
		t.Errorf("%+v, %v", identity, err)
	}
}

func TestEveryKindOfSignature(t *testing.T) {
	i := start(t)
	i.keys = append(i.keys, public("curve", ellipticly()))
	for _, algorithm := range []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512} {
		if _, err := i.identity(t, sign(t, algorithm, firstKey(), "first", i.claims(nil))); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
	}
	if _, err := i.identity(t, sign(t, jose.ES256, ellipticly(), "curve", i.claims(nil))); err != nil {
		t.Errorf("ES256: %v", err)
	}
	if i.requests.Load() != 1 {
		t.Errorf("%d requests for the keys, want 1", i.requests.Load())
	}
}

func TestClaimsThatProveNothing(t *testing.T) {
	i := start(t)
	now := i.now.Unix()
	for name, c := range map[string]struct {
		changes map[string]any
		says    string // "" if the token is accepted
	}{
		"another issuer":                  {map[string]any{"iss": "https://other.example"}, "another issuer"},
		"the issuer with a slash":         {map[string]any{"iss": i.provider.Issuer + "/"}, "another issuer"},
		"no issuer":                       {map[string]any{"iss": nil}, "another issuer"},
		"another client":                  {map[string]any{"aud": "other"}, "another client"},
		"no audience":                     {map[string]any{"aud": nil}, "another client"},
		"two audiences":                   {map[string]any{"aud": []string{clientID, "other"}}, "another client"},
		"two audiences, for the pages":    {map[string]any{"aud": []string{clientID, "other"}, "azp": clientID}, ""},
		"two audiences, for the other":    {map[string]any{"aud": []string{clientID, "other"}, "azp": "other"}, "another client"},
		"one audience, for another":       {map[string]any{"azp": "other"}, "another client"},
		"one audience in a list":          {map[string]any{"aud": []string{clientID}}, ""},
		"another person":                  {map[string]any{"sub": "eve"}, "another person"},
		"nobody":                          {map[string]any{"sub": nil}, "another person"},
		"another invitation's nonce":      {map[string]any{"nonce": access.IDTokenNonce("another")}, "nonce"},
		"the token of the link as nonce":  {map[string]any{"nonce": link}, "nonce"},
		"no nonce":                        {map[string]any{"nonce": nil}, "nonce"},
		"expired":                         {map[string]any{"exp": now - 61}, "not valid now"},
		"expired, within the leeway":      {map[string]any{"exp": now - 59}, ""},
		"no expiry":                       {map[string]any{"exp": nil}, "no expiry"},
		"not yet valid":                   {map[string]any{"nbf": now + 61}, "not valid now"},
		"issued in the future":            {map[string]any{"iat": now + 61}, "not valid now"},
		"issued by a clock that is ahead": {map[string]any{"iat": now + 59}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			identity, err := i.identity(t, sign(t, jose.RS256, firstKey(), "first", i.claims(c.changes)))
			if c.says == "" {
				if err != nil || !identity.Verified {
					t.Errorf("%+v, %v", identity, err)
				}
				return
			}
			wantInvalid(t, name, err, c.says)
		})
	}
}

// wantInvalid checks that an error is about the field idToken and has some words.
func wantInvalid(t *testing.T, name string, err error, says string) {
	t.Helper()
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok || refusal.Kind != access.Invalid || len(refusal.Fields) != 1 || refusal.Fields[0].Field != "idToken" || !strings.Contains(refusal.Fields[0].Message, says) {
		t.Errorf("%s: %v, want a refusal of idToken that says %q", name, err, says)
	}
}

// TestTheCallerIsThePerson checks an ID token beside the access token of somebody else.
func TestTheCallerIsThePerson(t *testing.T) {
	i := start(t)
	token := sign(t, jose.RS256, firstKey(), "first", i.claims(nil))
	for name, caller := range map[string]access.Caller{
		"another subject": {Issuer: i.provider.Issuer, Subject: "eve"}, "another issuer": {Issuer: "https://other.example", Subject: "ada"}, "nobody": {},
	} {
		_, err := i.provider.Identity(t.Context(), caller, access.IdentityProof{IDToken: token, Nonce: access.IDTokenNonce(link)})
		wantInvalid(t, name, err, "is of another")
	}
}

func TestForgedTokens(t *testing.T) {
	i := start(t)
	i.keys = append(i.keys, public("short", shortKey()))
	i.keys = append(i.keys, jose.JSONWebKey{KeyID: "encryption", Key: secondKey().Public(), Use: "enc"})
	good := sign(t, jose.RS256, firstKey(), "first", i.claims(nil))
	header, rest, _ := strings.Cut(good, ".")
	payload, signature, _ := strings.Cut(rest, ".")
	eve, err := json.Marshal(i.claims(map[string]any{"email": "eve@example.com"}))
	if err != nil {
		t.Fatal(err)
	}
	encode := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	modulus := firstKey().N.Bytes()
	for name, token := range map[string]string{
		"another key under the same id": sign(t, jose.RS256, secondKey(), "first", i.claims(nil)),
		"a key for encryption":          sign(t, jose.RS256, secondKey(), "encryption", i.claims(nil)),
		"the public key as a secret":    sign(t, jose.HS256, modulus, "first", i.claims(nil)),
		"no algorithm":                  encode(`{"alg":"none"}`) + "." + payload + ".",
		"no algorithm, signed":          encode(`{"alg":"none","kid":"first"}`) + "." + payload + "." + signature,
		"other claims":                  header + "." + encode(string(eve)) + "." + signature,
		"no signature":                  header + "." + payload + ".",
		"two parts":                     header + "." + payload,
		"an unknown critical header":    encode(`{"alg":"RS256","kid":"first","crit":["b64"],"b64":false}`) + "." + payload + "." + signature,
		"its own key":                   encode(`{"alg":"RS256","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}`) + "." + payload + "." + signature,
		"words":                         "an ID token",
		"very long":                     strings.Repeat("a", 100_000) + "." + payload + "." + signature,
		"JSON":                          `{"payload":"` + payload + `","protected":"` + header + `","signature":"` + signature + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			i.now = i.now.Add(fetchPause) // so that an unknown key id is looked up
			_, err := i.identity(t, token)
			wantInvalid(t, name, err, "signature")
		})
	}
	if _, err := i.identity(t, good); err != nil {
		t.Errorf("the token that was not forged: %v", err)
	}
	_, err = i.identity(t, sign(t, jose.RS256, shortKey(), "short", i.claims(nil)))
	if err == nil {
		t.Error("a key of 1024 bits was accepted")
	}
	_, err = i.identity(t, "")
	wantInvalid(t, "none", err, "is required")
}

func TestVerifiedAddresses(t *testing.T) {
	for name, c := range map[string]struct {
		changes       map[string]any
		want, trusted bool // without and with TrustEmail
	}{
		"true":                         {map[string]any{"email_verified": true}, true, true},
		"true as text":                 {map[string]any{"email_verified": "true"}, true, true},
		"false":                        {map[string]any{"email_verified": false}, false, false},
		"false as text":                {map[string]any{"email_verified": "false"}, false, false},
		"empty":                        {map[string]any{"email_verified": ""}, false, false},
		"a number":                     {map[string]any{"email_verified": 1}, false, false},
		"a list":                       {map[string]any{"email_verified": []bool{true}}, false, false},
		"null":                         {map[string]any{"email_verified": json.RawMessage("null")}, false, false},
		"other case":                   {map[string]any{"email_verified": "True"}, false, false},
		"absent":                       {map[string]any{"email_verified": nil}, false, true},
		"no address":                   {map[string]any{"email": nil}, false, false},
		"no address, trusted":          {map[string]any{"email": nil, "email_verified": nil}, false, false},
		"Entra's domain":               {map[string]any{"email_verified": nil, "xms_edov": true}, true, true},
		"Entra's domain as number":     {map[string]any{"email_verified": nil, "xms_edov": 1}, true, true},
		"Entra's domain as text":       {map[string]any{"email_verified": nil, "xms_edov": "1"}, true, true},
		"not Entra's domain":           {map[string]any{"email_verified": nil, "xms_edov": false}, false, false},
		"not Entra's domain as text":   {map[string]any{"email_verified": nil, "xms_edov": "0"}, false, false},
		"false, with Entra's domain":   {map[string]any{"email_verified": false, "xms_edov": true}, false, false},
		"true, without Entra's domain": {map[string]any{"email_verified": true, "xms_edov": false}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			i := start(t)
			token := sign(t, jose.RS256, firstKey(), "first", i.claims(c.changes))
			for trust, want := range map[bool]bool{false: c.want, true: c.trusted} {
				i.provider.TrustEmail = trust
				if identity, err := i.identity(t, token); err != nil || identity.Verified != want {
					t.Errorf("trusted %t: verified %t, %v; want %t", trust, identity.Verified, err, want)
				}
			}
		})
	}
}

// TestATokenIsJudgedByTheClock checks the same token before and after its expiry.
func TestATokenIsJudgedByTheClock(t *testing.T) {
	i := start(t)
	token := sign(t, jose.RS256, firstKey(), "first", i.claims(nil))
	if _, err := i.identity(t, token); err != nil {
		t.Fatal(err)
	}
	i.now = i.now.Add(time.Hour + 2*time.Minute)
	_, err := i.identity(t, token)
	wantInvalid(t, "later", err, "not valid now")
}
