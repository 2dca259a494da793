package main

import (
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/setting"
)

// users is what the stack knows of the people who sign in: whose tokens the API accepts,
// how pages sign them in, and what the functions may do at the user pool.
type users struct {
	provider setting.IdentityProvider
	signIn   setting.SignIn
	audience []string

	signInURL *string // base URL of the hosted sign-in of a user pool; otherwise nil
	machineID *string // the machine client; nil if the stack has none

	acceptMay, operatorMay []permission

	pool awscognito.UserPool // of the stack; otherwise nil
}

// newUsers declares what belongs to the way of identity. The texts of its result may have
// placeholders of the CDK, which CloudFormation fills in.
func newUsers(stack awscdk.Stack, s Settings, mailer mailer, addresses []*string) (users, error) {
	switch s.Identity {
	case setting.ExternalIssuer:
		return issuerUsers(s), nil
	case setting.ExistingPool:
		pool := awscognito.UserPool_FromUserPoolId(stack, jsii.String("Users"), jsii.String(s.UserPoolID))
		u := poolUsers(pool, s, addresses, jsii.String(s.SignInURL))
		u.acceptMay = may(pool, "AdminGetUser")
		return u, nil
	}
	texts, err := s.poolTexts()
	if err != nil {
		return users{}, err
	}
	pool := newUserPool(stack, s, texts)
	if s.userMailsThroughSES() {
		sendThroughSES(stack, s, pool, mailer)
	}
	u := poolUsers(pool, s, addresses, newSignIn(stack, pool, s))
	u.acceptMay = may(pool, "AdminCreateUser", "AdminSetUserPassword", "AdminUpdateUserAttributes", "AdminGetUser")
	u.operatorMay = may(pool, "AdminCreateUser", "AdminSetUserPassword", "AdminUpdateUserAttributes", "AdminGetUser", "AdminDeleteUser") // all but the last for an import
	u.pool = pool
	return u, nil
}

// may allows operations on a user pool.
func may(pool awscognito.IUserPool, operations ...string) []permission {
	actions := make([]string, len(operations))
	for n, operation := range operations {
		actions[n] = "cognito-idp:" + operation
	}
	return []permission{allow(on(pool.UserPoolArn()), actions...)}
}

// poolUsers declares the clients of a user pool.
func poolUsers(pool awscognito.IUserPool, s Settings, addresses []*string, signInURL *string) users {
	client := *newConsoleClient(pool, addresses, s).UserPoolClientId()
	u := users{
		provider:  setting.IdentityProvider{Mode: s.Identity, Issuer: *issuerOf(pool, s), UserPoolID: *pool.UserPoolId()},
		signInURL: signInURL,
		signIn: setting.SignIn{
			ClientID: client, Scope: defaultScope,
			Authorize: *join(signInURL, "/oauth2/authorize"), Token: *join(signInURL, "/oauth2/token"),
			Revoke: *join(signInURL, "/oauth2/revoke"), Logout: *join(signInURL, "/logout"),
		},
		audience: []string{client},
	}
	if s.MachineClient {
		u.machineID = newMachineClient(pool).UserPoolClientId()
		u.audience = append(u.audience, *u.machineID)
	}
	u.audience = append(u.audience, s.Audiences...)
	return u
}

// issuerUsers describes an OpenID Connect provider, in which the stack declares nothing.
// Access tokens are for the client itself, unless the setting audiences names what they
// are for.
func issuerUsers(s Settings) users {
	p := s.Provider
	audience := s.Audiences
	if len(audience) == 0 {
		audience = []string{s.ClientID}
	}
	return users{
		provider: setting.IdentityProvider{
			Mode: s.Identity, Issuer: s.Issuer, ClientID: s.ClientID, KeysURL: p.KeysURL, TrustEmail: s.TrustEmail,
		},
		signIn: setting.SignIn{
			ClientID: s.ClientID, Scope: s.Scope, Parameters: s.SignInParameters,
			Authorize: p.Authorize, Token: p.Token, Revoke: p.Revoke, EndSession: p.EndSession,
		},
		audience: audience,
	}
}

// jsonText returns a value as JSON. The placeholders of the CDK in it stay as they are.
func jsonText(value any) *string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // a struct of texts is always JSON
	}
	return jsii.String(string(text))
}

// issuerOf returns the issuer of the pool's tokens. The authorizer compares it with
// the iss claim, and the id of every user is derived from the iss claim. So it must
// equal the iss claim exactly.
func issuerOf(pool awscognito.IUserPool, s Settings) *string {
	if s.Issuer != "" {
		return fillPlaceholder(s.Issuer, poolIDPlaceholder, pool.UserPoolId())
	}
	// ProviderURL would be the same on AWS, but emulators only support the name.
	return awscdk.Fn_Join(jsii.String(""), jsii.Strings("https://", *pool.UserPoolProviderName()))
}
