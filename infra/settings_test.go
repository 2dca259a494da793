package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"admit/infra/brand"
	"admit/shared/access"
)

func TestInvalidSettings(t *testing.T) {
	for _, c := range []struct {
		key   string
		value any
		says  string
	}{
		{"environment", "staging", `"staging" is not one of development, production`},
		{"environment", "", `"" is not one of development, production`},
		{"architecture", "riscv", `"riscv" is not one of arm64, x86_64`},
		{"sender", "", `"" is not an email address such as invitations@example.com`},
		{"sender", "invitations.example.com", "is not an email address"},
		{"sender", "a@example.com, b@example.com", "is not an email address"},
		{"sender", "Example, Inc. <a@example.com>", "is not an email address"}, // a comma needs quotes
		{"senderIdentity", "maybe", "is not one of create, existing"},
		{"senderIdentityName", "other.example", `"other.example" is neither the sender's address a@example.com nor its domain`},
		{"senderIdentityName", "ample.com", "nor a parent domain"},
		{"senderIdentityName", "mail.example.com", "nor a parent domain"},
		{"senderIdentityName", "com", "nor a parent domain"},
		{"senderIdentityName", "b@example.com", "is neither the sender's address"},
		{"deletionProtection", "off", "is not one of true, false"},
		{"onlyDomain", "true", "needs domain"},
		{"onlyDomain", "yes", "is not one of true, false"},
		{"brand", "", "is the path of a file such as brand.json"},
		{"brand", []any{"brand.json"}, "is not a string"},
		{"signInMails", "smtp", `"smtp" is not one of auto, ses, cognito`},
		{"baseUrl", "http://admit.example.com", "must be https outside development"},
		{"baseUrl", "admit.example.com", "is not a URL such as https://"},
		{"baseUrl", "https://admit.example.com/invite", "must be scheme and host only"},
		{"baseUrl", "https://admit.example.com?x=1", "must be scheme and host only"},
		{"baseUrl", "https://{userPoolId}.example.com", "is not a URL such as https://"},
		{"signInUrl", "http://sign-in.example.com", "must be https outside development"},
		{"signInUrl", "https://sign-in.example.com/users?x=1", "must be scheme, host and path only"},
		{"signInUrl", "https://me@sign-in.example.com", "must be scheme, host and path only"},
		{"signInUrl", "sign-in.example.com/users", "is not a URL such as https://"},
		{"issuer", "http://localhost:4566/{userPoolId}", "must be https outside development"},
		{"issuer", "https://issuer.example.com/{apiId}", "is not a URL such as https://"},
		{"issuer", "https://issuer.example.com/{userPoolId}#", "must be scheme, host and path only"},
		{"domain", "admit.example.com", "needs certificateArn"},
		{"certificateArn", "arn:aws:acm:x", "needs domain"},
		{"locale", "english", "is not a language such as en"},
		{"signInPrefix", "my-aws-users", `must not contain "aws"`},
		{"signInPrefix", "-admit", "must be 1 to 63 characters from a-z, 0-9 and -"},
		{"continueUrl", "app.example.com", "is not a URL such as https://app.example.com/welcome"},
		{"continueUrl", "https://", "is not a URL such as https://"},
		{"continueUrl", "https://me@app.example.com/", "is not a URL such as https://"},
		{"continueUrl", "https://{apiId}.example.com/", "is not a URL such as https://"},
		{"continueUrl", "https://app.example.com/a b", "is not a URL such as https://"},
		{"continueUrl", "https://app.example.com\\.evil.example", "is not a URL such as https://"},
		{"continueUrl", "javascript://app.example.com/%0aalert(1)", "is not an origin such as https://"},
		{"continueUrl", "http://app.example.com/", "must be https; only development may use http"},
		{"continueUrl", "http://localhost:8030/", "must be https; only development may use http"},
		{"continueUrl", "https://App.example.com/", "is not as browsers send it"},
		{"mfa", "sms", "is not one of off, optional, required"},
		{"mfa", true, `"true" is not one of`},
		{"passwordLength", "7", "7 is not from 8 to 99"},
		{"passwordLength", 100.0, "100 is not from 8 to 99"},
		{"passwordLength", "long", "is not a whole number"},
		{"passwordCharacters", "upper,emoji", `"emoji" is not one of upper, lower, digit, symbol`},
		{"passwordCharacters", []any{"upper", "upper"}, `"upper" is in it twice`},
		{"temporaryPasswordDays", "0", "0 is not a whole number of at least 1"},
		{"temporaryPasswordDays", "366", "366 is more than 365"},
		{"machineClient", "yes", "is not one of true, false"},
		{"reminders", "on", "is not one of true, false"},
		{"tracing", "on", "is not one of true, false"},
		{"userPoolNumber", "0", "is not a whole number from 1 to 99"},
		{"userPoolNumber", "second", "is not a whole number from 1 to 99"},
		{"restoredTable", "Admit-Table-restored", "is not the ARN of a table's stream"},
		{"restoredTable", "arn:aws:dynamodb:eu-north-1:111122223333:table/Admit-restored", "is not the ARN of a table's stream"},
		{"alarmEmail", "on call", "is not an email address"},
		{"locale", []any{"en"}, "is not a string"},
		{"limitOpenInvitations", 0.0, "0 is not a whole number of at least 1"},
		{"limitOpenInvitations", "", " is not a whole number of at least 1"},
		{"limitInvitationsPerHour", "-1", "-1 is not a whole number of at least 1"},
		{"limitInvitationsPerHour", "1e3", "1e3 is not a whole number of at least 1"},
		{"limitMailsPerDay", 2.5, "2.5 is not a whole number of at least 1"},
		{"limitMailsPerDay", "99999999999", "99999999999 is not a whole number of at least 1"},
		{"limitMailsPerDay", true, "true is not a whole number of at least 1"},
		{"limitBatch", "101", "101 is more than 100: API Gateway waits 30 seconds"},
		{"limitRoles", 51.0, "51 is more than 50: DynamoDB items are limited to 400 KB"},
		{"retainEvents", "x", "x is not a whole number of at least 1"},
		{"retainEvents", -1.0, "-1 is not a whole number of at least 1"},
		{"retainInvitations", 36501.0, "36501 days is more than 36500"},
		{"limitGrants", "201", "201 is more than 200: DynamoDB items are limited to 400 KB"},
	} {
		_, err := settingsWith(t, map[string]any{"sender": "a@example.com", c.key: c.value})
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "-c ") {
			t.Errorf("%s = %q: got %v, want %q and the option that sets it", c.key, c.value, err, c.says)
		}
	}
}

func TestAllInvalidSettingsAreReported(t *testing.T) {
	_, err := settingsWith(t, map[string]any{"sender": "x", "architecture": "x", "locale": "x"})
	for _, key := range []string{"sender", "architecture", "locale"} {
		if err == nil || !strings.Contains(err.Error(), "context "+key+":") {
			t.Errorf("%s is not in: %v", key, err)
		}
	}
}

func TestSettings(t *testing.T) {
	s, err := settingsWith(t, map[string]any{
		"environment": "development", "sender": `"Example, Inc." <a@b.example>`, "baseUrl": "http://localhost:8080/",
		"machineClient": true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.SenderAddress() != "a@b.example" || s.SenderDomain() != "b.example" {
		t.Errorf("sender %s at %s", s.SenderAddress(), s.SenderDomain())
	}
	if s.BrandFile != "brand.json" {
		t.Errorf("the brand is %q by default", s.BrandFile)
	}
	if s.BaseURL != "http://localhost:8080" || !s.MachineClient || !s.Development || s.Architecture != "arm64" {
		t.Errorf("settings %+v", s)
	}
}

// The sign-in URL may have a path, as LocalStack's does. A trailing slash is
// removed, because the appended paths begin with one. The issuer is kept exactly as
// written, because it is compared exactly.
func TestEmulatorSettings(t *testing.T) {
	s, err := settingsWith(t, map[string]any{
		"environment": "development", "sender": "a@b.example",
		"baseUrl":   "https://{apiId}.execute-api.localhost.localstack.cloud:4566",
		"signInUrl": "https://localhost.localstack.cloud:4566/_aws/cognito-idp/",
		"issuer":    "http://localhost:4566/{userPoolId}/",
	})
	if err != nil {
		t.Fatal(err)
	}
	if s.BaseURL != "https://{apiId}.execute-api.localhost.localstack.cloud:4566" ||
		s.SignInURL != "https://localhost.localstack.cloud:4566/_aws/cognito-idp" || s.Issuer != "http://localhost:4566/{userPoolId}/" {
		t.Errorf("settings %+v", s)
	}
}

// The sender's name of the brand comes before that of the setting.
func TestFrom(t *testing.T) {
	for _, c := range []struct{ sender, brand, want string }{
		{"a@b.example", "", "a@b.example"},
		{"Example <a@b.example>", "", "Example <a@b.example>"},
		{"a@b.example", "Fika", `"Fika" <a@b.example>`},
		{`"Example, Inc." <a@b.example>`, "Fika", `"Fika" <a@b.example>`},
		{"a@b.example", `Fi"ka, <c@d.example>`, `"Fi\"ka, <c@d.example>" <a@b.example>`},
		{"a@b.example", "Blåbær", "=?utf-8?q?Bl=C3=A5b=C3=A6r?= <a@b.example>"},
	} {
		s := Settings{Sender: c.sender, Brand: brand.File{Sender: c.brand}}
		if got := s.From(); got != c.want {
			t.Errorf("%s with the brand's %q: %s, want %s", c.sender, c.brand, got, c.want)
		}
	}
}

func TestSESIdentity(t *testing.T) {
	for _, c := range []struct{ environment, sender, name, want string }{
		{"production", "Example <a@mail.example.com>", "", "mail.example.com"},
		{"production", "a@mail.example.com", "example.com", "example.com"},
		{"production", "a@Mail.Example.com", "example.com", "example.com"},
		{"production", "a@mail.example.com", "a@mail.example.com", "a@mail.example.com"},
		{"development", "a@mail.example.com", "", "a@mail.example.com"},
	} {
		s, err := settingsWith(t, map[string]any{"environment": c.environment, "sender": c.sender, "senderIdentityName": c.name})
		if err != nil || s.SESIdentity() != c.want {
			t.Errorf("%s has the SES identity %s (%v), want %s", c.sender, s.SESIdentity(), err, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	s, err := settingsWith(t, map[string]any{"sender": "a@example.com"})
	if err != nil || s.Limits != access.DefaultLimits {
		t.Errorf("cdk.json has %+v (%v), but the domain's default is %+v", s.Limits, err, access.DefaultLimits)
	}
	s, err = settingsWith(t, map[string]any{
		"sender": "a@example.com", "limitOpenInvitations": "1", "limitInvitationsPerHour": "2", "limitMailsPerDay": 3.0, "limitMailsPerDayOfPartner": "7",
		"limitBatch": "4", "limitRoles": "5", "limitGrants": "6",
	})
	want := access.Limits{OpenInvitations: 1, InvitationsPerHour: 2, MailsPerDay: 3, MailsPerDayOfPartner: 7, Batch: 4, Roles: 5, Grants: 6}
	if err != nil || s.Limits != want {
		t.Errorf("limits %+v (%v), want %+v", s.Limits, err, want)
	}
}

// Every setting is in cdk.json with a description, and cdk.json has no other keys.
func TestSettingsAreDocumented(t *testing.T) {
	context, err := cdkContext()
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]bool{"cli-telemetry": true} // the command line's own
	if _, err := readSettings(func(key string) any { read[key] = true; return context[key] }); err == nil {
		t.Error("cdk.json has a sender, but there is no sensible default")
	}
	for _, key := range slices.Sorted(maps.Keys(read)) {
		if _, there := context[key]; !there {
			t.Errorf("%s is not in cdk.json", key)
		}
		if about, _ := context["//"+key].(string); about == "" {
			t.Errorf("%s is not described in cdk.json", key)
		}
	}
	for key := range context {
		if name := strings.TrimPrefix(key, "//"); name != "" && !read[name] {
			t.Errorf("%s in cdk.json is not a setting", key)
		}
	}
}

func TestMissingBinary(t *testing.T) {
	built := t.TempDir()
	if err := os.Mkdir(filepath.Join(built, "invite"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(built, "invite", "bootstrap"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	err := checkBinaries(built, []function{{name: "invite"}, {name: "accept"}, {name: "deliver"}})
	if err == nil || !strings.Contains(err.Error(), "accept, deliver") || !strings.Contains(err.Error(), "make build") {
		t.Errorf("got %v", err)
	}
}

func TestRouteWithoutFunction(t *testing.T) {
	err := checkRoutes([]function{{name: "invite"}})
	if err == nil || !strings.Contains(err.Error(), `"GET /me" needs the function list-permissions`) {
		t.Errorf("got %v", err)
	}
}

// settingsWith reads the settings from cdk.json's context with changes.
func settingsWith(t *testing.T, changes map[string]any) (Settings, error) {
	t.Helper()
	context, err := cdkContext()
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(context, changes)
	return readSettings(func(key string) any { return context[key] })
}

// The API's own endpoint cannot be disabled while links begin with it.
func TestOnlyDomainKeepsLinksWorking(t *testing.T) {
	for base, allowed := range map[string]bool{
		"": true, "https://admit.example.com": true, "https://invitations.example.com": true,
		"https://{apiId}.execute-api.eu-north-1.amazonaws.com": false, "https://a1b2c3.execute-api.eu-north-1.amazonaws.com": false,
	} {
		_, err := settingsWith(t, map[string]any{
			"sender": "a@example.com", "domain": "admit.example.com", "certificateArn": "arn:aws:acm:x", "onlyDomain": "true", "baseUrl": base,
		})
		if (err == nil) != allowed || (err != nil && !strings.Contains(err.Error(), "context onlyDomain: it disables "+base)) {
			t.Errorf("baseUrl %q: %v", base, err)
		}
	}
}

// TestRetention reads how long events and closed invitations are kept. Without a setting the
// functions get none.
func TestRetention(t *testing.T) {
	for _, c := range []struct {
		events, invitations any
		want                string
	}{
		{"", "", ""}, {"0", 0.0, ""}, {nil, nil, ""},
		{"730", "", `{"events":730}`}, {365.0, 90.0, `{"events":365,"invitations":90}`},
	} {
		s, err := settingsWith(t, map[string]any{"sender": "a@example.com", "retainEvents": c.events, "retainInvitations": c.invitations})
		if err != nil || *retentionText(s.Retention) != c.want {
			t.Errorf("%v, %v: %q (%v), want %q", c.events, c.invitations, *retentionText(s.Retention), err, c.want)
		}
	}
}
