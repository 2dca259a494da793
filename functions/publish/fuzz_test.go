package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"admit/shared/dynamo"
	"admit/shared/events"
	"admit/shared/events/bus"
)

// FuzzBatch hands any event to the function. Every record is published or parked, an event
// that is published has an id and a type, and the order stays.
func FuzzBatch(f *testing.F) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	const whole = `{"dynamodb":{"SequenceNumber":"1","Keys":{"pk":{"S":"ORG#o#RECORDS"}},"NewImage":{"kind":{"S":"record"},"id":{"S":"e1"},"type":{"S":"access.granted"},"org":{"S":"o"},"at":{"N":"1"}}}}`
	for _, seed := range []string{
		`{}`, `{"Records":[{}]}`, `{"Records":[` + whole + `]}`, `{"Records":[` + whole + `,{"dynamodb":{"SequenceNumber":"2","NewImage":{"kind":{"S":"row"}}}},` + whole + `]}`,
		`{"Records":[{"dynamodb":{"SequenceNumber":"3","NewImage":{"kind":{"S":"record"},"id":{"N":"1"},"before":{"L":[{"M":{}}]}}}}]}`, `{"Records":[{"dynamodb":{"NewImage":[]}}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var b batch
		if json.Unmarshal(raw, &b) != nil {
			return
		}
		parked := 0
		var published []events.Event
		h := handler{read: dynamo.StreamedEvents, now: time.Now,
			put: func(_ context.Context, list []events.Event) []error {
				published = list
				return make([]error, len(list))
			},
			park: func(_ context.Context, letter bus.DeadLetter) error {
				if parked++; letter.Reason == "" {
					t.Errorf("%s: a record is parked without a reason", raw)
				}
				return nil
			}}
		result, err := h.handle(t.Context(), b)
		if err != nil || len(result.BatchItemFailures) > 0 {
			t.Errorf("%s: %v (%v)", raw, result, err)
		}
		for _, event := range published {
			if event.ID == "" || event.Type == "" {
				t.Errorf("%s: published %+v", raw, event)
			}
		}
		if parked+len(published) < len(b.Records) || parked > len(b.Records) {
			t.Errorf("%s: %d published and %d parked, of %d", raw, len(published), parked, len(b.Records))
		}
	})
}
