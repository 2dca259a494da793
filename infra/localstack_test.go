package main

import (
	"encoding/json"
	"strings"
	"testing"

	"admit/shared/setting"
)

// LocalStack's issuer differs from AWS's, its browser URLs use https and a host name
// with the API's id, and its sign-in has a path.
func TestLocalStackAddresses(t *testing.T) {
	made := synthesised(t, func() (template, error) {
		return synthesiseWith(map[string]any{
			"environment": "development",
			"sender":      "invitations@example.com",
			"baseUrl":     "https://{apiId}.execute-api.localhost.localstack.cloud:4566",
			"signInUrl":   "https://localhost.localstack.cloud:4566/_aws/cognito-idp",
			"issuer":      "http://localhost:4566/{userPoolId}",
		})
	})
	const (
		base   = "https://${Api}.execute-api.localhost.localstack.cloud:4566"
		signIn = "https://localhost.localstack.cloud:4566/_aws/cognito-idp"
		issuer = "http://localhost:4566/${Users}"
	)
	jwt := made.only(t, "AWS::ApiGatewayV2::Authorizer").Properties["JwtConfiguration"].(map[string]any)
	client := made.all("AWS::Cognito::UserPoolClient")["UsersConsole"].Properties
	for _, c := range []struct{ what, got, want string }{
		{"the authorizer's issuer", text(jwt["Issuer"]), issuer},
		{"accept's issuer", made.environmentVariable("Accept", "ADMIT_IDENTITY"), `{"mode":"create","issuer":"` + issuer + `","userPoolId":"${Users}"}`},
		{"the output Issuer", text(made.Outputs["Issuer"].Value), issuer},
		{"the page's sign-in", signInOf(t, made, "Accept").Token, signIn + "/oauth2/token"},
		{"the console's sign-in", signInOf(t, made, "Console").Logout, signIn + "/logout"},
		{"the output SignInUrl", text(made.Outputs["SignInUrl"].Value), signIn},
		{"a link", made.environmentVariable("Deliver", "ADMIT_BASE_URL"), base},
		{"the output ConsoleUrl", text(made.Outputs["ConsoleUrl"].Value), base + "/console"},
	} {
		if c.got != c.want {
			t.Errorf("%s is %s, want %s", c.what, c.got, c.want)
		}
	}
	for _, list := range []string{"CallbackURLs", "LogoutURLs"} {
		if got, want := text(client[list]), base+"/console "+base+"/invitations/sign-in"; !strings.HasPrefix(got, want) {
			t.Errorf("%s are %s, want %s", list, got, want)
		}
	}
}

// signInOf returns how the pages of a function sign people in.
func signInOf(t *testing.T, made template, function string) setting.SignIn {
	t.Helper()
	var signIn setting.SignIn
	if err := json.Unmarshal([]byte(made.environmentVariable(function, setting.PageSignIn.Variable)), &signIn); err != nil {
		t.Fatal(err)
	}
	return signIn
}

// environmentVariable returns an environment variable of a function.
func (t template) environmentVariable(function, name string) string {
	environment := t.all(lambdaFunction)[function+"Function"].Properties["Environment"].(map[string]any)
	return text(environment["Variables"].(map[string]any)[name])
}
