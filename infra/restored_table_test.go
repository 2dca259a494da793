package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestRestoredTable shows that everything uses the restored table: the functions, their roles and the
// event sources. The stack's own table stays in the template as it was, so that CloudFormation
// leaves it alone, and the way back is to remove the setting.
func TestRestoredTable(t *testing.T) {
	const table = "arn:aws:dynamodb:eu-north-1:111122223333:table/Admit-Table-restored-20261201T100000Z"
	const stream = table + "/stream/2026-12-01T10:20:30.456"
	settings := map[string]any{"sender": "invitations@example.com"}
	before, err := synthesiseWith(settings)
	if err != nil {
		t.Fatal(err)
	}
	settings["restoredTable"] = stream
	after, err := synthesiseWith(settings)
	if err != nil {
		t.Fatal(err)
	}
	if own, now := asText(t, before.only(t, "AWS::DynamoDB::Table")), asText(t, after.only(t, "AWS::DynamoDB::Table")); own != now {
		t.Errorf("the stack's own table changed from\n%s\nto\n%s", own, now)
	}
	var own string // the id of the stack's own table
	for id := range after.all("AWS::DynamoDB::Table") {
		own = id
	}
	for id, r := range after.Resources {
		if id != own && strings.Contains(asText(t, r), `"`+own+`"`) {
			t.Errorf("%s still uses the stack's own table:\n%s", id, asText(t, r))
		}
	}
	if _, is := before.Outputs["RestoredTableStream"]; is || asText(t, after.Outputs["RestoredTableStream"]) == "null" {
		t.Errorf("the output RestoredTableStream is %v without the setting, %v with it", before.Outputs["RestoredTableStream"], after.Outputs["RestoredTableStream"])
	}
	mappings := after.all("AWS::Lambda::EventSourceMapping")
	if len(mappings) != 2 {
		t.Errorf("there are %d event sources, want 2", len(mappings))
	}
	for id, r := range mappings {
		if r.Properties["EventSourceArn"] != stream {
			t.Errorf("%s reads the stream %v", id, r.Properties["EventSourceArn"])
		}
		if _, same := before.Resources[id]; same {
			t.Errorf("the event source %s keeps its id: CloudFormation must make a new one, which begins at the oldest record", id)
		}
	}
}

// asText returns a part of a template as JSON.
func asText(t *testing.T, r any) string {
	t.Helper()
	encoded, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}
