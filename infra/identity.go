package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/identity"
)

// registeredAttribute marks the users that Admit registered, so that a
// registration that broke off is told from a user who was there before.
const registeredAttribute = "admit"

// users is who signs in, and with what.
type users struct {
	pool      awscognito.UserPool
	issuer    *string // the `iss` of its tokens
	signInURL *string // the hosted sign-in is below it
	clientID  *string // the console's
	machineID *string // nil without a machine client
}

func newUsers(stack awscdk.Stack, s Settings, post postOffice, addresses []*string) users {
	pool := newUserPool(stack, s)
	if s.userMailsThroughSES() {
		sendThroughSES(stack, s, pool, post)
	}
	u := users{
		pool:     pool,
		issuer:   issuerOf(pool, s),
		clientID: newConsoleClient(pool, addresses, s).UserPoolClientId(),
	}
	u.signInURL = newSignIn(stack, pool, s)
	if s.MachineClient {
		u.machineID = newMachineClient(pool).UserPoolClientId()
	}
	return u
}

// issuerOf returns the issuer of the pool's tokens. The authorizer compares it
// with the token's, and a user's id is derived from it: the two must be the same,
// to the letter.
func issuerOf(pool awscognito.UserPool, s Settings) *string {
	if s.Issuer != "" {
		return fillPlaceholder(s.Issuer, poolIDPlaceholder, pool.UserPoolId())
	}
	// ProviderURL would say the same; but emulators know only the name.
	return awscdk.Fn_Join(jsii.String(""), jsii.Strings("https://", *pool.UserPoolProviderName()))
}

// audience is the clients whose tokens the API takes.
func (u users) audience() *[]*string {
	clients := []*string{u.clientID}
	if u.machineID != nil {
		clients = append(clients, u.machineID)
	}
	return &clients
}

// newUserPool declares the pool. Nobody signs up: Admit makes the user when an
// invitation is accepted, with an address that the link has already proved.
func newUserPool(stack awscdk.Stack, s Settings) awscognito.UserPool {
	rule, mails := identity.Passwords, s.userMail()
	return awscognito.NewUserPool(stack, jsii.String("Users"), &awscognito.UserPoolProps{
		SignInAliases:       &awscognito.SignInAliases{Email: jsii.Bool(true)},
		SignInCaseSensitive: jsii.Bool(false),
		SelfSignUpEnabled:   jsii.Bool(false),
		AccountRecovery:     awscognito.AccountRecovery_EMAIL_ONLY,
		UserVerification:    mails.verification(),
		UserInvitation:      mails.invitation(),
		PasswordPolicy: &awscognito.PasswordPolicy{
			MinLength:        jsii.Number(rule.MinLength),
			RequireUppercase: jsii.Bool(rule.Upper),
			RequireLowercase: jsii.Bool(rule.Lower),
			RequireDigits:    jsii.Bool(rule.Digit),
			RequireSymbols:   jsii.Bool(false),
		},
		CustomAttributes: &map[string]awscognito.ICustomAttribute{
			registeredAttribute: awscognito.NewStringAttribute(&awscognito.StringAttributeProps{Mutable: jsii.Bool(true)}),
		},
		// The cheapest plan has all that is used: password sign-in and tokens.
		FeaturePlan:        awscognito.FeaturePlan_LITE,
		DeletionProtection: jsii.Bool(s.Protected),
		RemovalPolicy:      s.keep(),
	})
}

// newConsoleClient declares the client of browsers: no secret, since a browser
// cannot keep one; so the code flow, with PKCE.
//
// An access token lives an hour. It carries no role, so that a removal need not
// wait for its end; its end bounds what a stolen token is worth. A refresh token
// lives a working day.
//
// Sign-in leads back to any of the addresses: a page that was opened at one of
// them goes on there.
func newConsoleClient(pool awscognito.UserPool, addresses []*string, s Settings) awscognito.UserPoolClient {
	var pages []*string
	for _, address := range addresses {
		pages = append(pages, below(address, "/console"), below(address, "/invitations/sign-in"))
	}
	return pool.AddClient(jsii.String("Console"), &awscognito.UserPoolClientOptions{
		GenerateSecret: jsii.Bool(false),
		AuthFlows: &awscognito.AuthFlow{
			UserSrp: jsii.Bool(true),
			// `make token` sends the password itself; nobody else should.
			UserPassword: jsii.Bool(s.Development),
		},
		OAuth: &awscognito.OAuthSettings{
			Flows:        &awscognito.OAuthFlows{AuthorizationCodeGrant: jsii.Bool(true)},
			Scopes:       &[]awscognito.OAuthScope{awscognito.OAuthScope_OPENID(), awscognito.OAuthScope_EMAIL(), awscognito.OAuthScope_PROFILE()},
			CallbackUrls: &pages,
			LogoutUrls:   &pages,
		},
		SupportedIdentityProviders: &[]awscognito.UserPoolClientIdentityProvider{
			awscognito.UserPoolClientIdentityProvider_COGNITO(),
		},
		// A user may correct a name, and neither the address, which an invitation
		// proved, nor Admit's own mark, both of which Cognito would let through.
		WriteAttributes: awscognito.NewClientAttributes().WithStandardAttributes(&awscognito.StandardAttributesMask{
			GivenName: jsii.Bool(true), FamilyName: jsii.Bool(true),
		}),
		PreventUserExistenceErrors: jsii.Bool(true),
		EnableTokenRevocation:      jsii.Bool(true),
		AccessTokenValidity:        awscdk.Duration_Hours(jsii.Number(1)),
		IdTokenValidity:            awscdk.Duration_Hours(jsii.Number(1)),
		RefreshTokenValidity:       awscdk.Duration_Hours(jsii.Number(12)),
	})
}

// newSignIn says where people sign in: at the pool's own domain, unless the
// deployment has another place.
func newSignIn(stack awscdk.Stack, pool awscognito.UserPool, s Settings) *string {
	prefix := awscdk.Fn_Join(jsii.String("-"), jsii.Strings("admit", *stack.Account()))
	if s.SignInPrefix != "" {
		prefix = jsii.String(s.SignInPrefix)
	}
	domain := pool.AddDomain(jsii.String("SignIn"), &awscognito.UserPoolDomainOptions{
		CognitoDomain: &awscognito.CognitoDomainOptions{DomainPrefix: prefix},
	})
	domain.ApplyRemovalPolicy(s.keep())
	if s.SignInURL != "" {
		return jsii.String(s.SignInURL)
	}
	return domain.BaseUrl(nil)
}

// newMachineClient declares a client that signs in as a program, with a secret
// that an operator reads with AWS credentials. Its tokens pass the gateway; what
// a program may not do, the functions refuse.
func newMachineClient(pool awscognito.UserPool) awscognito.UserPoolClient {
	api := awscognito.NewResourceServerScope(&awscognito.ResourceServerScopeProps{
		ScopeName: jsii.String("api"), ScopeDescription: jsii.String("Call the API as a program"),
	})
	server := pool.AddResourceServer(jsii.String("Machines"), &awscognito.UserPoolResourceServerOptions{
		Identifier: jsii.String("admit"), Scopes: &[]awscognito.ResourceServerScope{api},
	})
	return pool.AddClient(jsii.String("Machine"), &awscognito.UserPoolClientOptions{
		GenerateSecret: jsii.Bool(true),
		AuthFlows:      &awscognito.AuthFlow{UserSrp: jsii.Bool(false)}, // none: no person signs in here
		OAuth: &awscognito.OAuthSettings{
			Flows:  &awscognito.OAuthFlows{ClientCredentials: jsii.Bool(true)},
			Scopes: &[]awscognito.OAuthScope{awscognito.OAuthScope_ResourceServer(server, api)},
		},
		PreventUserExistenceErrors: jsii.Bool(true),
		EnableTokenRevocation:      jsii.Bool(true),
		AccessTokenValidity:        awscdk.Duration_Hours(jsii.Number(1)),
	})
}
