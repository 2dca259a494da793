// Package identity implements [access.Directory] and [access.Identities] with a Cognito
// user pool. Its package oidc implements [access.Identities] for any other OpenID Connect
// provider.
package identity
