package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

func TestSenderIsVerifiedByDomainAndMailsNeedTLS(t *testing.T) {
	for _, c := range []struct {
		made          template
		identity, tls string
	}{
		{synthesised(t, production), "example.com", "REQUIRE"},
		{synthesised(t, development), "invitations@example.com", "OPTIONAL"},
	} {
		if got := text(c.made.only(t, "AWS::SES::EmailIdentity").Properties["EmailIdentity"]); got != c.identity {
			t.Errorf("identity %s, want %s", got, c.identity)
		}
		set := c.made.only(t, "AWS::SES::ConfigurationSet").Properties
		if got := set["DeliveryOptions"].(map[string]any)["TlsPolicy"]; got != c.tls {
			t.Errorf("TLS %v, want %s", got, c.tls)
		}
		if got := set["ReputationOptions"].(map[string]any)["ReputationMetricsEnabled"]; got != true {
			t.Error("reputation metrics are off")
		}
		// Engagement metrics, if enabled for the account, would rewrite every link.
		want := map[string]any{"DashboardOptions": map[string]any{"EngagementMetrics": "DISABLED"}}
		if got := set["VdmOptions"]; !reflect.DeepEqual(got, want) {
			t.Errorf("VDM options %v, want %v", got, want)
		}
		// Admit keeps its own suppression list for each organisation.
		if got := set["SuppressionOptions"]; !reflect.DeepEqual(got, map[string]any{"SuppressedReasons": []any{}}) {
			t.Errorf("the account's suppression list is used: %v", got)
		}
	}
}

func TestExistingSenderIdentityIsNotCreated(t *testing.T) {
	made, _ := synthesiseMailer(t, Settings{Sender: "invitations@example.com", SenderIdentity: "existing"})
	if there := made.all("AWS::SES::EmailIdentity"); len(there) > 0 {
		t.Errorf("the existing identity is created again: %v", there)
	}
	made.only(t, "AWS::SES::ConfigurationSet")
}

// SES checks the permission on the most specific identity that the account has.
func TestSenderMayUseTheNamedIdentity(t *testing.T) {
	const address, domain, parent = "invitations@mail.example.com", "mail.example.com", "example.com"
	for _, c := range []struct {
		name    string
		create  string // the identity that "create" creates
		allowed []string
	}{
		{"", domain, []string{address, domain}},
		{domain, domain, []string{address, domain}},
		{address, address, []string{address, domain}},
		{parent, parent, []string{parent, address, domain}},
	} {
		made, office := synthesiseMailer(t, Settings{Sender: "Example <" + address + ">", SenderIdentity: "create", IdentityName: c.name})
		if got := made.only(t, "AWS::SES::EmailIdentity").Properties["EmailIdentity"]; got != c.create {
			t.Errorf("%q: the identity %v is created, want %s", c.name, got, c.create)
		}
		var allowed []string
		for _, resource := range office.maySend.resources {
			if _, name, is := strings.Cut(*resource, ":identity/"); is {
				allowed = append(allowed, name)
			}
		}
		if slices.Sort(c.allowed); !slices.Equal(allowed, c.allowed) {
			t.Errorf("%q: sending is allowed with %v, want %v", c.name, allowed, c.allowed)
		}
		if records := len(made.Outputs); (records > 0) == strings.Contains(c.create, "@") {
			t.Errorf("%q: %d outputs with DNS records", c.name, records)
		}
	}
}

// synthesiseMailer returns a stack with the mail resources only.
func synthesiseMailer(t *testing.T, s Settings) (template, mailer) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs Node to synthesise: run make test")
	}
	app := awscdk.NewApp(nil)
	office := newMailer(newStack(app, s), s)
	made, err := readTemplate(app)
	if err != nil {
		t.Fatal(err)
	}
	return made, office
}
