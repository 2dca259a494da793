package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/access"
	"admit/shared/setting"
)

// passwordSettings are the settings about how people prove at the stack's user pool that
// they are who they say.
type passwordSettings struct {
	MFA                   string // "off", "optional" or "required"
	Passwords             access.PasswordRule
	TemporaryPasswordDays int // how long a password that an operator sets in the pool can be used
}

// Cognito's bounds of the validity of a temporary password.
const (
	defaultTemporaryPasswordDays = 7
	maxTemporaryPasswordDays     = 365
)

var characterClasses = []string{"upper", "lower", "digit", "symbol"}

// readPasswords reads the settings about passwords and multi-factor authentication.
func readPasswords(r *contextReader) passwordSettings {
	classes := r.list("passwordCharacters", func(class string) string {
		if slices.Contains(characterClasses, class) {
			return ""
		}
		return fmt.Sprintf("%q is not one of %s", class, strings.Join(characterClasses, ", "))
	})
	requires := func(class string) bool { return slices.Contains(classes, class) }
	s := passwordSettings{
		MFA: r.oneOf("mfa", "off", "optional", "required"),
		Passwords: access.PasswordRule{
			MinLength: r.count("passwordLength"),
			Upper:     requires("upper"), Lower: requires("lower"), Digit: requires("digit"), Symbol: requires("symbol"),
		},
		TemporaryPasswordDays: r.count("temporaryPasswordDays"),
	}
	if length := s.Passwords.MinLength; length < access.LowestMinLength || length > access.HighestMinLength {
		r.check("passwordLength", fmt.Sprintf("%d is not from %d to %d", length, access.LowestMinLength, access.HighestMinLength))
	}
	r.check("temporaryPasswordDays", above(s.TemporaryPasswordDays, maxTemporaryPasswordDays, "Cognito keeps a temporary password for a year at most"))
	return s
}

// checkOwnPool refuses the settings of the stack's user pool where people have their
// identities elsewhere. They would have no effect there.
func (s *Settings) checkOwnPool(r *contextReader) {
	if s.Identity == setting.CreatedPool {
		return
	}
	for key, changed := range map[string]bool{
		"mfa":                   s.MFA != "off",
		"passwordLength":        s.Passwords.MinLength != access.DefaultPasswords.MinLength,
		"passwordCharacters":    withMinLength(s.Passwords, 0) != withMinLength(access.DefaultPasswords, 0),
		"temporaryPasswordDays": s.TemporaryPasswordDays != defaultTemporaryPasswordDays,
		"signInMails":           s.SignInMails != "auto",
	} {
		if changed {
			r.check(key, fmt.Sprintf("has no meaning with identity=%s: the identity provider decides about it", s.Identity))
		}
	}
}

func withMinLength(rule access.PasswordRule, length int) access.PasswordRule {
	rule.MinLength = length
	return rule
}

// passwordPolicy returns the policy of the user pool, which a registration checks too.
func (s passwordSettings) passwordPolicy() *awscognito.PasswordPolicy {
	rule := s.Passwords
	return &awscognito.PasswordPolicy{
		MinLength:            jsii.Number(rule.MinLength),
		RequireUppercase:     jsii.Bool(rule.Upper),
		RequireLowercase:     jsii.Bool(rule.Lower),
		RequireDigits:        jsii.Bool(rule.Digit),
		RequireSymbols:       jsii.Bool(rule.Symbol),
		TempPasswordValidity: awscdk.Duration_Days(jsii.Number(s.TemporaryPasswordDays)),
	}
}

// mfa returns whether people need a second factor, and the only one that there is: a code
// of an authenticator app. SMS would need a phone number, and email is no second factor
// to an address that can reset the password.
func (s passwordSettings) mfa() (awscognito.Mfa, *awscognito.MfaSecondFactor) {
	app := &awscognito.MfaSecondFactor{Otp: jsii.Bool(true), Sms: jsii.Bool(false)}
	switch s.MFA {
	case "required":
		return awscognito.Mfa_REQUIRED, app
	case "optional":
		return awscognito.Mfa_OPTIONAL, app
	}
	return awscognito.Mfa_OFF, nil
}
