package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"admit/infra/bench/cloud"
	"admit/shared/dynamo"
)

// mailFunctions are invoked by the table's stream and by the reports of SES.
var mailFunctions = []string{"deliver", "publish", "delivery-status"}

// eventSources invokes the functions behind the stream: deliver with queued mails, publish
// with events, delivery-status with the report of each mail.
type eventSources struct {
	*deployment
	batches  atomic.Int64 // invocations of deliver and publish
	reports  chan cloud.Mail
	mu       sync.Mutex
	failures []error
}

// The sizes of batches, and how many of deliver run at once, are those of the stack's
// event sources.
const mailBatch, eventBatch, mailsAtOnce = 10, 100, 4

// maxTries is how often a batch is given to a function before its failure is one of the
// measurement.
const maxTries = 5

// openEventSources begins to follow the stream until the context ends. pause is how long it
// waits before it asks an empty stream again.
func (d *deployment) openEventSources(ctx context.Context, pause time.Duration) *eventSources {
	m := &eventSources{deployment: d, reports: make(chan cloud.Mail, 100_000)}
	d.cloud.Mails.Report(func(sent cloud.Mail) { m.reports <- sent })
	go m.report(ctx)
	d.cloud.Follow(ctx, d.table, pause, func(records []cloud.Record) { m.dispatch(ctx, records) })
	return m
}

// dispatch gives records to the functions whose filters match them, both at once.
func (m *eventSources) dispatch(ctx context.Context, records []cloud.Record) {
	var queued, events []cloud.Record
	for _, r := range records {
		switch kind, delivery := r.Kind(); {
		case kind == dynamo.KindInvitation && delivery == dynamo.DeliveryQueued:
			queued = append(queued, r)
		case kind == dynamo.KindEvent && r["eventName"] == "INSERT":
			events = append(events, r)
		}
	}
	var both sync.WaitGroup
	both.Go(func() { m.invokeBatches(ctx, "deliver", queued, mailBatch, mailsAtOnce) })
	both.Go(func() { m.invokeBatches(ctx, "publish", events, eventBatch, 1) })
	both.Wait()
}

// invokeBatches invokes a function with batches of records, some of them at once.
func (m *eventSources) invokeBatches(ctx context.Context, function string, records []cloud.Record, size, atOnce int) {
	free := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for batch := range slices.Chunk(records, size) {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			event, err := json.Marshal(map[string]any{"Records": batch})
			for try := 0; err == nil && try < maxTries; try++ { // Lambda repeats a batch that failed
				m.batches.Add(1)
				if err = m.invoke(ctx, function, event); err == nil {
					return
				}
				if try < maxTries-1 {
					err = nil
				}
			}
			m.note(err)
		})
	}
	all.Wait()
}

// report invokes delivery-status with the report that each mail was delivered.
func (m *eventSources) report(ctx context.Context) {
	for {
		select {
		case sent := <-m.reports:
			answer, err := m.functions["delivery-status"].Invoke(ctx, cloud.DeliveryReport(sent))
			if err == nil && string(answer) != "null" && len(answer) > 0 {
				err = fmt.Errorf("delivery-status answered %s", answer)
			}
			m.note(err)
		case <-ctx.Done():
			return
		}
	}
}

// settle waits until everything that was written has passed the stream.
func (m *eventSources) settle(pause time.Duration) {
	for before := int64(-1); before != m.batches.Load() || len(m.reports) > 0; {
		before = m.batches.Load()
		time.Sleep(2*pause + time.Second)
	}
}

func (m *eventSources) note(err error) {
	if err != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.failures = append(m.failures, err)
	}
}

// failure returns the first error of a function, if any.
func (m *eventSources) failure() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.failures) == 0 {
		return nil
	}
	return m.failures[0]
}
