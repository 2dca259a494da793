package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The event bus as a customer's rule sees it: a development stack has a rule that sends
// all events to a queue.

// busEvent is an event in EventBridge's format.
type busEvent struct {
	Source     string          `json:"source"`
	DetailType string          `json:"detail-type"`
	Detail     json.RawMessage `json:"detail"`
}

// busQueue receives all events of the bus and keeps them for all tests.
type busQueue struct {
	mutex    sync.Mutex
	received map[string][]busEvent // by organisation id
}

var bus = busQueue{received: map[string][]busEvent{}}

// events returns the events of an organisation that were received so far.
func (l *busQueue) events(t *testing.T, o string) []busEvent {
	t.Helper()
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for l.receive(t) {
	}
	return append([]busEvent{}, l.received[o]...)
}

// receive receives some messages from the queue and reports whether there were any.
func (l *busQueue) receive(t *testing.T) bool {
	t.Helper()
	received := got(cloud.queue.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
		QueueUrl: &deployment.EventsQueue, MaxNumberOfMessages: 10,
	})).orFail(t).Messages
	if len(received) == 0 {
		return false
	}
	var done []sqstypes.DeleteMessageBatchRequestEntry
	for _, m := range received {
		watched.receive("bus", *m.Body)
		var p busEvent
		var about struct {
			Organisation account `json:"organisation"`
		}
		if err := json.Unmarshal([]byte(*m.Body), &p); err != nil {
			t.Errorf("%v: %s", err, *m.Body)
		} else if err := json.Unmarshal(p.Detail, &about); err != nil || about.Organisation.ID == "" {
			t.Errorf("an event without an organisation (%v): %s", err, *m.Body)
		}
		l.received[about.Organisation.ID] = append(l.received[about.Organisation.ID], p)
		done = append(done, sqstypes.DeleteMessageBatchRequestEntry{Id: m.MessageId, ReceiptHandle: m.ReceiptHandle})
	}
	got(cloud.queue.DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{QueueUrl: &deployment.EventsQueue, Entries: done})).orFail(t)
	return true
}

// eventDetail is the detail of an event on the bus: the event of the audit log and a version.
type eventDetail struct {
	event
	Version string `json:"version"`
}

// wantPublished ends the test unless the bus carries exactly these events, all of one
// organisation, as the API returns them and as their schemas require. An event may be
// delivered more than once; its id is unique.
func wantPublished(t *testing.T, want []event) {
	t.Helper()
	if deployment.EventsQueue == "" {
		t.Fatal("the deployment has no queue for the event bus: it is not a development stack")
	}
	expected := map[string]event{}
	for _, e := range want {
		expected[e.ID] = e
	}
	received := map[string]bool{}
	eventually(t, "the events are on the bus", func() bool {
		for _, p := range bus.events(t, want[0].Organisation.ID) {
			var e event
			if err := json.Unmarshal(p.Detail, &e); err != nil {
				t.Fatalf("%v: %s", err, p.Detail)
			}
			received[e.ID] = true
		}
		return len(received) >= len(expected)
	})
	for _, p := range bus.events(t, want[0].Organisation.ID) {
		var e eventDetail
		if err := json.Unmarshal(p.Detail, &e); err != nil {
			t.Fatalf("%v: %s", err, p.Detail)
		}
		switch {
		case p.Source != "admit", p.DetailType != e.Type, e.Version != "1":
			t.Errorf("source %q, detail type %q, version %q: %s", p.Source, p.DetailType, e.Version, p.Detail)
		case !reflect.DeepEqual(e.event, expected[e.ID]):
			t.Errorf("the bus carries\n%s\nbut the API returns\n%s", p.Detail, asJSON(t, expected[e.ID]))
		}
		wantSchema(t, e.Type, p.Detail)
	}
}

// wantSchema fails the test if the event does not match the published schema of its
// type.
func wantSchema(t *testing.T, kind string, detail []byte) {
	t.Helper()
	family, _, _ := strings.Cut(kind, ".")
	path := filepath.Join("..", "..", "shared", "events", "schemas", family+".v1.json")
	file := got(os.Open(path)).orFail(t)
	defer file.Close()
	schema := got(jsonschema.UnmarshalJSON(file)).orFail(t)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("event.json", schema); err != nil {
		t.Fatal(err)
	}
	value := got(jsonschema.UnmarshalJSON(strings.NewReader(string(detail)))).orFail(t)
	if err := got(compiler.Compile("event.json")).orFail(t).Validate(value); err != nil {
		t.Errorf("%s does not match its schema: %v\n%s", kind, err, detail)
	}
}

// The events of an organisation that an operator created are published, too.
func TestEventsOfAnOperatorsOrganisationArePublished(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	var all []event
	eventually(t, "the audit log has the sent mail", func() bool {
		all = auditLog(t, org, org.admin)
		return slices.Contains(eventTypes(all), "invitation.sent")
	})
	wantPublished(t, all)
}
