// Package bus puts events on an event bus of Amazon EventBridge.
package bus

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"admit/shared/events"
)

// Bus is an event bus.
type Bus struct {
	Client *eventbridge.Client
	Name   string
}

// What PutEvents takes in one call.
const (
	maxEntries = 10
	maxBytes   = 256*1024 - 1 // of all entries together
)

// ErrUnfit says that an event is not one that EventBridge takes, today or ever.
var ErrUnfit = errors.New("EventBridge does not take this event")

// ErrNotTried says that an event was held back behind one that failed, so that
// they come in their order when they are put again.
var ErrNotTried = errors.New("held back behind an event that failed")

// malformed is the one verdict on an entry that holds for every repetition of
// it. The others are about the bus, what may be put on it or how busy it is: they
// pass, if only when an operator has mended something.
const malformed = "MalformedDetail"

// Put puts events on the bus in their order, and tells of each what is wrong:
// nil when it is on the bus. An event that is unfit holds up no other. After a
// failure that may pass, the calls that were to follow are not made. An event may
// get on the bus twice, also when Put says that it did not get there.
func (b Bus) Put(ctx context.Context, list []events.Event) []error {
	outcomes := make([]error, len(list))
	var failed error
	for _, c := range b.calls(list, outcomes) {
		if failed != nil {
			c.all(outcomes, ErrNotTried)
			continue
		}
		failed = b.put(ctx, c, outcomes)
	}
	return outcomes
}

// call is one call of PutEvents.
type call struct {
	entries []types.PutEventsRequestEntry
	of      []int // where the event of each entry stands in the list
	size    int
}

// all says the same of every event of the call.
func (c call) all(outcomes []error, err error) {
	for _, n := range c.of {
		outcomes[n] = err
	}
}

// calls divides events into calls, and says what is wrong with those that fit
// into none.
func (b Bus) calls(list []events.Event, outcomes []error) []call {
	var all []call
	for n, event := range list {
		entry, size, err := b.entry(event)
		if err != nil {
			outcomes[n] = err
			continue
		}
		if len(all) == 0 || len(all[len(all)-1].entries) == maxEntries || all[len(all)-1].size+size > maxBytes {
			all = append(all, call{})
		}
		last := &all[len(all)-1]
		last.entries, last.of, last.size = append(last.entries, entry), append(last.of, n), last.size+size
	}
	return all
}

// put makes the call and tells of each event what became of it. What it returns
// is a failure that may pass.
func (b Bus) put(ctx context.Context, c call, outcomes []error) (failed error) {
	out, err := b.Client.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: c.entries})
	switch {
	case err != nil:
		failed = fmt.Errorf("EventBridge PutEvents: %w", err)
	case len(out.Entries) != len(c.entries):
		failed = fmt.Errorf("EventBridge PutEvents: %d answers to %d events", len(out.Entries), len(c.entries))
	}
	if failed != nil {
		c.all(outcomes, failed)
		return failed
	}
	for at, answer := range out.Entries {
		switch code := aws.ToString(answer.ErrorCode); code {
		case "":
		case malformed:
			outcomes[c.of[at]] = fmt.Errorf("%w: %s", ErrUnfit, code)
		default:
			failed = fmt.Errorf("EventBridge PutEvents: %s", code)
			outcomes[c.of[at]] = failed
		}
	}
	return failed
}

// entry makes the entry of an event, and counts its size as EventBridge does.
func (b Bus) entry(event events.Event) (types.PutEventsRequestEntry, int, error) {
	detail, err := json.Marshal(events.MessageOf(event))
	if err != nil {
		return types.PutEventsRequestEntry{}, 0, fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	entry := types.PutEventsRequestEntry{
		EventBusName: aws.String(b.Name), Source: aws.String(events.Source), DetailType: aws.String(string(event.Type)),
		Time: aws.Time(event.At), Resources: []string{}, Detail: aws.String(string(detail)),
	}
	const timeSize = 14 // so EventBridge's documentation
	size := timeSize + len(*entry.Source) + len(*entry.DetailType) + len(*entry.Detail)
	if size > maxBytes {
		return types.PutEventsRequestEntry{}, 0, fmt.Errorf("%w: it has %d bytes", ErrUnfit, size)
	}
	return entry, size, nil
}
