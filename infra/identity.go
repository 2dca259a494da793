package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/identity"
)

// registeredAttribute marks the users that Admit registered. It distinguishes an
// interrupted registration from a user who existed before.
const registeredAttribute = "admit"

// users holds the user pool and its clients.
type users struct {
	pool      awscognito.UserPool
	issuer    *string  // the iss claim of the pool's tokens
	signInURL *string  // base URL of the hosted sign-in
	clientID  *string  // the console's client
	machineID *string  // the machine client; nil if there is none
	others    []string // clients that the stack does not declare and whose tokens the API accepts
}

func newUsers(stack awscdk.Stack, s Settings, mailer mailer, addresses []*string) users {
	pool := newUserPool(stack, s)
	if s.userMailsThroughSES() {
		sendThroughSES(stack, s, pool, mailer)
	}
	u := users{
		pool:     pool,
		issuer:   issuerOf(pool, s),
		clientID: newConsoleClient(pool, addresses, s).UserPoolClientId(),
		others:   s.Audiences,
	}
	u.signInURL = newSignIn(stack, pool, s)
	if s.MachineClient {
		u.machineID = newMachineClient(pool).UserPoolClientId()
	}
	return u
}

// issuerOf returns the issuer of the pool's tokens. The authorizer compares it with
// the iss claim, and the id of every user is derived from the iss claim. So it must
// equal the iss claim exactly.
func issuerOf(pool awscognito.UserPool, s Settings) *string {
	if s.Issuer != "" {
		return fillPlaceholder(s.Issuer, poolIDPlaceholder, pool.UserPoolId())
	}
	// ProviderURL would be the same on AWS, but emulators only support the name.
	return awscdk.Fn_Join(jsii.String(""), jsii.Strings("https://", *pool.UserPoolProviderName()))
}

// audience returns the clients whose tokens the API accepts.
func (u users) audience() *[]*string {
	clients := []*string{u.clientID}
	if u.machineID != nil {
		clients = append(clients, u.machineID)
	}
	for _, id := range u.others {
		clients = append(clients, jsii.String(id))
	}
	return &clients
}

// newUserPool declares the user pool. Self-service sign-up is off: Admit creates
// the user when an invitation is accepted, with an address that the link has
// already verified.
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
		// The cheapest plan includes everything Admit uses: password sign-in and tokens.
		FeaturePlan:        awscognito.FeaturePlan_LITE,
		DeletionProtection: jsii.Bool(s.Protected),
		RemovalPolicy:      s.removalPolicy(),
	})
}

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
func newConsoleClient(pool awscognito.UserPool, addresses []*string, s Settings) awscognito.UserPoolClient {
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
		SupportedIdentityProviders: &[]awscognito.UserPoolClientIdentityProvider{
			awscognito.UserPoolClientIdentityProvider_COGNITO(),
		},
		// A user may change their name. The address, which an invitation verified, and
		// registeredAttribute are left out: Cognito would let a user change both.
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

// newSignIn declares the user pool's domain and returns the base of the hosted
// sign-in: that domain, unless the setting signInUrl names another one.
func newSignIn(stack awscdk.Stack, pool awscognito.UserPool, s Settings) *string {
	prefix := awscdk.Fn_Join(jsii.String("-"), jsii.Strings("admit", *stack.Account()))
	if s.SignInPrefix != "" {
		prefix = jsii.String(s.SignInPrefix)
	}
	domain := pool.AddDomain(jsii.String("SignIn"), &awscognito.UserPoolDomainOptions{
		CognitoDomain: &awscognito.CognitoDomainOptions{DomainPrefix: prefix},
	})
	domain.ApplyRemovalPolicy(s.removalPolicy())
	if s.SignInURL != "" {
		return jsii.String(s.SignInURL)
	}
	return domain.BaseUrl(nil)
}

// newMachineClient declares a client for programs (client credentials) with the scopes
// admit/decide and admit/read. An operator reads its secret with AWS credentials. API
// Gateway accepts its tokens. The functions refuse what a program may not do.
func newMachineClient(pool awscognito.UserPool) awscognito.UserPoolClient {
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

func programScope(name, description string) awscognito.ResourceServerScope {
	return awscognito.NewResourceServerScope(&awscognito.ResourceServerScopeProps{
		ScopeName: jsii.String(name), ScopeDescription: jsii.String(description),
	})
}
