package main

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"
)

// registeredAttribute marks the users that Admit registered. It distinguishes an
// interrupted registration from a user who existed before.
const registeredAttribute = "admit"

// newUserPool declares the user pool. Self-service sign-up is off: Admit creates
// the user when an invitation is accepted, with an address that the link has
// already verified.
func newUserPool(stack awscdk.Stack, s Settings, mails poolTexts) awscognito.UserPool {
	mfa, secondFactor := s.mfa()
	return awscognito.NewUserPool(stack, jsii.String(s.userPoolID()), &awscognito.UserPoolProps{
		UserPoolName:        s.onlyNamed("Admit"),
		SignInAliases:       &awscognito.SignInAliases{Email: jsii.Bool(true)},
		SignInCaseSensitive: jsii.Bool(false),
		SelfSignUpEnabled:   jsii.Bool(false),
		AccountRecovery:     awscognito.AccountRecovery_EMAIL_ONLY,
		UserVerification:    mails.verification(),
		UserInvitation:      mails.invitation(),
		PasswordPolicy:      s.passwordPolicy(),
		Mfa:                 mfa,
		MfaSecondFactor:     secondFactor,
		CustomAttributes: &map[string]awscognito.ICustomAttribute{
			registeredAttribute: awscognito.NewStringAttribute(&awscognito.StringAttributeProps{Mutable: jsii.Bool(true)}),
		},
		// The cheapest plan includes everything that Admit uses: sign-in with a password and
		// an authenticator app, the pages for both, and tokens.
		FeaturePlan:        awscognito.FeaturePlan_LITE,
		DeletionProtection: jsii.Bool(s.Protected),
		RemovalPolicy:      s.removalPolicy(),
	})
}

// newSignIn declares the user pool's domain, with the brand's pages, and returns the base of the hosted
// sign-in: that domain, unless the setting signInUrl names another one.
func newSignIn(stack awscdk.Stack, pool awscognito.UserPool, s Settings) *string {
	domain := pool.AddDomain(jsii.String("SignIn"), &awscognito.UserPoolDomainOptions{
		CognitoDomain: &awscognito.CognitoDomainOptions{DomainPrefix: s.signInPrefix(stack)},
	})
	domain.ApplyRemovalPolicy(s.removalPolicy())
	brandSignIn(stack, s, pool, domain)
	if s.SignInURL != "" {
		return jsii.String(s.SignInURL)
	}
	return domain.BaseUrl(nil)
}

// userPoolID returns the construct id of the user pool. Another number is another pool, which
// CloudFormation creates. It does not create one again that somebody has deleted.
func (s Settings) userPoolID() string {
	if s.UserPoolNumber == 1 {
		return "Users"
	}
	return "Users" + strconv.Itoa(s.UserPoolNumber)
}
