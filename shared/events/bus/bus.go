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

// The limits of one call of PutEvents.
const (
	maxEntries = 10
	maxBytes   = 256*1024 - 1 // of all entries together
)

// ErrUnfit means that EventBridge will never accept an event.
var ErrUnfit = errors.New("EventBridge does not accept this event")

// ErrNotTried means that an event was not put because one before it failed. So the
// events are in their order when they are put again.
var ErrNotTried = errors.New("not tried because an earlier event failed")

// malformed is the only error code that every retry of an entry would get again. The
// others are about the bus, its permissions or its load. They can pass, although some
// only after an operator has changed something.
const malformed = "MalformedDetail"

// Put puts events on the bus in their order. It returns an error for each event, which
// is nil if the event is on the bus. An unfit event does not stop the others. After a
// failure that may be transient, Put makes no further calls. An event may be on the
// bus although Put returned an error for it, so another Put can put it there twice.
func (b Bus) Put(ctx context.Context, list []events.Event) []error {
	outcomes := make([]error, len(list))
	var failed error
	for _, c := range b.calls(list, outcomes) {
		if failed != nil {
			c.setAll(outcomes, ErrNotTried)
			continue
		}
		failed = b.put(ctx, c, outcomes)
	}
	return outcomes
}

// call is one call of PutEvents.
type call struct {
	entries []types.PutEventsRequestEntry
	indexes []int // in the list, of the event of each entry
	size    int   // of all entries, in bytes
}

// setAll sets the outcome of every event of the call.
func (c call) setAll(outcomes []error, err error) {
	for _, n := range c.indexes {
		outcomes[n] = err
	}
}

// calls divides events into calls. It sets the outcome of events that are unfit.
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
		last.entries, last.indexes, last.size = append(last.entries, entry), append(last.indexes, n), last.size+size
	}
	return all
}

// put makes a call and sets the outcome of each event. It returns a failure that may
// be transient.
func (b Bus) put(ctx context.Context, c call, outcomes []error) (failed error) {
	out, err := b.Client.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: c.entries})
	switch {
	case err != nil:
		failed = fmt.Errorf("EventBridge PutEvents: %w", err)
	case len(out.Entries) != len(c.entries):
		failed = fmt.Errorf("EventBridge PutEvents: %d results for %d events", len(out.Entries), len(c.entries))
	}
	if failed != nil {
		c.setAll(outcomes, failed)
		return failed
	}
	for n, result := range out.Entries {
		switch code := aws.ToString(result.ErrorCode); code {
		case "":
		case malformed:
			outcomes[c.indexes[n]] = fmt.Errorf("%w: %s", ErrUnfit, code)
		default:
			failed = fmt.Errorf("EventBridge PutEvents: %s", code)
			outcomes[c.indexes[n]] = failed
		}
	}
	return failed
}

// entry returns the entry of an event and its size in bytes, as EventBridge counts it.
func (b Bus) entry(event events.Event) (types.PutEventsRequestEntry, int, error) {
	detail, err := json.Marshal(events.MessageOf(event))
	if err != nil {
		return types.PutEventsRequestEntry{}, 0, fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	entry := types.PutEventsRequestEntry{
		EventBusName: aws.String(b.Name), Source: aws.String(events.Source), DetailType: aws.String(string(event.Type)),
		Time: aws.Time(event.At), Resources: []string{}, Detail: aws.String(string(detail)),
	}
	const timeSize = 14 // according to the documentation of EventBridge
	size := timeSize + len(*entry.Source) + len(*entry.DetailType) + len(*entry.Detail)
	if size > maxBytes {
		return types.PutEventsRequestEntry{}, 0, fmt.Errorf("%w: its size is %d bytes", ErrUnfit, size)
	}
	return entry, size, nil
}
