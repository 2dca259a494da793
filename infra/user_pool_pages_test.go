package main

import (
	"slices"
	"strings"
	"testing"
)

const signInStyles = "AWS::Cognito::UserPoolUICustomizationAttachment"

// The sign-in pages of the stack's user pool have the colours of the brand, for every client.
func TestSignInPagesHaveTheBrand(t *testing.T) {
	style := synthesised(t, production).only(t, signInStyles)
	css := text(style.Properties["CSS"])
	for _, want := range []string{
		".banner-customizable { padding: 25px 0px 25px 0px; background-color: #dcf2ec; }", ".submitButton-customizable { background-color: #0b6b5d; color: #ffffff; }",
	} {
		if !strings.Contains(css, want) {
			t.Errorf("the style has no %s:\n%s", want, css)
		}
	}
	if text(style.Properties["ClientId"]) != "ALL" || text(style.Properties["UserPoolId"]) != "${Users}" || len(css) > 3072 {
		t.Errorf("the style is %v", style.Properties)
	}
	if !slices.ContainsFunc(style.DependsOn, func(id string) bool { return strings.HasPrefix(id, "UsersSignIn") }) {
		t.Errorf("the style depends on %v, and not on the domain", style.DependsOn)
	}
	for name, synth := range map[string]func() (template, error){"development": development, "existing": existingPool, "issuer": externalIssuer} {
		if made := synthesised(t, synth).all(signInStyles); len(made) > 0 {
			t.Errorf("%s: there is a style", name)
		}
	}
}
