package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/events"
	"admit/shared/events/bus"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// recorder is an event bus and a dead-letter queue. It returns the errors in refuses,
// and records everything else.
type recorder struct {
	refuses map[string]error // by the event's id, or "letter " and the sequence number
	taken   []string
	parked  []bus.DeadLetter
}

func (p *recorder) put(_ context.Context, list []events.Event) []error {
	var outcomes []error
	for _, event := range list {
		if err := p.refuses[event.ID]; err != nil {
			outcomes = append(outcomes, err)
			continue
		}
		p.taken = append(p.taken, event.ID)
		outcomes = append(outcomes, nil)
	}
	return outcomes
}

func (p *recorder) park(_ context.Context, letter bus.DeadLetter) error {
	if err := p.refuses["letter "+letter.SequenceNumber]; err != nil {
		return err
	}
	p.parked = append(p.parked, letter)
	return nil
}

// read returns an event whose id is the image, or several whose ids are in the list. It
// panics for "panics", and returns an item of another kind for "empty".
func read(image json.RawMessage) ([]access.Event, error) {
	var ids string
	switch err := json.Unmarshal(image, &ids); {
	case err != nil:
		return nil, err
	case ids == "panics":
		panic("poison")
	case ids == "empty":
		return []access.Event{{}}, nil
	}
	var list []access.Event
	for id := range strings.SplitSeq(ids, ", ") {
		list = append(list, access.Event{ID: id, Type: access.EventAccountCreated})
	}
	return list, nil
}

// handle passes a batch with some images, as JSON, to the handler. It returns the
// outcome as JSON.
func (p *recorder) handle(t *testing.T, images ...string) string {
	t.Helper()
	var records []string
	for n, image := range images {
		records = append(records, fmt.Sprintf(`{"eventName": "INSERT", "dynamodb": {
			"SequenceNumber": "%d", "Keys": {"pk": {"S": "key %d"}}, "NewImage": %s, "StreamViewType": "NEW_AND_OLD_IMAGES"}}`, n, n, image))
	}
	var input batch
	if err := json.Unmarshal([]byte(`{"Records": [`+strings.Join(records, ",")+`]}`), &input); err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	outcome, err := handler{read, p.put, p.park, func() time.Time { return noon }}.handle(t.Context(), input)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := json.Marshal(outcome)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestEventsArePublishedInOrder(t *testing.T) {
	var p recorder
	if answer := p.handle(t, `"a"`, `"b, c"`, `"d"`); answer != `{"batchItemFailures":[]}` {
		t.Errorf("the outcome is %s", answer)
	}
	if want := []string{"a", "b", "c", "d"}; !slices.Equal(p.taken, want) {
		t.Errorf("published %q, want %q", p.taken, want)
	}
}

// TestOnlyFailuresAreLogged checks that a batch that was published leaves nothing in the
// log, and that an event that was parked leaves one record.
func TestOnlyFailuresAreLogged(t *testing.T) {
	var log strings.Builder
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&log, nil)))
	defer slog.SetDefault(before)
	var p recorder
	if p.handle(t, `"a"`, `"b"`); log.Len() > 0 {
		t.Errorf("a batch that was published is logged: %s", &log)
	}
	if p.handle(t, `"a"`, `"panics"`); strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), `"outcome":"parked"`) {
		t.Errorf("one event was parked, and logged is %q", &log)
	}
}

func TestAnEmptyBatch(t *testing.T) {
	var p recorder
	if answer := p.handle(t); answer != `{"batchItemFailures":[]}` || len(p.taken) > 0 {
		t.Errorf("the outcome is %s, published %q", answer, p.taken)
	}
}

// TestAFailedRecordIsSentAgain checks that a failed record and all records after it are
// sent again. None of those after it is parked yet, because the next try would park it
// again.
func TestAFailedRecordIsSentAgain(t *testing.T) {
	p := recorder{refuses: map[string]error{"b": errors.New("throttled"), "d": bus.ErrNotTried}}
	want := `{"batchItemFailures":[{"itemIdentifier":"2"}]}`
	if answer := p.handle(t, `"a"`, `7`, `"b"`, `"c"`, `8`, `"d"`, `"panics"`); answer != want {
		t.Errorf("the outcome is %s, want %s", answer, want)
	}
	if len(p.parked) != 1 || p.parked[0].SequenceNumber != "1" {
		t.Errorf("parked %+v, want only the record before the failure", p.parked)
	}
}

// TestABadRecordIsParked checks that a record that can never be published is parked,
// whatever the reason, and that the others are published once.
func TestABadRecordIsParked(t *testing.T) {
	p := recorder{refuses: map[string]error{"too long": fmt.Errorf("%w: 300000 bytes", bus.ErrUnfit)}}
	answer := p.handle(t, `"a"`, `7`, `"panics"`, `"b"`, `"empty"`, `"too long"`, `"c"`)
	if answer != `{"batchItemFailures":[]}` {
		t.Errorf("the outcome is %s", answer)
	}
	if want := []string{"a", "b", "c"}; !slices.Equal(p.taken, want) {
		t.Errorf("published %q, want %q", p.taken, want)
	}
	var parked []string
	for _, letter := range p.parked {
		if want := `{"pk": {"S": "key ` + letter.SequenceNumber + `"}}`; string(letter.Keys) != want || letter.Reason == "" || letter.At.IsZero() {
			t.Errorf("parked %+v, want the keys %s", letter, want)
		}
		parked = append(parked, letter.SequenceNumber)
	}
	if want := []string{"1", "2", "4", "5"}; !slices.Equal(parked, want) {
		t.Errorf("parked %q, want %q", parked, want)
	}
}

// TestARecordThatCannotBeParkedIsSentAgain checks that no record is lost.
func TestARecordThatCannotBeParkedIsSentAgain(t *testing.T) {
	p := recorder{refuses: map[string]error{"letter 1": errors.New("no queue")}}
	want := `{"batchItemFailures":[{"itemIdentifier":"1"}]}`
	if answer := p.handle(t, `"a"`, `7`, `"b"`); answer != want {
		t.Errorf("the outcome is %s, want %s", answer, want)
	}
}

// TestARecordIsPublishedWhole checks that a record is sent again if one of its events
// could not be published.
func TestARecordIsPublishedWhole(t *testing.T) {
	for _, refused := range []string{"b", "c"} {
		p := recorder{refuses: map[string]error{refused: errors.New("throttled")}}
		if answer := p.handle(t, `"a"`, `"b, c"`, `"d"`); answer != `{"batchItemFailures":[{"itemIdentifier":"1"}]}` {
			t.Errorf("%s is refused: the outcome is %s", refused, answer)
		}
	}
}
