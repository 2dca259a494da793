package load

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"sync"
	"time"

	"admit/infra/bench/cloud"
	"admit/shared/dynamo"
)

// The sizes of batches, and how many of deliver run at once, are those of the stack's
// event sources.
const mailBatch, eventBatch, mailsAtOnce = 10, 100, 4

// repeatAfter is how long an event source waits before it gives a failed batch to its function again.
const repeatAfter = time.Second

// sources are the event sources: they invoke deliver with queued emails, publish with events and
// delivery-status with the report of each email. Like Lambda, they repeat a batch
// that failed until it succeeds, and continue where the function says that it failed.
type sources struct {
	*system
	lanes   [mailsAtOnce]chan cloud.Record // of emails: the changes of one invitation stay in order
	events  chan cloud.Record
	reports chan cloud.Mail
}

// deep is how many records can wait.
const deep = 1_000_000

// openSources begins to follow the stream until the context ends.
func (s *system) openSources(ctx context.Context) *sources {
	q := &sources{system: s, events: make(chan cloud.Record, deep), reports: make(chan cloud.Mail, deep)}
	s.cloud.Mails.Report(func(sent cloud.Mail) {
		s.excuses.take(SentMail{sent.Invitation, sent.Attempt})
		s.mu.Lock()
		s.mails = append(s.mails, sent)
		s.mu.Unlock()
		q.reports <- sent
	})
	for n := range q.lanes {
		q.lanes[n] = make(chan cloud.Record, deep)
		go q.feed(ctx, "deliver", q.lanes[n], mailBatch)
	}
	go q.feed(ctx, "publish", q.events, eventBatch)
	go q.report(ctx)
	s.cloud.Follow(ctx, table, 5*time.Millisecond, q.dispatch)
	return q
}

// dispatch sorts records by the filters of the stack.
func (q *sources) dispatch(records []cloud.Record) {
	for _, r := range records {
		switch kind, delivery := r.Kind(); {
		case kind == dynamo.KindInvitation && delivery == dynamo.DeliveryQueued:
			q.lanes[laneOf(r)] <- r
		case kind == dynamo.KindEvent && r["eventName"] == "INSERT":
			q.events <- r
		}
	}
}

// laneOf returns the lane of the changes of one item.
func laneOf(r cloud.Record) uint32 {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(invitationOf(r).Invitation))
	return sum.Sum32() % mailsAtOnce
}

// invitationOf returns the email that the record of an invitation is about.
func invitationOf(r cloud.Record) SentMail {
	var change struct {
		DynamoDB struct {
			NewImage struct {
				ID    struct{ S string }      `json:"id"`
				Round struct{ N json.Number } `json:"round"`
			}
		} `json:"dynamodb"`
	}
	text, _ := json.Marshal(r)
	_ = json.Unmarshal(text, &change)
	attempt, _ := change.DynamoDB.NewImage.Round.N.Int64()
	return SentMail{change.DynamoDB.NewImage.ID.S, int(attempt)}
}

// feed gives a function batches of records until the context ends.
func (q *sources) feed(ctx context.Context, function string, records <-chan cloud.Record, size int) {
	for ctx.Err() == nil {
		var batch []cloud.Record
		select {
		case r := <-records:
			batch = append(batch, r)
		case <-ctx.Done():
			return
		}
		for len(batch) < size && len(records) > 0 {
			batch = append(batch, <-records)
		}
		q.give(ctx, function, batch)
	}
}

// give gives a function a batch until every record has succeeded. A record that fails alone does not hold up
// the others for longer than Lambda would: a failing batch is split.
func (q *sources) give(ctx context.Context, function string, batch []cloud.Record) {
	var waiting sync.WaitGroup
	for len(batch) > 0 && ctx.Err() == nil {
		failed := q.try(ctx, function, batch)
		if len(failed) > 0 && len(failed) < len(batch) {
			waiting.Go(func() { q.repeat(ctx, function, failed) })
			break
		}
		if batch = failed; len(batch) > 0 {
			sleep(ctx, repeatAfter)
			q.beforeRepetition(ctx, function, batch)
		}
	}
	if function == "publish" { // the events of a shard stay in order
		waiting.Wait()
	}
}

// repeat gives a function records one by one.
func (q *sources) repeat(ctx context.Context, function string, records []cloud.Record) {
	for _, r := range records {
		one := []cloud.Record{r}
		for q.beforeRepetition(ctx, function, one); ctx.Err() == nil && len(q.try(ctx, function, one)) > 0; q.beforeRepetition(ctx, function, one) {
			sleep(ctx, repeatAfter)
		}
	}
}

// beforeRepetition excuses the emails that deliver may send again. What a killed process called has its effect by then.
func (q *sources) beforeRepetition(ctx context.Context, function string, records []cloud.Record) {
	if function == "deliver" {
		q.excuseUnsettled(ctx, records)
	}
}

// try gives a function a batch once, and returns the records that failed.
func (q *sources) try(ctx context.Context, function string, batch []cloud.Record) (failed []cloud.Record) {
	event, err := json.Marshal(map[string]any{"Records": batch})
	if err != nil {
		panic(err) // records were decoded from JSON
	}
	answer, err := q.functions[function].Invoke(ctx, event)
	if err != nil {
		return batch
	}
	var outcome struct {
		BatchItemFailures []struct{ ItemIdentifier string }
	}
	if json.Unmarshal(answer, &outcome) != nil {
		return batch
	}
	for _, f := range outcome.BatchItemFailures {
		for _, r := range batch {
			if change, ok := r["dynamodb"].(map[string]any); ok && change["SequenceNumber"] == f.ItemIdentifier {
				failed = append(failed, r)
			}
		}
	}
	return failed
}

// report invokes delivery-status with the report that each email was delivered. EventBridge
// repeats an invocation that failed.
func (q *sources) report(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case sent := <-q.reports:
			for ctx.Err() == nil {
				if _, err := q.functions["delivery-status"].Invoke(ctx, cloud.DeliveryReport(sent)); err == nil {
					break
				}
				sleep(ctx, repeatAfter)
			}
		case <-ctx.Done():
		}
	}
}

// sleep waits, or until the context ends.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
