// Package identity implements [access.Identities], the directory of people who can
// sign in, with a Cognito user pool. The directory of another OpenID Connect issuer
// would be a second implementation in this package.
package identity
