package oidc

import (
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"admit/shared/access"
)

// FuzzKeys parses any answer of a provider. Only public keys that may verify signatures are
// used.
func FuzzKeys(f *testing.F) {
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{public("first", firstKey()), public("e", ellipticly()), public("short", shortKey())}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(set)
	for _, seed := range []string{``, `{}`, `[]`, `{"keys":null}`, `{"keys":[null,{},7,{"kty":"oct","k":"c2VjcmV0"}]}`, `{"keys":[{"kty":"RSA","n":"","e":"AQAB"}]}`, strings.Replace(string(set), `"sig"`, `"enc"`, 1)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		keys, err := parseKeys(answer)
		if err != nil && len(keys) > 0 {
			t.Errorf("%s has keys and the error %v", answer, err)
		}
		for _, key := range keys {
			switch public := key.Key.(type) {
			case *rsa.PublicKey:
				if public.N.BitLen() < 2048 || key.Use != "" && key.Use != "sig" {
					t.Errorf("%s has a weak or another key: %+v", answer, key)
				}
			case *ecdsa.PublicKey:
			default:
				t.Errorf("%s has a key of the type %T", answer, key.Key)
			}
		}
	})
}

// FuzzIDToken sends any claims in a token with a valid signature, and any text as a token.
// The text is refused. An identity is that of the caller, with an address that is verified
// only if the provider says so.
func FuzzIDToken(f *testing.F) {
	now := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	const issuer = "https://issuer.example"
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: ellipticly()}, (&jose.SignerOptions{}).WithHeader("kid", "e"))
	if err != nil {
		f.Fatal(err)
	}
	nonce := access.IDTokenNonce(link)
	valid := `{"iss":"` + issuer + `","sub":"ada","aud":"pages","exp":1796042400,"nonce":"` + nonce + `","email":"ada@example.com","email_verified":true}`
	for _, seed := range []string{
		valid, strings.Replace(valid, `"aud":"pages"`, `"aud":["pages","other"],"azp":"pages"`, 1), strings.Replace(valid, "true", `"true"`, 1), strings.Replace(valid, "true", `"false"`, 1),
		strings.Replace(valid, `"exp":1796042400`, `"exp":1`, 1), strings.Replace(valid, `"exp":1796042400,`, ``, 1), strings.Replace(valid, "ada", "eve", 1), strings.Replace(valid, "true", `null,"xms_edov":"1"`, 1), `{}`,
	} {
		f.Add(seed, "a.b.c")
	}
	f.Add(valid, "eyJhbGciOiJub25lIn0.e30.")
	f.Fuzz(func(t *testing.T, text, forged string) {
		clock := func() time.Time { return now }
		p := Provider{Issuer: issuer, ClientID: clientID, Now: clock, Keys: NewKeys("http://127.0.0.1:0", nil, clock)}
		p.Keys.keys, p.Keys.fetched, p.Keys.asked = []jose.JSONWebKey{public("e", ellipticly())}, now, now
		ask := func(token string) (access.Identity, error) {
			return p.Identity(context.Background(), access.Caller{Issuer: issuer, Subject: "ada"}, access.IdentityProof{IDToken: token, Nonce: nonce})
		}
		if identity, err := ask(forged); err == nil {
			t.Errorf("%q proves %+v", forged, identity)
		}
		var claims map[string]any
		if json.Unmarshal([]byte(text), &claims) != nil || claims == nil {
			return
		}
		token, err := jwt.Signed(signer).Claims(claims).Serialize()
		if err != nil {
			return
		}
		identity, err := ask(token)
		if err != nil {
			if kind := access.KindOf(err); kind != access.Invalid && kind != access.Unavailable || identity != (access.Identity{}) {
				t.Errorf("%s is refused with %v and %+v", text, err, identity)
			}
			return
		}
		says := claims["email_verified"]
		vouched := says == true || says == "true" || says == nil && (claims["xms_edov"] == true || claims["xms_edov"] == "true" || claims["xms_edov"] == "1" || claims["xms_edov"] == 1.0)
		if identity.Subject != "ada" || identity.Issuer != issuer || claims["nonce"] != nonce || identity.Verified && (!vouched || identity.Email == "") {
			t.Errorf("%s proves %+v", text, identity)
		}
	})
}
