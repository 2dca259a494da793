package main

import (
	"maps"
	"slices"
	"testing"
)

var deadLetterQueues = []string{"DeadLetters", "UnpublishedRecords", "UnreadReports"}

func TestDeadLetterQueuesAreEncryptedAndKeepMessages(t *testing.T) {
	queues := synthesised(t, production).all("AWS::SQS::Queue")
	if got := slices.Sorted(maps.Keys(queues)); !slices.Equal(got, deadLetterQueues) {
		t.Errorf("queues %v, want %v", got, deadLetterQueues)
	}
	for name, queue := range queues {
		if queue.Properties["SqsManagedSseEnabled"] != true || queue.Properties["MessageRetentionPeriod"] != 14.0*24*3600 {
			t.Errorf("%s: %v", name, queue.Properties)
		}
	}
}

// The queues refuse requests without TLS, except in development, because the
// emulator does not offer TLS.
func TestQueuesRequireTLS(t *testing.T) {
	requiring := 0
	for _, policy := range synthesised(t, production).all("AWS::SQS::QueuePolicy") {
		for _, raw := range policy.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			s := raw.(map[string]any)
			if s["Effect"] == "Deny" && text(s["Condition"]) == `{"Bool":{"aws:SecureTransport":"false"}}` {
				requiring++
			}
		}
	}
	if requiring != len(deadLetterQueues) {
		t.Errorf("%d of %d queues require TLS", requiring, len(deadLetterQueues))
	}
}

// Each statement that allows access to a queue names EventBridge and one rule.
func TestOnlyEventBridgeRulesMaySendToQueues(t *testing.T) {
	for name, policy := range synthesised(t, development).all("AWS::SQS::QueuePolicy") {
		for _, raw := range policy.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			s := raw.(map[string]any)
			if s["Effect"] == "Deny" {
				continue
			}
			from, _ := s["Condition"].(map[string]any)["ArnEquals"].(map[string]any)
			if text(s["Principal"]) != `{"Service":"events.amazonaws.com"}` || len(from) != 1 || text(s["Action"]) == "sqs:*" {
				t.Errorf("%s: %v", name, s)
			}
		}
	}
}
