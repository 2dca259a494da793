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

// published is a bus that takes what it is not told to refuse, and a queue.
type published struct {
	refuses map[string]error // by the event's id
	taken   []string
	parked  []bus.DeadLetter
}

func (p *published) put(_ context.Context, list []events.Event) []error {
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

func (p *published) park(_ context.Context, letter bus.DeadLetter) error {
	if err := p.refuses["letter "+letter.SequenceNumber]; err != nil {
		return err
	}
	p.parked = append(p.parked, letter)
	return nil
}

// read takes an image for a record whose id it is. "panics" does, "empty" is an
// item of another kind.
func read(image json.RawMessage) (access.Event, error) {
	var id string
	switch err := json.Unmarshal(image, &id); {
	case err != nil:
		return access.Event{}, err
	case id == "panics":
		panic("poison")
	case id == "empty":
		return access.Event{}, nil
	}
	return access.Event{ID: id, Type: access.EventAccountCreated}, nil
}

// follow hands over a batch, of which the images are given as JSON, and lists
// the sequence numbers that are to be offered again.
func (p *published) follow(t *testing.T, images ...string) string {
	t.Helper()
	var records []string
	for n, image := range images {
		records = append(records, fmt.Sprintf(`{"eventName": "INSERT", "dynamodb": {
			"SequenceNumber": "%d", "Keys": {"pk": {"S": "key %d"}}, "NewImage": %s, "StreamViewType": "NEW_AND_OLD_IMAGES"}}`, n, n, image))
	}
	var given batch
	if err := json.Unmarshal([]byte(`{"Records": [`+strings.Join(records, ",")+`]}`), &given); err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	outcome, err := handler{read, p.put, p.park, func() time.Time { return noon }}.handle(t.Context(), given)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := json.Marshal(outcome)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

func TestEveryRecordIsPublishedInItsOrder(t *testing.T) {
	var p published
	if answer := p.follow(t, `"a"`, `"b"`, `"c"`); answer != `{"batchItemFailures":[]}` {
		t.Errorf("answers %s", answer)
	}
	if want := []string{"a", "b", "c"}; !slices.Equal(p.taken, want) {
		t.Errorf("published %q, want %q", p.taken, want)
	}
}

func TestAnEmptyBatchIsDone(t *testing.T) {
	var p published
	if answer := p.follow(t); answer != `{"batchItemFailures":[]}` || len(p.taken) > 0 {
		t.Errorf("answers %s, published %q", answer, p.taken)
	}
}

// TestWhatFailsIsOfferedAgain: with all that is behind it, of which nothing is
// parked yet, since the next try would park it again.
func TestWhatFailsIsOfferedAgain(t *testing.T) {
	p := published{refuses: map[string]error{"b": errors.New("throttled"), "d": bus.ErrNotTried}}
	want := `{"batchItemFailures":[{"itemIdentifier":"2"}]}`
	if answer := p.follow(t, `"a"`, `7`, `"b"`, `"c"`, `8`, `"d"`, `"panics"`); answer != want {
		t.Errorf("answers %s, want %s", answer, want)
	}
	if len(p.parked) != 1 || p.parked[0].SequenceNumber != "1" {
		t.Errorf("parked %+v, want what comes before the failure and nothing else", p.parked)
	}
}

// TestAPoisonedRecordFailsAlone: it is parked, whatever is wrong with it, and
// the others are published once.
func TestAPoisonedRecordFailsAlone(t *testing.T) {
	p := published{refuses: map[string]error{"too long": fmt.Errorf("%w: 300000 bytes", bus.ErrUnfit)}}
	answer := p.follow(t, `"a"`, `7`, `"panics"`, `"b"`, `"empty"`, `"too long"`, `"c"`)
	if answer != `{"batchItemFailures":[]}` {
		t.Errorf("answers %s", answer)
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

// TestWhatCannotBeParkedIsOfferedAgain: a record is never lost.
func TestWhatCannotBeParkedIsOfferedAgain(t *testing.T) {
	p := published{refuses: map[string]error{"letter 1": errors.New("no queue")}}
	want := `{"batchItemFailures":[{"itemIdentifier":"1"}]}`
	if answer := p.follow(t, `"a"`, `7`, `"b"`); answer != want {
		t.Errorf("answers %s, want %s", answer, want)
	}
}
