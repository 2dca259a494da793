package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/setting"
)

// newConsoleClient declares the client of the console and the invitation page. A
// browser cannot keep a secret, so the client has none and uses the code flow with
// PKCE.
//
// An access token is valid for an hour. It contains no roles, so a removal takes
// effect without waiting for the token to expire. The hour limits the use of a
// stolen token. A refresh token is valid for a working day (12 hours).
//
// The callbacks include every address of the API, so that a user returns to the
// address where they opened the page.
func newConsoleClient(pool awscognito.IUserPool, addresses []*string, s Settings) awscognito.UserPoolClient {
	var pages []*string
	for _, address := range addresses {
		pages = append(pages, join(address, "/console"), join(address, "/invitations/sign-in"))
	}
	return pool.AddClient(jsii.String("Console"), &awscognito.UserPoolClientOptions{
		GenerateSecret: jsii.Bool(false),
		AuthFlows: &awscognito.AuthFlow{
			UserSrp: jsii.Bool(true),
			// Only for make token, which sends the password to the token endpoint.
			UserPassword: jsii.Bool(s.Development),
		},
		OAuth: &awscognito.OAuthSettings{
			Flows:        &awscognito.OAuthFlows{AuthorizationCodeGrant: jsii.Bool(true)},
			Scopes:       &[]awscognito.OAuthScope{awscognito.OAuthScope_OPENID(), awscognito.OAuthScope_EMAIL(), awscognito.OAuthScope_PROFILE()},
			CallbackUrls: &pages,
			LogoutUrls:   &pages,
		},
		SupportedIdentityProviders: signInProviders(s),
		WriteAttributes:            writeAttributes(s),
		PreventUserExistenceErrors: jsii.Bool(true),
		EnableTokenRevocation:      jsii.Bool(true),
		AccessTokenValidity:        awscdk.Duration_Hours(jsii.Number(1)),
		IdTokenValidity:            awscdk.Duration_Hours(jsii.Number(1)),
		RefreshTokenValidity:       awscdk.Duration_Hours(jsii.Number(12)),
	})
}

// newMachineClient declares a client for programs (client credentials) with the scopes
// admit/decide and admit/read. An operator reads its secret with AWS credentials. API
// Gateway accepts its tokens. The functions refuse what a program may not do.
func newMachineClient(pool awscognito.IUserPool) awscognito.UserPoolClient {
	scopes := []awscognito.ResourceServerScope{
		programScope("decide", "Ask what any user may do"),
		programScope("read", "Read organisations, access, invitations and events"),
	}
	server := pool.AddResourceServer(jsii.String("Machines"), &awscognito.UserPoolResourceServerOptions{
		Identifier: jsii.String("admit"), Scopes: &scopes,
	})
	var granted []awscognito.OAuthScope
	for _, scope := range scopes {
		granted = append(granted, awscognito.OAuthScope_ResourceServer(server, scope))
	}
	return pool.AddClient(jsii.String("Machine"), &awscognito.UserPoolClientOptions{
		GenerateSecret: jsii.Bool(true),
		AuthFlows:      &awscognito.AuthFlow{UserSrp: jsii.Bool(false)}, // none: no person signs in here
		OAuth: &awscognito.OAuthSettings{
			Flows:  &awscognito.OAuthFlows{ClientCredentials: jsii.Bool(true)},
			Scopes: &granted,
		},
		PreventUserExistenceErrors: jsii.Bool(true),
		EnableTokenRevocation:      jsii.Bool(true),
		AccessTokenValidity:        awscdk.Duration_Hours(jsii.Number(1)),
	})
}

// signInProviders returns what people may sign in with: the pool's own users, and in a
// pool that was there before also the providers that it federates with.
func signInProviders(s Settings) *[]awscognito.UserPoolClientIdentityProvider {
	providers := []awscognito.UserPoolClientIdentityProvider{}
	for _, name := range s.UserPoolProviders {
		providers = append(providers, awscognito.UserPoolClientIdentityProvider_Custom(jsii.String(name)))
	}
	return &providers
}

// writeAttributes returns the attributes that a user may change. In the stack's own pool
// it is the name. The address, which an invitation verified, and registeredAttribute are
// left out: Cognito would let a user change both. A pool that was there before may map
// attributes of its providers, which a client must then be able to write, so that pool
// decides. A changed address is not verified there, and Admit trusts verified ones only.
func writeAttributes(s Settings) awscognito.ClientAttributes {
	if s.Identity == setting.ExistingPool {
		return nil
	}
	return awscognito.NewClientAttributes().WithStandardAttributes(&awscognito.StandardAttributesMask{
		GivenName: jsii.Bool(true), FamilyName: jsii.Bool(true),
	})
}

func programScope(name, description string) awscognito.ResourceServerScope {
	return awscognito.NewResourceServerScope(&awscognito.ResourceServerScopeProps{
		ScopeName: jsii.String(name), ScopeDescription: jsii.String(description),
	})
}
