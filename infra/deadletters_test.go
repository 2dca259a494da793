package main

import (
	"maps"
	"slices"
	"testing"
)

var deadLetterQueues = []string{"DeadLetters", "UnpublishedRecords", "UnreadReports"}

func TestDeadLetterQueuesAreEncryptedAndLast(t *testing.T) {
	queues := in(t, production).all("AWS::SQS::Queue")
	if got := slices.Sorted(maps.Keys(queues)); !slices.Equal(got, deadLetterQueues) {
		t.Errorf("queues %v, want %v", got, deadLetterQueues)
	}
	for name, queue := range queues {
		if queue.Properties["SqsManagedSseEnabled"] != true || queue.Properties["MessageRetentionPeriod"] != 14.0*24*3600 {
			t.Errorf("%s: %v", name, queue.Properties)
		}
	}
}

// Whoever comes without TLS is refused, except where an emulator has none.
func TestQueuesAskForTLS(t *testing.T) {
	asking := 0
	for _, policy := range in(t, production).all("AWS::SQS::QueuePolicy") {
		for _, raw := range policy.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			s := raw.(map[string]any)
			if s["Effect"] == "Deny" && text(s["Condition"]) == `{"Bool":{"aws:SecureTransport":"false"}}` {
				asking++
			}
		}
	}
	if asking != len(deadLetterQueues) {
		t.Errorf("%d of %d queues ask for TLS", asking, len(deadLetterQueues))
	}
}

// What a queue's own policy allows, it allows one service in one rule's name.
func TestQueuesTakeMessagesOfNoStranger(t *testing.T) {
	for name, policy := range in(t, development).all("AWS::SQS::QueuePolicy") {
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
