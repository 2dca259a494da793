package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscognito"

	"admit/shared/access"
)

// retained are the types of resources that hold data, or have a name or a reputation
// that others rely on. Those that a failed creation leaves behind are deleted.
var retained = []string{"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolDomain", "AWS::SQS::Queue",
	"AWS::Logs::LogGroup", "AWS::Events::EventBus", "AWS::SES::EmailIdentity", "AWS::SES::ConfigurationSet"}

func TestDataIsRetainedOutsideDevelopment(t *testing.T) {
	for _, c := range []struct {
		name   string
		made   template
		kept   bool
		policy string
		pool   string
	}{
		{"production", synthesised(t, production), true, "RetainExceptOnCreate", "ACTIVE"},
		{"development", synthesised(t, development), false, "Delete", "INACTIVE"},
	} {
		if c.made.protected != c.kept {
			t.Errorf("%s: termination protection: %v", c.name, c.made.protected)
		}
		if got := c.made.only(t, "AWS::DynamoDB::Table").Properties["DeletionProtectionEnabled"]; got != c.kept {
			t.Errorf("%s: deletion protection of the table: %v", c.name, got)
		}
		if got := c.made.only(t, "AWS::Cognito::UserPool").Properties["DeletionProtection"]; got != c.pool {
			t.Errorf("%s: deletion protection of the user pool: %v", c.name, got)
		}
		for _, kind := range retained {
			if len(c.made.all(kind)) == 0 {
				t.Errorf("%s: there is no %s", c.name, kind)
			}
			for name, r := range c.made.all(kind) {
				replaced := strings.TrimSuffix(c.policy, "ExceptOnCreate") // UpdateReplacePolicy has no value for creation
				if r.DeletionPolicy != c.policy || r.UpdateReplacePolicy != replaced {
					t.Errorf("%s: %s has the deletion policy %q and the replace policy %q, want %q",
						c.name, name, r.DeletionPolicy, r.UpdateReplacePolicy, c.policy)
				}
			}
		}
	}
}

func TestLogRetention(t *testing.T) {
	groups := synthesised(t, production).all("AWS::Logs::LogGroup")
	for name, group := range groups {
		if got := group.Properties["RetentionInDays"]; got != 30.0 {
			t.Errorf("%s keeps logs for %v days", name, got)
		}
	}
	if want := len(synthesised(t, production).all(lambdaFunction)) + 1; len(groups) != want {
		t.Errorf("%d log groups, want one for each function and one for the API: %d", len(groups), want)
	}
}

func TestUserPoolPolicyMatchesRegistration(t *testing.T) {
	pool := synthesised(t, production).only(t, "AWS::Cognito::UserPool").Properties
	policy := pool["Policies"].(map[string]any)["PasswordPolicy"].(map[string]any)
	var rule access.PasswordRule
	if err := json.Unmarshal([]byte(text(variablesOf(synthesised(t, production).all(lambdaFunction)["AcceptFunction"])["ADMIT_PASSWORDS"])), &rule); err != nil {
		t.Fatal(err)
	}
	if want := (access.PasswordRule{MinLength: 16, Upper: true, Symbol: true}); rule != want {
		t.Errorf("the functions have the rule %+v, want that of the settings: %+v", rule, want)
	}
	for name, want := range map[string]any{
		"MinimumLength":                 float64(rule.MinLength),
		"RequireUppercase":              rule.Upper,
		"RequireLowercase":              rule.Lower,
		"RequireNumbers":                rule.Digit,
		"RequireSymbols":                rule.Symbol,
		"TemporaryPasswordValidityDays": 2.0,
	} {
		if policy[name] != want {
			t.Errorf("%s is %v, want %v", name, policy[name], want)
		}
	}
	if got := pool["AdminCreateUserConfig"].(map[string]any)["AllowAdminCreateUserOnly"]; got != true {
		t.Error("self-service sign-up is on")
	}
	if got := text(pool["UsernameAttributes"]); got != "email" {
		t.Errorf("people sign in with %s", got)
	}
	if got := pool["UsernameConfiguration"].(map[string]any)["CaseSensitive"]; got != false {
		t.Error("user names are case-sensitive")
	}
}

// Without a setting nobody is asked for a second factor. There is one kind of it.
func TestMultiFactorAuthentication(t *testing.T) {
	for _, c := range []struct {
		made    template
		mfa     string
		factors string
	}{
		{synthesised(t, development), "OFF", "<nil>"},
		{synthesised(t, production), "ON", "SOFTWARE_TOKEN_MFA"},
	} {
		pool := c.made.only(t, "AWS::Cognito::UserPool").Properties
		if mfa, factors := text(pool["MfaConfiguration"]), text(pool["EnabledMfas"]); mfa != c.mfa || factors != c.factors {
			t.Errorf("MFA is %s with %s, want %s with %s", mfa, factors, c.mfa, c.factors)
		}
		if got := text(pool["UserPoolTier"]); got != "LITE" {
			t.Errorf("the plan is %s", got)
		}
	}
	if mfa, _ := (passwordSettings{MFA: "optional"}).mfa(); mfa != awscognito.Mfa_OPTIONAL {
		t.Errorf("optional is %s", mfa)
	}
}

func TestConsoleClient(t *testing.T) {
	const srp, password = "ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"
	for _, c := range []struct {
		made  template
		base  string
		flows []string
	}{
		{synthesised(t, production), "https://admit.example.com", []string{"ALLOW_REFRESH_TOKEN_AUTH", srp}},
		{synthesised(t, development), "${Api.ApiEndpoint}", []string{"ALLOW_REFRESH_TOKEN_AUTH", password, srp}},
	} {
		client := c.made.all("AWS::Cognito::UserPoolClient")["UsersConsole"].Properties
		flows := strings.Fields(text(client["ExplicitAuthFlows"]))
		slices.Sort(flows)
		if !slices.Equal(flows, c.flows) {
			t.Errorf("sign-in flows %v, want %v", flows, c.flows)
		}
		for name, want := range map[string]string{
			"GenerateSecret":             "false",
			"AllowedOAuthFlows":          "code",
			"AllowedOAuthScopes":         "openid email profile",
			"CallbackURLs":               c.base + "/console " + c.base + "/invitations/sign-in",
			"WriteAttributes":            "family_name given_name",
			"PreventUserExistenceErrors": "ENABLED",
			"EnableTokenRevocation":      "true",
		} {
			if got := text(client[name]); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	}
}

func TestMachineClientAllowsNoUsers(t *testing.T) {
	if _, there := synthesised(t, development).all("AWS::Cognito::UserPoolClient")["UsersMachine"]; there {
		t.Error("there is a machine client without the setting")
	}
	client := synthesised(t, production).all("AWS::Cognito::UserPoolClient")["UsersMachine"].Properties
	if got := text(client["AllowedOAuthFlows"]); got != "client_credentials" {
		t.Errorf("flows %s", got)
	}
	if got := text(client["ExplicitAuthFlows"]); got != "ALLOW_REFRESH_TOKEN_AUTH" {
		t.Errorf("people may sign in with it: %s", got)
	}
	if got := text(client["AllowedOAuthScopes"]); got != "${UsersMachines}/decide ${UsersMachines}/read" {
		t.Errorf("scopes %s", got)
	}
	server := synthesised(t, production).only(t, "AWS::Cognito::UserPoolResourceServer").Properties
	if got := text(server["Identifier"]); got != "admit" {
		t.Errorf("the scopes begin with %s", got)
	}
}

func TestAlarms(t *testing.T) {
	made := synthesised(t, production)
	var want []string
	for name := range made.all(lambdaFunction) {
		want = append(want, name+"Errors", name+"Throttles", name+"Slow")
	}
	for _, name := range deadLetterQueues {
		want = append(want, name+"NotEmpty")
	}
	want = append(want, "DeliverFunctionLate", "PublishFunctionLate", "ApiServerErrors",
		"TableReadsThrottled", "TableWritesThrottled", "BounceRate", "ComplaintRate", "MailsLate")
	slices.Sort(want)
	alarms := made.all("AWS::CloudWatch::Alarm")
	if got := slices.Sorted(maps.Keys(alarms)); !slices.Equal(got, want) {
		t.Errorf("alarms %v\nwant %v", got, want)
	}
	for name, a := range alarms {
		if got := text(a.Properties["AlarmActions"]); got != "${Alarms}" {
			t.Errorf("%s notifies %q", name, got)
		}
		missing := "notBreaching"
		if name == "BounceRate" || name == "ComplaintRate" { // a rate stays what it is while there are no emails
			missing = "ignore"
		}
		if got := a.Properties["TreatMissingData"]; got != missing {
			t.Errorf("missing data of %s is %v, want %s", name, got, missing)
		}
	}
	if got := made.only(t, "AWS::SNS::Subscription").Properties["Endpoint"]; got != "oncall@example.com" {
		t.Errorf("alarms are mailed to %v", got)
	}
	if there := synthesised(t, development).all("AWS::SNS::Subscription"); len(there) > 0 {
		t.Errorf("there is a subscription without the setting: %v", there)
	}
	made.only(t, "AWS::CloudWatch::Dashboard")
}

// The outputs are a contract with the local set-up, the operator and the tests.
func TestOutputs(t *testing.T) {
	always := []string{"AlarmTopicArn", "ApiUrl", "ClientId", "ConfigurationSetName", "ConsoleUrl", "DeadLetterQueueUrl",
		"DecideFunctionArn", "DecideFunctionName", "EventBusArn", "EventBusName", "Issuer", "OperatorFunctionName", "SenderIdentity", "SignInUrl", "TableName", "UserPoolId"}
	local := append(slices.Clone(always), "DevelopmentEventsQueueUrl")
	slices.Sort(local)
	if got := slices.Sorted(maps.Keys(synthesised(t, development).Outputs)); !slices.Equal(got, local) {
		t.Errorf("outputs %v, want %v", got, local)
	}
	withAll := append(slices.Clone(always), "DomainTarget", "MachineClientId", "SenderDnsRecord1", "SenderDnsRecord2", "SenderDnsRecord3")
	slices.Sort(withAll)
	made := synthesised(t, production)
	if got := slices.Sorted(maps.Keys(made.Outputs)); !slices.Equal(got, withAll) {
		t.Errorf("outputs %v, want %v", got, withAll)
	}
	for name, want := range map[string]string{
		"ApiUrl":             "https://admit.example.com",
		"ConsoleUrl":         "https://admit.example.com/console",
		"Issuer":             "https://${Users.ProviderName}",
		"SenderIdentity":     "example.com",
		"DecideFunctionName": "${DecideFunction}",
		"DecideFunctionArn":  "${DecideFunction.Arn}",
		"SignInUrl":          "https://${UsersSignIn}.auth.${AWS::Region}.amazoncognito.com",
	} {
		if got := text(made.Outputs[name].Value); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
