package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// A domain is taken into use in steps, and none of them may break a link that
// was mailed, or a page that is open, at an address that was good before.
func TestDomainIsTakenIntoUseInSteps(t *testing.T) {
	const own, domain = "${Api.ApiEndpoint}", "https://admit.example.com"
	added := Settings{Domain: "admit.example.com", CertificateARN: "arn:aws:acm:eu-north-1:111122223333:certificate/abc"}
	begun, only := added, added
	begun.BaseURL = domain
	only.BaseURL, only.OnlyDomain = domain, true
	elsewhere := added
	elsewhere.BaseURL = "https://invitations.example.com"
	for _, c := range []struct {
		step      string
		settings  Settings
		url, base string
		addresses []string
	}{
		{"no domain", Settings{}, own, own, []string{own}},
		{"its DNS record can be set", added, own, own, []string{own, domain}},
		{"links begin with it", begun, domain, domain, []string{domain, own}},
		{"it is the only one", only, domain, domain, []string{domain}},
		{"links begin elsewhere", elsewhere, own, elsewhere.BaseURL, []string{elsewhere.BaseURL, own, domain}},
	} {
		made := gatewayOf(t, c.settings)
		open := made.only(t, "AWS::ApiGatewayV2::Api").Properties["DisableExecuteApiEndpoint"] == false
		if want := slices.Contains(c.addresses, own); open != want {
			t.Errorf("%s: the API's own endpoint answers: %v", c.step, open)
		}
		if mapped := len(made.all("AWS::ApiGatewayV2::DomainName")) == 1; mapped != (c.settings.Domain != "") {
			t.Errorf("%s: the domain is there: %v", c.step, mapped)
		}
		if got := text(made.Outputs["Url"].Value); got != c.url {
			t.Errorf("%s: programs are told of %s, want %s", c.step, got, c.url)
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

// gatewayOf is a stack with the API, without routes, and who signs in to it.
func gatewayOf(t *testing.T, s Settings) template {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Node to synthesise: run make test")
	}
	app := awscdk.NewApp(nil)
	stack := newStack(app, s)
	g := newGateway(stack, s)
	newUsers(stack, s, postOffice{}, g.addresses)
	output(stack, "Url", g.url, "where programs find the API")
	output(stack, "Base", g.base, "where links begin")
	made, err := readTemplate(app)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestDomainIsMappedToTheAPI(t *testing.T) {
	mapping := in(t, production).only(t, "AWS::ApiGatewayV2::ApiMapping").Properties
	if got := text(mapping["DomainName"]); got != "${Domain}" {
		t.Errorf("the API is mapped to %s", got)
	}
}
