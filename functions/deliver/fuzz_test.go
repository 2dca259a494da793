package main

import (
	"context"
	"encoding/json"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/dynamo"
)

// FuzzBatch hands any event to the function. Every record is done or comes back by its
// sequence number, and a record that cannot be read has no effect.
func FuzzBatch(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"Records":null}`, `{"Records":[{}]}`, `{"reminder":{"invitationId":"one","attempt":2}}`, `{"reminder":null,"Records":[]}`,
		`{"Records":[{"eventName":"INSERT","dynamodb":{"SequenceNumber":"1","NewImage":{"id":{"S":"one"},"kind":{"S":"invitation"}}}}]}`,
		`{"Records":[{"eventName":"REMOVE","dynamodb":{"SequenceNumber":"2","OldImage":{"id":{"S":"gone"},"kind":{"S":"invitation"},"org":{"S":"o"}}}}]}`,
		`{"Records":[{"eventName":"REMOVE","dynamodb":{"SequenceNumber":"3","OldImage":{"kind":{"S":"ending"},"user":{"S":"ada"},"org":{"S":"o"},"ttl":{"N":"7"}}}}]}`,
		`{"Records":[{"eventName":"REMOVE","dynamodb":{"SequenceNumber":"4","OldImage":{"id":{"N":"7"}}}},{"eventName":"MODIFY","dynamodb":{"SequenceNumber":"5","NewImage":{"id":{"S":"a"},"notice":{"S":"queued"}}}}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var e event
		if json.Unmarshal(raw, &e) != nil {
			return // Lambda counts the error, and sends the batch again
		}
		done := 0
		count := func(context.Context, access.InvitationID) error { done++; return nil }
		h := handler{deliver: count, notify: count, read: dynamo.StreamedInvitation,
			remind: func(context.Context, delivery.Reminder) error { return nil },
			expire: func(_ context.Context, removed access.Invitation) error {
				if done++; removed.Status != "" && removed.Status != access.Pending && removed.ID == "" {
					t.Errorf("%s: an invitation without id expires", raw)
				}
				return nil
			},
			end: func(context.Context, json.RawMessage) error { done++; return nil }}
		result, err := h.handle(t.Context(), e)
		if err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		if e.Reminder == nil && done+len(result.BatchItemFailures) != len(e.Records) {
			t.Errorf("%s: %d records are done and %d come back, of %d", raw, done, len(result.BatchItemFailures), len(e.Records))
		}
	})
}
