package main

import (
	"encoding/json"
	"reflect"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/dynamo"
)

func TestStreamIsFollowed(t *testing.T) {
	made := in(t, production)
	if n := len(made.all("AWS::Lambda::EventSourceMapping")); n != 2 {
		t.Fatalf("%d mappings, want deliver's and publish's", n)
	}
	for _, c := range []struct {
		function, parked  string
		batch, lanes, age float64
	}{
		{"${DeliverFunction}", "${DeadLetters.Arn}", 10, 4, 6 * 3600},
		{"${PublishFunction}", "${UnpublishedRecords.Arn}", 100, 1, 12 * 3600},
	} {
		mapping := made.mapping(t, c.function)
		for name, want := range map[string]any{
			"StartingPosition":           "TRIM_HORIZON",
			"BatchSize":                  c.batch,
			"ParallelizationFactor":      c.lanes,
			"BisectBatchOnFunctionError": true,
			"MaximumRecordAgeInSeconds":  c.age,
			"FunctionResponseTypes":      []any{"ReportBatchItemFailures"},
		} {
			if !reflect.DeepEqual(mapping[name], want) {
				t.Errorf("%s: %s is %v, want %v", c.function, name, mapping[name], want)
			}
		}
		if got := text(mapping["EventSourceArn"]); got != "${Table.StreamArn}" {
			t.Errorf("%s follows %s", c.function, got)
		}
		failed := mapping["DestinationConfig"].(map[string]any)["OnFailure"].(map[string]any)["Destination"]
		if got := text(failed); got != c.parked {
			t.Errorf("%s: given-up records go to %s, want %s", c.function, got, c.parked)
		}
	}
}

func TestStreamIsFiltered(t *testing.T) {
	toBeSent := `{"dynamodb": {"NewImage": {
		"` + dynamo.KindAttribute + `": {"S": ["` + dynamo.KindInvitation + `"]},
		"` + dynamo.DeliveryAttribute + `": {"S": ["` + dynamo.DeliveryQueued + `"]}}}}`
	lapsed := `{"eventName": ["REMOVE"],
		"userIdentity": {"type": ["Service"], "principalId": ["dynamodb.amazonaws.com"]},
		"dynamodb": {"OldImage": {
			"` + dynamo.KindAttribute + `": {"S": ["` + dynamo.KindInvitation + `"]},
			"status": {"S": ["` + string(access.Pending) + `"]}}}}`
	recorded := `{"eventName": ["INSERT"],
		"dynamodb": {"NewImage": {"` + dynamo.KindAttribute + `": {"S": ["` + dynamo.KindRecord + `"]}}}}`
	for function, want := range map[string][]string{
		"${DeliverFunction}": {toBeSent, lapsed},
		"${PublishFunction}": {recorded},
	} {
		filters := in(t, production).mapping(t, function)["FilterCriteria"].(map[string]any)["Filters"].([]any)
		if len(filters) != len(want) {
			t.Errorf("%s has %d filters, want %d", function, len(filters), len(want))
			continue
		}
		for i, f := range filters {
			if got := text(f.(map[string]any)["Pattern"]); !reflect.DeepEqual(parsed(t, got), parsed(t, want[i])) {
				t.Errorf("%s: filter %s\nwant %s", function, got, want[i])
			}
		}
	}
}

// The stream keeps a record for a day. What is given up is given up before, so
// that its dead letter points at something.
func TestRecordsAreGivenUpWhileTheStreamHasThem(t *testing.T) {
	for _, r := range in(t, production).all("AWS::Lambda::EventSourceMapping") {
		if age := r.Properties["MaximumRecordAgeInSeconds"].(float64); age >= 24*3600 {
			t.Errorf("%s gives up after %v s", text(r.Properties["FunctionName"]), age)
		}
	}
}

// A mail is given up by deliver, which says so on the invitation. The stream,
// which could only park the record, must be the more patient of the two.
func TestDeliverGivesUpBeforeTheStream(t *testing.T) {
	if delivery.GiveUpAfter >= mailAge {
		t.Errorf("deliver gives up after %s, the stream after %s", delivery.GiveUpAfter, mailAge)
	}
}

// A record is given up for its age and never for its attempts, of which Lambda
// may make thousands within the hour. Without a value, or with -1, Lambda has no
// limit of attempts.
func TestStreamRetriesHaveNoLimit(t *testing.T) {
	for _, r := range in(t, production).all("AWS::Lambda::EventSourceMapping") {
		if attempts, limited := r.Properties["MaximumRetryAttempts"]; limited && attempts != -1.0 {
			t.Errorf("%s gives up after %v attempts", text(r.Properties["FunctionName"]), attempts)
		}
	}
}

// mapping is the event source mapping of a function.
func (t template) mapping(tb testing.TB, function string) map[string]any {
	tb.Helper()
	for _, r := range t.all("AWS::Lambda::EventSourceMapping") {
		if text(r.Properties["FunctionName"]) == function {
			return r.Properties
		}
	}
	tb.Fatalf("no mapping feeds %s", function)
	return nil
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}
