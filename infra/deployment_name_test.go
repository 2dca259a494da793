package main

import (
	"maps"
	"strings"
	"testing"
)

// physicalNames has the property with which a template names a resource, for every type of
// resource in the stack; "" for a type that has no name of its own. Without the property
// CloudFormation makes a name that is unique.
var physicalNames = map[string]string{
	"AWS::ApiGatewayV2::Api":                          "Name",
	"AWS::ApiGatewayV2::ApiMapping":                   "",
	"AWS::ApiGatewayV2::Authorizer":                   "", // in the API
	"AWS::ApiGatewayV2::DomainName":                   "DomainName",
	"AWS::ApiGatewayV2::Integration":                  "",
	"AWS::ApiGatewayV2::Route":                        "",
	"AWS::ApiGatewayV2::Stage":                        "", // in the API
	"AWS::CloudWatch::Alarm":                          "AlarmName",
	"AWS::CloudWatch::Dashboard":                      "DashboardName",
	"AWS::Cognito::UserPool":                          "UserPoolName",
	"AWS::Cognito::UserPoolClient":                    "", // in the pool
	"AWS::Cognito::UserPoolDomain":                    "Domain",
	"AWS::Cognito::UserPoolResourceServer":            "", // in the pool
	"AWS::Cognito::UserPoolUICustomizationAttachment": "", // in the pool
	"AWS::DynamoDB::Table":                            "TableName",
	"AWS::Events::EventBus":                           "Name",
	"AWS::Events::Rule":                               "Name",
	"AWS::IAM::Policy":                                "", // in a role
	"AWS::IAM::Role":                                  "RoleName",
	"AWS::Lambda::EventInvokeConfig":                  "",
	"AWS::Lambda::EventSourceMapping":                 "",
	"AWS::Lambda::Function":                           "FunctionName",
	"AWS::Lambda::Permission":                         "",
	"AWS::Logs::LogGroup":                             "LogGroupName",
	"AWS::Logs::MetricFilter":                         "FilterName",
	"AWS::SES::ConfigurationSet":                      "Name",
	"AWS::SES::ConfigurationSetEventDestination":      "", // in the configuration set
	"AWS::SES::EmailIdentity":                         "EmailIdentity",
	"AWS::SNS::Subscription":                          "",
	"AWS::SNS::Topic":                                 "TopicName",
	"AWS::SNS::TopicPolicy":                           "",
	"AWS::SQS::Queue":                                 "QueueName",
	"AWS::SQS::QueuePolicy":                           "",
	"AWS::Scheduler::ScheduleGroup":                   "Name",
	"AWS::SecretsManager::Secret":                     "Name",
}

// ofSettings are the types whose name is another setting's: the domain, and the sender's
// SES identity, which deployments with one sender share by senderIdentity=existing.
var ofSettings = map[string]bool{"AWS::ApiGatewayV2::DomainName": true, "AWS::SES::EmailIdentity": true}

// fixedNames returns the names that a template gives, by type and name.
func (t template) fixedNames(tb testing.TB) map[string]bool {
	tb.Helper()
	names := map[string]bool{"stack " + t.name: true}
	for id, r := range t.Resources {
		property, known := physicalNames[r.Type]
		if !known {
			tb.Errorf("%s is a %s: which property names it?", id, r.Type)
		}
		if name := r.Properties[property]; name != nil && !ofSettings[r.Type] {
			names[r.Type+" "+text(name)] = true
		}
	}
	for name, output := range t.Outputs {
		if output.Export != nil {
			tb.Errorf("the output %s has the export %v, which is one for the account and region", name, output.Export)
		}
	}
	return names
}

// Deployments with different names share no name of a resource.
func TestDeploymentsShareNoName(t *testing.T) {
	made := map[string]template{"": synthesised(t, production)}
	for _, name := range []string{"blue", "green"} {
		made[name] = synthesised(t, func() (template, error) { return synthesiseWith(everySetting(name)) })
	}
	seen := map[string]string{}
	for deployment, m := range made {
		for name := range m.fixedNames(t) {
			if other, taken := seen[name]; taken {
				t.Errorf("the deployments %q and %q both have %s", deployment, other, name)
			}
			seen[name] = deployment
			if !strings.Contains(name, deployment) {
				t.Errorf("%s of the deployment %q does not have its name", name, deployment)
			}
		}
	}
	for tag, want := range map[string]string{"application": "admit", "environment": "production", "deployment": "blue"} {
		if got := made["blue"].tags[tag]; got != want {
			t.Errorf("the tag %s is %q, want %q", tag, got, want)
		}
	}
}

// The deployment without a name has the names that it had before there was the setting.
// Another name would replace a resource with its data.
func TestNamesOfTheUnnamedDeployment(t *testing.T) {
	made := synthesised(t, production)
	want := map[string]bool{
		"stack Admit": true, "AWS::ApiGatewayV2::Api Admit": true, "AWS::Events::EventBus admit": true,
		"AWS::Cognito::UserPoolDomain admit-${AWS::AccountId}": true,
	}
	if got := made.fixedNames(t); !maps.Equal(got, want) {
		t.Errorf("names %v, want %v", got, want)
	}
	if _, there := made.tags["deployment"]; there {
		t.Errorf("the tags are %v", made.tags)
	}
	if got := made.only(t, "AWS::SNS::Topic").Properties["DisplayName"]; got != "Admit alarms" {
		t.Errorf("the topic is shown as %v", got)
	}
}

func TestNamesOfDeployments(t *testing.T) {
	for name, allowed := range map[string]bool{
		"": true, "a": true, "staging": true, "eu-2": true, "abcdefghij0123456789": true,
		"abcdefghij01234567890": false, "Staging": false, "2nd": false, "-a": false, "a-": false, "a_b": false, "a.b": false, "å": false,
		"aws": false, "my-amazon": false, "cognito2": false,
	} {
		_, err := settingsWith(t, map[string]any{"sender": "a@example.com", "name": name})
		if (err == nil) != allowed || (err != nil && !strings.Contains(err.Error(), "context name: ")) {
			t.Errorf("%q: %v", name, err)
		}
	}
}
