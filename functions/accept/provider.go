package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/identity"
	"admit/shared/identity/oidc"
	"admit/shared/setting"
)

// openProvider returns the directory, which is nil unless Admit creates identities, and
// what tells who somebody is. It opens the user pool if there is one.
func openProvider(p setting.IdentityProvider, openPool func() identity.Cognito) (access.Directory, access.Identities) {
	switch p.Mode {
	case setting.ExternalIssuer:
		return nil, oidc.Provider{Issuer: p.Issuer, ClientID: p.ClientID, TrustEmail: p.TrustEmail,
			Keys: oidc.NewKeys(p.KeysURL, nil, time.Now), Now: time.Now}
	case setting.ExistingPool:
		return nil, openPool()
	}
	pool := openPool()
	return pool, pool
}
