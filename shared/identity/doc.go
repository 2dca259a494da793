// Package identity is the directory of people who can sign in: a Cognito user
// pool. Another OpenID Connect issuer's directory would be another
// access.Identities beside it.
package identity
