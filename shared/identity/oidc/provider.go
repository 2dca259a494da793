// Package oidc implements [access.Identities] for any OpenID Connect provider. It cannot
// ask the provider for an identity, so the person sends an ID token with the acceptance,
// and the package checks the token in full.
package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"admit/shared/access"
)

// Provider is an OpenID Connect provider, as a deployment trusts it.
type Provider struct {
	Issuer   string // exactly as in the iss claim
	ClientID string // the client of the pages, for which the ID tokens are issued
	// TrustEmail says that an email address is verified if the provider says nothing
	// about it. An address that the provider calls unverified is never trusted.
	TrustEmail bool
	Keys       *Keys
	Now        access.Clock
}

var _ access.Identities = Provider{}

// algorithms are the signatures that an ID token may have. All of them are asymmetric: a
// token that is signed with a shared secret, or not at all, proves nothing.
var algorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512,
}

// claims are the claims of an ID token that Admit reads.
type claims struct {
	jwt.Claims
	Nonce           string          `json:"nonce"`
	AuthorizedParty string          `json:"azp"`
	Email           string          `json:"email"`
	EmailVerified   json.RawMessage `json:"email_verified"`
	DomainVerified  json.RawMessage `json:"xms_edov"` // of Entra, which has no email_verified
	GivenName       string          `json:"given_name"`
	FamilyName      string          `json:"family_name"`
}

// Identity returns the identity that the ID token of the proof describes. The token must
// be of the caller: of the same issuer and subject as the access token.
func (p Provider) Identity(ctx context.Context, caller access.Caller, proof access.IdentityProof) (access.Identity, error) {
	if proof.IDToken == "" {
		return access.Identity{}, access.InvalidField("idToken", "is required for somebody who is not a user yet")
	}
	token, err := jwt.ParseSigned(proof.IDToken, algorithms)
	if err != nil || len(token.Headers) != 1 {
		return access.Identity{}, wrong("is not an ID token with a signature of a known kind", err)
	}
	c, err := p.verified(ctx, token)
	if err != nil {
		return access.Identity{}, err
	}
	if err := p.check(c, caller, proof.Nonce); err != nil {
		return access.Identity{}, err
	}
	return access.Identity{
		Issuer: c.Issuer, Subject: c.Subject, Email: c.Email, Verified: c.Email != "" && p.emailVerified(c),
		FirstName: c.GivenName, LastName: c.FamilyName,
	}, nil
}

// verified returns the claims of a token whose signature is of one of the provider's keys.
func (p Provider) verified(ctx context.Context, token *jwt.JSONWebToken) (claims, error) {
	keys, err := p.Keys.find(ctx, token.Headers[0].KeyID)
	if err != nil {
		return claims{}, err
	}
	var failed error
	for _, key := range keys {
		var c claims
		if failed = token.Claims(key, &c); failed == nil {
			return c, nil
		}
	}
	return claims{}, wrong("has a signature that is not the identity provider's", failed)
}

// check returns an error if the token was issued by another issuer, for another client or
// another person, for another invitation, or is not valid now.
func (p Provider) check(c claims, caller access.Caller, nonce string) error {
	switch {
	case c.Issuer != p.Issuer || caller.Issuer != p.Issuer:
		return wrong("is of another issuer", nil)
	case !c.Audience.Contains(p.ClientID):
		return wrong("is for another client", nil)
	case c.AuthorizedParty != p.ClientID && (c.AuthorizedParty != "" || len(c.Audience) > 1):
		return wrong("was issued to another client", nil)
	case c.Subject == "" || c.Subject != caller.Subject:
		return wrong("is of another person than the access token", nil)
	case c.Nonce != nonce:
		return wrong("is not of a sign-in for this invitation: its nonce is another one", nil)
	case c.Expiry == nil:
		return wrong("has no expiry", nil)
	}
	if err := c.ValidateWithLeeway(jwt.Expected{Time: p.Now()}, leeway); err != nil {
		return wrong("is not valid now: it has expired, or the clocks differ", err)
	}
	return nil
}

// leeway is how much the clock of the provider may differ.
const leeway = time.Minute

// emailVerified reports whether the provider vouches for the email address.
func (p Provider) emailVerified(c claims) bool {
	switch {
	case c.EmailVerified != nil:
		return isTrue(c.EmailVerified)
	case c.DomainVerified != nil:
		return isTrue(c.DomainVerified) || string(c.DomainVerified) == "1" || string(c.DomainVerified) == `"1"`
	}
	return p.TrustEmail
}

// isTrue reports whether a claim is true, as a boolean or, from some providers, as text.
func isTrue(claim json.RawMessage) bool { return string(claim) == "true" || string(claim) == `"true"` }

// wrong returns the refusal of an ID token. The cause is only for the log.
func wrong(problem string, cause error) error {
	refusal := access.InvalidField("idToken", problem)
	if refused, ok := errors.AsType[*access.Error](refusal); ok {
		refused.Cause = cause
	}
	return refusal
}
