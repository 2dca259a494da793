package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/awstest"
	"admit/shared/deadletter"
	"admit/shared/events/bus"
)

// TestFaults makes every call to EventBridge and SQS fail in every way. In the end every event
// is on the bus, and a record that is no event is parked. An event that EventBridge took
// although the call failed is on the bus again, and so are those after it: whoever
// follows knows them by their ids.
func TestFaults(t *testing.T) {
	awstest.Try(t, "Publish", []awstest.Operation{{Name: "a batch of the stream", Timeout: time.Minute, Begin: beginBatch, Want: wantBatch}})
}

// published is how many events the batch has: more than one call of PutEvents takes.
const published = 12

func beginBatch(_ *testing.T, c *awstest.Cloud) awstest.Work {
	letters := deadletter.Open[bus.DeadLetter](c.Config, "https://sqs.eu-north-1.amazonaws.com/123456789012/letters")
	h := handler{read: read, put: bus.Open(c.Config, "admit").Put, park: letters.Park, now: time.Now}
	var left batch // what the stream has not passed on yet
	for n := range published + 1 {
		var r inserted
		r.Change.SequenceNumber, r.Change.NewImage = fmt.Sprint(n), json.RawMessage(fmt.Sprintf(`"event %02d"`, n))
		if n == 3 {
			r.Change.NewImage = json.RawMessage(`"panics"`)
		}
		left.Records = append(left.Records, r)
	}
	return awstest.Work{
		Pass:  func() { time.Sleep(time.Second) },
		State: func() awstest.State { return onTheBus(c) },
		Steps: []func(context.Context) error{func(ctx context.Context) error {
			result, err := h.handle(ctx, left)
			if err != nil || len(result.BatchItemFailures) == 0 {
				return err
			}
			failed := slices.IndexFunc(left.Records, func(r inserted) bool { return r.Change.SequenceNumber == result.BatchItemFailures[0].ItemIdentifier })
			left.Records = left.Records[failed:]
			return errors.New("the stream sends the rest again")
		}},
	}
}

// onTheBus returns the ids of the events in the order in which each was last put on the bus.
func onTheBus(c *awstest.Cloud) awstest.State {
	all := c.Events()
	var last []string
	for _, detail := range slices.Backward(all) {
		var message struct{ ID string }
		_ = json.Unmarshal([]byte(detail), &message) // a message without an id is not wanted
		if !slices.Contains(last, message.ID) {
			last = append(last, message.ID)
		}
	}
	slices.Reverse(last)
	sorted := slices.Sorted(slices.Values(last))
	return awstest.State{"order": strings.Join(last, ", "), "events": strings.Join(sorted, ", "), "put": len(all), "letters": len(c.Letters())}
}

// wantBatch says what differs from a success: events or letters that are there twice, and
// the order if an event comes late.
func wantBatch(f awstest.Fault, s awstest.State) {
	tries := max(f.Tries, 1)
	if f.Kind == awstest.Cut {
		tries = 1 // the SDK does not repeat the call, and the stream begins anew
	}
	switch {
	case f.Call == "sqs:SendMessage" && f.Kind.Takes():
		s["letters"] = 1 + tries
		fallthrough
	case f.Call == "sqs:SendMessage":
		delete(s, "put") // the events after the letter are put again
	case f.Kind == awstest.Late:
		delete(s, "order")
		fallthrough
	case f.Kind.Takes(), f.Kind == awstest.Partly, f.N > 1:
		delete(s, "put")
	}
}
