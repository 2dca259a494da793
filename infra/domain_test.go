package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"admit/shared/access"
)

// Moving to a custom domain takes several steps. No step may break a link that was
// already mailed, or a page that is open, at an address that worked before.
func TestDomainMigrationSteps(t *testing.T) {
	const own, domain = "${Api.ApiEndpoint}", "https://admit.example.com"
	added := Settings{Domain: "admit.example.com", CertificateARN: "arn:aws:acm:eu-north-1:111122223333:certificate/abc"}
	switched, only := added, added
	switched.BaseURL = domain
	only.BaseURL, only.OnlyDomain = domain, true
	otherBase := added
	otherBase.BaseURL = "https://invitations.example.com"
	for _, c := range []struct {
		step      string
		settings  Settings
		url, base string
		addresses []string
	}{
		{"no domain", Settings{}, own, own, []string{own}},
		{"the domain is added", added, own, own, []string{own, domain}},
		{"links begin with the domain", switched, domain, domain, []string{domain, own}},
		{"the endpoint is disabled", only, domain, domain, []string{domain}},
		{"links begin with another address", otherBase, own, otherBase.BaseURL, []string{otherBase.BaseURL, own, domain}},
	} {
		made := synthesiseGateway(t, c.settings)
		open := made.only(t, "AWS::ApiGatewayV2::Api").Properties["DisableExecuteApiEndpoint"] == false
		if want := slices.Contains(c.addresses, own); open != want {
			t.Errorf("%s: the API's own endpoint is enabled: %v", c.step, open)
		}
		if mapped := len(made.all("AWS::ApiGatewayV2::DomainName")) == 1; mapped != (c.settings.Domain != "") {
			t.Errorf("%s: the domain exists: %v", c.step, mapped)
		}
		if got := text(made.Outputs["Url"].Value); got != c.url {
			t.Errorf("%s: the API's address is %s, want %s", c.step, got, c.url)
		}
		if got := text(made.Outputs["Base"].Value); got != c.base {
			t.Errorf("%s: links begin with %s, want %s", c.step, got, c.base)
		}
		var pages []string
		for _, address := range c.addresses {
			pages = append(pages, address+"/console", address+"/invitations/sign-in")
		}
		client := made.only(t, "AWS::Cognito::UserPoolClient").Properties
		for _, list := range []string{"CallbackURLs", "LogoutURLs"} {
			if got := text(client[list]); got != strings.Join(pages, " ") {
				t.Errorf("%s: %s are %s, want %v", c.step, list, got, pages)
			}
		}
	}
}

// synthesiseGateway returns the template of a stack with the API, without routes,
// and the user pool.
func synthesiseGateway(t *testing.T, s Settings) template {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Node to synthesise: run make test")
	}
	s.passwordSettings = passwordSettings{Passwords: access.DefaultPasswords, TemporaryPasswordDays: defaultTemporaryPasswordDays}
	app := awscdk.NewApp(nil)
	stack := newStack(app, s)
	g := newGateway(stack, s)
	if _, err := newUsers(stack, s, mailer{}, g.addresses); err != nil {
		t.Fatal(err)
	}
	output(stack, "Url", g.url, "the API's address")
	output(stack, "Base", g.baseURL, "the start of links")
	made, err := readTemplate(app)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestDomainIsMappedToTheAPI(t *testing.T) {
	mapping := synthesised(t, production).only(t, "AWS::ApiGatewayV2::ApiMapping").Properties
	if got := text(mapping["DomainName"]); got != "${Domain}" {
		t.Errorf("the API is mapped to %s", got)
	}
}
