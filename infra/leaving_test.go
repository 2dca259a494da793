package main

import (
	"os"
	"strings"
	"testing"
)

// staying has what the operator's document says of each type of resource that stays when the stack is deleted.
var staying = map[string]string{
	"AWS::DynamoDB::Table":         "the table",
	"AWS::Cognito::UserPool":       "the user pool",
	"AWS::Cognito::UserPoolDomain": "and its domain",
	"AWS::SQS::Queue":              "the queues `DeadLetters`, `UnpublishedRecords`, `UnreadReports`",
	"AWS::Events::EventBus":        "the event bus",
	"AWS::Logs::LogGroup":          "the log groups",
	"AWS::SES::EmailIdentity":      "the SES identity",
	"AWS::SES::ConfigurationSet":   "configuration set",
	"AWS::SecretsManager::Secret":  "`CursorSecret`",
}

// TestWhatStaysIsDocumented compares what the stack of production retains with what docs/operations.md says about leaving.
func TestWhatStaysIsDocumented(t *testing.T) {
	content, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(content), "\n## Leave\n")
	section, _, _ = strings.Cut(section, "\n## ")
	if !found {
		t.Fatal("the document says nothing about leaving")
	}
	stays := map[string]bool{}
	for id, r := range synthesised(t, production).Resources {
		if !strings.HasPrefix(r.DeletionPolicy, "Retain") {
			continue
		}
		stays[r.Type] = true
		if said := staying[r.Type]; said == "" || !strings.Contains(section, said) {
			t.Errorf("%s, a %s, stays, and the document does not say so", id, r.Type)
		}
	}
	for kind := range staying {
		if !stays[kind] {
			t.Errorf("no %s stays, though the document says so", kind)
		}
	}
}
