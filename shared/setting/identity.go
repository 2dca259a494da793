package setting

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// IdentityMode says where people have their identities.
type IdentityMode string

// The ways of identity.
const (
	CreatedPool    IdentityMode = "create"   // in a user pool of the stack, in which Admit creates identities
	ExistingPool   IdentityMode = "existing" // in a user pool of the deployment's owner
	ExternalIssuer IdentityMode = "issuer"   // at an OpenID Connect provider
)

// IdentityProvider says where people have their identities, and how a function learns who
// somebody is.
type IdentityProvider struct {
	Mode       IdentityMode `json:"mode"`
	Issuer     string       `json:"issuer"`               // exactly as in the iss claim of its tokens
	UserPoolID string       `json:"userPoolId,omitempty"` // of a user pool
	ClientID   string       `json:"clientId,omitempty"`   // of an OpenID Connect provider: the client of the pages
	KeysURL    string       `json:"keysUrl,omitempty"`    // of an OpenID Connect provider: its jwks_uri
	TrustEmail bool         `json:"trustEmail,omitempty"` // an address without email_verified is verified
}

// SignIn says how a page signs people in and out: by the authorization code flow of OpenID
// Connect with PKCE. Pages get it as it is.
type SignIn struct {
	ClientID   string `json:"clientId"`
	Authorize  string `json:"authorize"`            // authorization endpoint
	Token      string `json:"token"`                // token endpoint
	Revoke     string `json:"revoke,omitempty"`     // revocation endpoint
	EndSession string `json:"endSession,omitempty"` // end session endpoint (RP-initiated logout)
	Logout     string `json:"logout,omitempty"`     // Cognito's logout endpoint, instead of endSession
	Scope      string `json:"scope"`
	Parameters string `json:"parameters,omitempty"` // further parameters of the authorization endpoint, as in a query
}

// parseIdentityProvider accepts the JSON of an [IdentityProvider] that is complete for its
// mode.
func parseIdentityProvider(text string) (IdentityProvider, error) {
	p, err := parseObject[IdentityProvider](text)
	if err != nil {
		return IdentityProvider{}, err
	}
	if _, err := parseExactURL(p.Issuer); err != nil {
		return IdentityProvider{}, fmt.Errorf("issuer: %w", err)
	}
	switch p.Mode {
	case CreatedPool, ExistingPool:
		if p.UserPoolID == "" {
			return IdentityProvider{}, errors.New("userPoolId is missing")
		}
	case ExternalIssuer:
		if p.ClientID == "" {
			return IdentityProvider{}, errors.New("clientId is missing")
		}
		if _, err := parseExactURL(p.KeysURL); err != nil {
			return IdentityProvider{}, fmt.Errorf("keysUrl: %w", err)
		}
	default:
		return IdentityProvider{}, fmt.Errorf("mode: %q is not create, existing or issuer", p.Mode)
	}
	return p, nil
}

// parseSignIn accepts the JSON of a [SignIn].
func parseSignIn(text string) (SignIn, error) {
	s, err := parseObject[SignIn](text)
	if err != nil {
		return SignIn{}, err
	}
	for _, endpoint := range []struct {
		name, url string
		needed    bool
	}{
		{"authorize", s.Authorize, true}, {"token", s.Token, true}, {"revoke", s.Revoke, false}, {"endSession", s.EndSession, false}, {"logout", s.Logout, false},
	} {
		if _, err := parseExactURL(endpoint.url); err != nil && (endpoint.needed || endpoint.url != "") {
			return SignIn{}, fmt.Errorf("%s: %w", endpoint.name, err)
		}
	}
	if s.ClientID == "" || s.Scope == "" {
		return SignIn{}, errors.New("clientId or scope is missing")
	}
	return s, nil
}

// parseObject decodes one JSON object without unknown fields.
func parseObject[T any](text string) (T, error) {
	var object T
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&object); err != nil {
		return object, fmt.Errorf("is not the JSON of the setting: %w", err)
	}
	if decoder.InputOffset() != int64(len(text)) {
		return object, errors.New("has text after the JSON of the setting")
	}
	return object, nil
}
