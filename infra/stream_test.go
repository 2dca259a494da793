package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/dynamo"
)

func TestStreamConsumers(t *testing.T) {
	made := synthesised(t, production)
	if n := len(made.all("AWS::Lambda::EventSourceMapping")); n != 2 {
		t.Fatalf("%d mappings, want two: for deliver and publish", n)
	}
	for _, c := range []struct {
		function, parked   string
		batch, factor, age float64
	}{
		{"${DeliverFunction}", "${DeadLetters.Arn}", 10, 4, 6 * 3600},
		{"${PublishFunction}", "${UnpublishedRecords.Arn}", 100, 1, 12 * 3600},
	} {
		mapping := made.mapping(t, c.function)
		for name, want := range map[string]any{
			"StartingPosition":           "TRIM_HORIZON",
			"BatchSize":                  c.batch,
			"ParallelizationFactor":      c.factor,
			"BisectBatchOnFunctionError": true,
			"MaximumRecordAgeInSeconds":  c.age,
			"FunctionResponseTypes":      []any{"ReportBatchItemFailures"},
		} {
			if !reflect.DeepEqual(mapping[name], want) {
				t.Errorf("%s: %s is %v, want %v", c.function, name, mapping[name], want)
			}
		}
		if got := text(mapping["EventSourceArn"]); got != "${Table.StreamArn}" {
			t.Errorf("%s reads the stream %s", c.function, got)
		}
		failed := mapping["DestinationConfig"].(map[string]any)["OnFailure"].(map[string]any)["Destination"]
		if got := text(failed); got != c.parked {
			t.Errorf("%s: failed records go to %s, want %s", c.function, got, c.parked)
		}
	}
}

func TestStreamFilters(t *testing.T) {
	queued := `{"dynamodb": {"NewImage": {
		"` + dynamo.KindAttribute + `": {"S": ["` + dynamo.KindInvitation + `"]},
		"` + dynamo.DeliveryAttribute + `": {"S": ["` + dynamo.DeliveryQueued + `"]}}}}`
	noticed := `{"dynamodb": {"NewImage": {
		"` + dynamo.KindAttribute + `": {"S": ["` + dynamo.KindInvitation + `"]},
		"` + dynamo.NoticeAttribute + `": {"S": ["` + dynamo.NoticeQueued + `"]}}}}`
	expired := `{"eventName": ["REMOVE"],
		"userIdentity": {"type": ["Service"], "principalId": ["dynamodb.amazonaws.com"]},
		"dynamodb": {"OldImage": {
			"` + dynamo.KindAttribute + `": {"S": ["` + dynamo.KindInvitation + `"]},
			"status": {"S": ["` + string(access.Pending) + `"]}}}}`
	ended := `{"eventName": ["REMOVE"],
		"userIdentity": {"type": ["Service"], "principalId": ["dynamodb.amazonaws.com"]},
		"dynamodb": {"OldImage": {"` + dynamo.KindAttribute + `": {"S": ["` + dynamo.KindEnding + `"]}}}}`
	event := `{"eventName": ["INSERT"],
		"dynamodb": {"NewImage": {"` + dynamo.KindAttribute + `": {"S": ["` + dynamo.KindEvent + `"]}}}}`
	for function, want := range map[string][]string{
		"${DeliverFunction}": {queued, noticed, expired, ended},
		"${PublishFunction}": {event},
	} {
		filters := synthesised(t, production).mapping(t, function)["FilterCriteria"].(map[string]any)["Filters"].([]any)
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

// The stream keeps a record for a day. A record is given up before that, so that its
// dead letter refers to a record that still exists.
func TestRecordAgeIsBelowStreamRetention(t *testing.T) {
	for _, r := range synthesised(t, production).all("AWS::Lambda::EventSourceMapping") {
		if age := r.Properties["MaximumRecordAgeInSeconds"].(float64); age >= 24*3600 {
			t.Errorf("%s gives up after %v s", text(r.Properties["FunctionName"]), age)
		}
	}
}

// deliver marks the invitation as failed when it gives up. The stream can only park
// the record, so the stream must give up later.
func TestDeliverGivesUpBeforeTheStream(t *testing.T) {
	if delivery.GiveUpAfter >= mailAge {
		t.Errorf("deliver gives up after %s, the stream after %s", delivery.GiveUpAfter, mailAge)
	}
}

// A record is given up because of its age, never because of its attempts: Lambda may
// make thousands within an hour. Without a value, or with -1, attempts are unlimited.
func TestStreamRetriesHaveNoLimit(t *testing.T) {
	for _, r := range synthesised(t, production).all("AWS::Lambda::EventSourceMapping") {
		if attempts, limited := r.Properties["MaximumRetryAttempts"]; limited && attempts != -1.0 {
			t.Errorf("%s gives up after %v attempts", text(r.Properties["FunctionName"]), attempts)
		}
	}
}

// mapping returns the event source mapping of a function.
func (t template) mapping(tb testing.TB, function string) map[string]any {
	tb.Helper()
	for _, r := range t.all("AWS::Lambda::EventSourceMapping") {
		if text(r.Properties["FunctionName"]) == function {
			return r.Properties
		}
	}
	tb.Fatalf("%s has no event source mapping", function)
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

// TestRetentionAndPseudonymsReachNoConsumer passes records of the stream to the filters. The
// time-to-live removes events and closed invitations, and the deletion of a person changes
// events: nobody publishes or expires anything because of that.
func TestRetentionAndPseudonymsReachNoConsumer(t *testing.T) {
	service := `"userIdentity":{"type":"Service","principalId":"dynamodb.amazonaws.com"},`
	image := func(kind, status string) string {
		return `{"kind":{"S":"` + kind + `"},"status":{"S":"` + status + `"},"delivery":{"S":"sent"}}`
	}
	for name, c := range map[string]struct {
		record string
		want   int // how many filters of both functions take it
	}{
		"an event is written":                      {`{"eventName":"INSERT","dynamodb":{"NewImage":` + image(dynamo.KindEvent, "") + `}}`, 1},
		"an event gets a pseudonym or a retention": {`{"eventName":"MODIFY","dynamodb":{"NewImage":` + image(dynamo.KindEvent, "") + `,"OldImage":` + image(dynamo.KindEvent, "") + `}}`, 0},
		"an event is removed":                      {`{"eventName":"REMOVE",` + service + `"dynamodb":{"OldImage":` + image(dynamo.KindEvent, "") + `}}`, 0},
		"a pending invitation is removed":          {`{"eventName":"REMOVE",` + service + `"dynamodb":{"OldImage":` + image(dynamo.KindInvitation, "pending") + `}}`, 1},
		"an expired invitation is removed":         {`{"eventName":"REMOVE",` + service + `"dynamodb":{"OldImage":` + image(dynamo.KindInvitation, "expired") + `}}`, 0},
		"an accepted invitation is removed":        {`{"eventName":"REMOVE",` + service + `"dynamodb":{"OldImage":` + image(dynamo.KindInvitation, "accepted") + `}}`, 0},
		"an inviter gets a pseudonym":              {`{"eventName":"MODIFY","dynamodb":{"NewImage":` + image(dynamo.KindInvitation, "pending") + `}}`, 0},
		"a deletion removes an invitation":         {`{"eventName":"REMOVE","dynamodb":{"OldImage":` + image(dynamo.KindInvitation, "pending") + `}}`, 0},
	} {
		taken := 0
		for _, function := range []string{"${DeliverFunction}", "${PublishFunction}"} {
			filters := synthesised(t, production).mapping(t, function)["FilterCriteria"].(map[string]any)["Filters"].([]any)
			for _, f := range filters {
				if takes(parsed(t, text(f.(map[string]any)["Pattern"])), parsed(t, c.record)) {
					taken++
				}
			}
		}
		if taken != c.want {
			t.Errorf("%s: %d filters take it, want %d", name, taken, c.want)
		}
	}
}

// takes reports whether a filter takes a value: a list has what it may be, and an object what
// each of its members must be.
func takes(pattern, value any) bool {
	switch p := pattern.(type) {
	case []any:
		return slices.Contains(p, value)
	case map[string]any:
		members, is := value.(map[string]any)
		for name, inner := range p {
			if !is || !takes(inner, members[name]) {
				return false
			}
		}
		return true
	}
	return false
}
