package api

import (
	"maps"
	"testing"
)

// The claims of tokens as providers issue them, and as API Gateway passes them on: an array
// is text in brackets. Claims that say nothing about the kind are left out.
var tokensOfProviders = map[string]struct {
	claims map[string]any
	kind   tokenKind
	scopes string // of a program, those of Admit
}{
	"Cognito, a person": {map[string]any{
		"iss": "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_a1B2c3D4e", "sub": "a01e", "client_id": "1h57", "token_use": "access",
		"scope": "openid profile email", "username": "ada@example.com", "origin_jti": "f1", "event_id": "e1", "auth_time": "1764504000",
	}, personsToken, ""},
	"Cognito, an ID token": {map[string]any{
		"iss": "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_a1B2c3D4e", "sub": "a01e", "aud": "1h57", "token_use": "id",
		"at_hash": "x", "email": "ada@example.com", "email_verified": "true", "cognito:username": "a01e",
	}, otherToken, ""},
	"Cognito, a program": {map[string]any{
		"iss": "https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_a1B2c3D4e", "sub": "7prog", "client_id": "7prog", "token_use": "access", "scope": "admit/read",
	}, programsToken, "admit/read"},
	"Keycloak, a person": {map[string]any{
		"iss": "https://login.example/realms/staff", "sub": "5f1c", "aud": "[admit account]", "typ": "Bearer", "azp": "admit", "sid": "b7",
		"acr": "1", "scope": "openid profile email", "preferred_username": "ada", "email": "ada@example.com", "email_verified": "true",
	}, personsToken, ""},
	"Keycloak, an ID token": {map[string]any{
		"iss": "https://login.example/realms/staff", "sub": "5f1c", "aud": "admit", "typ": "ID", "azp": "admit", "sid": "b7", "at_hash": "x", "nonce": "n",
	}, otherToken, ""},
	"Keycloak, an ID token without hash and nonce": {map[string]any{
		"iss": "https://login.example/realms/staff", "sub": "5f1c", "aud": "admit", "typ": "ID", "azp": "admit", "sid": "b7", "scope": "openid",
	}, otherToken, ""},
	"Keycloak, a refresh token": {map[string]any{
		"iss": "https://login.example/realms/staff", "sub": "5f1c", "aud": "https://login.example/realms/staff", "typ": "Refresh", "azp": "admit", "scope": "openid",
	}, otherToken, ""},
	"Keycloak, a program": {map[string]any{
		"iss": "https://login.example/realms/staff", "sub": "90aa", "aud": "admit", "typ": "Bearer", "azp": "Billing", "scope": "profile email admit/decide",
		"clientHost": "10.0.0.1", "clientAddress": "10.0.0.1", "preferred_username": "service-account-billing", "client_id": "Billing",
	}, programsToken, "profile email admit/decide"},
	"Keycloak, a program without the scope profile": {map[string]any{
		"iss": "https://login.example/realms/staff", "sub": "bd70a4a4", "aud": "admit", "typ": "Bearer", "azp": "billing", "scope": "admit/decide",
		"clientHost": "10.0.0.1", "clientAddress": "10.0.0.1", "client_id": "billing", "jti": "trrtcc:fdff6ded",
	}, programsToken, "admit/decide"},
	"RFC 9068, a person": {map[string]any{
		"iss": "https://login.example", "sub": "ada", "aud": "https://admit.example", "client_id": "pages", "azp": "pages", "scope": "openid profile",
	}, personsToken, ""},
	"Keycloak, a person with the name of a service account": {map[string]any{
		"iss": "https://login.example/realms/staff", "sub": "5f1c", "aud": "admit", "typ": "Bearer", "azp": "admit", "sid": "b7",
		"scope": "openid admit/read", "preferred_username": "service-account-admit",
	}, personsToken, ""},
	"Keycloak, a person with the name of another service account": {map[string]any{
		"iss": "https://login.example/realms/staff", "sub": "5f1c", "aud": "admit", "typ": "Bearer", "azp": "admit",
		"scope": "openid admit/read", "preferred_username": "service-account-billing",
	}, personsToken, ""},
	"Entra, a person": {map[string]any{
		"iss": "https://login.microsoftonline.com/9a/v2.0", "aud": "c1", "azp": "c1", "azpacr": "0", "oid": "o1", "sub": "pairwise", "tid": "9a",
		"scp": "access_as_user", "ver": "2.0", "uti": "u", "rh": "r",
	}, personsToken, ""},
	"Entra, an ID token": {map[string]any{
		"iss": "https://login.microsoftonline.com/9a/v2.0", "aud": "c1", "oid": "o1", "sub": "pairwise", "tid": "9a", "nonce": "n", "ver": "2.0", "email": "ada@example.com",
	}, otherToken, ""},
	"Entra, an ID token without nonce": {map[string]any{
		"iss": "https://login.microsoftonline.com/9a/v2.0", "aud": "c1", "oid": "o1", "sub": "pairwise", "tid": "9a", "ver": "2.0", "roles": "[admit/read]",
	}, otherToken, ""},
	"Entra, a program": {map[string]any{
		"iss": "https://login.microsoftonline.com/9a/v2.0", "aud": "c1", "azp": "c2", "azpacr": "1", "oid": "o2", "sub": "o2", "tid": "9a",
		"idtyp": "app", "roles": "[admit/decide admit/read]", "ver": "2.0",
	}, programsToken, "admit/decide admit/read"},
	"Okta, a person": {map[string]any{
		"iss": "https://acme.okta.com/oauth2/default", "aud": "api://default", "cid": "0oa1", "uid": "00u1", "sub": "00u1", "scp": "[openid profile email]", "ver": "1", "jti": "AT.1",
	}, personsToken, ""},
	"Okta, an ID token": {map[string]any{
		"iss": "https://acme.okta.com/oauth2/default", "aud": "0oa1", "sub": "00u1", "ver": "1", "jti": "ID.1", "at_hash": "x", "amr": "[pwd]", "email": "ada@example.com",
	}, otherToken, ""},
	"Okta, a program": {map[string]any{
		"iss": "https://acme.okta.com/oauth2/default", "aud": "api://default", "cid": "0oa2", "sub": "0oa2", "scp": "[admit/read]", "ver": "1", "jti": "AT.2",
	}, programsToken, "admit/read"},
	"Okta, a program, from an authorizer that keeps arrays": {map[string]any{
		"iss": "https://acme.okta.com/oauth2/default", "aud": "api://default", "cid": "0oa2", "sub": "0oa2", "scp": []any{"admit/read", 7.0, "admit/decide"},
	}, programsToken, "admit/read admit/decide"},
	"Auth0, a person": {map[string]any{
		"iss": "https://acme.eu.auth0.com/", "sub": "auth0|65a", "aud": "[https://admit.example https://acme.eu.auth0.com/userinfo]", "azp": "cl1", "scope": "openid profile email",
	}, personsToken, ""},
	"Auth0, an ID token": {map[string]any{
		"iss": "https://acme.eu.auth0.com/", "sub": "auth0|65a", "aud": "cl1", "nonce": "n", "email": "ada@example.com", "email_verified": "true", "sid": "s",
	}, otherToken, ""},
	"Auth0, a program": {map[string]any{
		"iss": "https://acme.eu.auth0.com/", "sub": "cl2@clients", "aud": "https://admit.example", "azp": "cl2", "scope": "admit/decide", "gty": "client-credentials",
	}, programsToken, "admit/decide"},
	"Auth0, a program without scopes": {map[string]any{
		"iss": "https://acme.eu.auth0.com/", "sub": "cl2@clients", "aud": "https://admit.example", "azp": "cl2", "gty": "client-credentials",
	}, programsToken, ""},
	"a logout token": {map[string]any{
		"iss": "https://login.example", "sub": "ada", "aud": "admit", "events": "map[http://schemas.openid.net/event/backchannel-logout:map[]]", "sid": "s", "scope": "openid",
	}, otherToken, ""},
	"RFC 9068, a program": {map[string]any{
		"iss": "https://login.example", "sub": "prog", "aud": "https://admit.example", "client_id": "prog", "scope": "admit/read",
	}, programsToken, "admit/read"},
}

func TestTokensOfProviders(t *testing.T) {
	for name, c := range tokensOfProviders {
		t.Run(name, func(t *testing.T) {
			if kind := tokenClaims(c.claims).kind(); kind != c.kind {
				t.Fatalf("the kind is %d, want %d", kind, c.kind)
			}
			want := map[tokenKind]map[string]int{
				otherToken:    {peopleRoute: 401, readRoute: 401, decideRoute: 401},
				personsToken:  {peopleRoute: 200, readRoute: 200, decideRoute: 200},
				programsToken: {peopleRoute: 403, readRoute: statusFor(c.scopes, "admit/read"), decideRoute: statusFor(c.scopes, "admit/decide")},
			}[c.kind]
			got := map[string]int{}
			for key := range want {
				status, program := askWith(t, key, c.claims)
				got[key] = status
				if program != (c.kind == programsToken && status == 200) {
					t.Errorf("%s: as a program: %t", key, program)
				}
			}
			if !maps.Equal(got, want) {
				t.Errorf("the routes answer %v, want %v", got, want)
			}
		})
	}
}

// statusFor returns what a route answers a program with scopes that needs one of them.
func statusFor(scopes, needed string) int {
	for _, scope := range (tokenClaims{"scp": scopes}).list("scp") {
		if scope == needed {
			return 200
		}
	}
	return 403
}
