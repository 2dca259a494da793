package main

import (
	"testing"

	"admit/shared/identity"
	"admit/shared/identity/oidc"
	"admit/shared/setting"
)

func TestOnlyAPoolOfTheStackIsADirectory(t *testing.T) {
	for mode, want := range map[setting.IdentityMode]struct{ directory, pool bool }{
		setting.CreatedPool: {true, true}, setting.ExistingPool: {false, true}, setting.ExternalIssuer: {false, false},
	} {
		opened := false
		directory, identities := openProvider(setting.IdentityProvider{Mode: mode, Issuer: "https://issuer.example", ClientID: "pages"},
			func() identity.Cognito { opened = true; return identity.Cognito{Issuer: "https://issuer.example"} })
		if (directory != nil) != want.directory || opened != want.pool {
			t.Errorf("%s: a directory %t, a pool %t", mode, directory != nil, opened)
		}
		provider, is := identities.(oidc.Provider)
		if is == want.pool || (is && (provider.Issuer != "https://issuer.example" || provider.ClientID != "pages" || provider.Keys == nil)) {
			t.Errorf("%s: %+v", mode, identities)
		}
	}
}
