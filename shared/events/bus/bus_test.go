package bus_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"admit/shared/access"
	"admit/shared/events"
	"admit/shared/events/bus"
)

// service is a server that answers PutEvents like EventBridge.
type service struct {
	*testing.T
	answer func(call int, entries []entry) (status int, results []result)
	calls  [][]entry
}

type entry struct {
	EventBusName, Source, DetailType, Detail string
	Time                                     float64
	Resources                                []string
}

type result struct {
	EventID      string `json:"EventId,omitempty"`
	ErrorCode    string `json:"ErrorCode,omitempty"`
	ErrorMessage string `json:"ErrorMessage,omitempty"`
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if target := r.Header.Get("X-Amz-Target"); target != "AWSEvents.PutEvents" {
		s.Errorf("the request is for %s", target)
	}
	var request struct{ Entries []entry }
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		s.Error(err)
	}
	s.calls = append(s.calls, request.Entries)
	status, results := s.answer(len(s.calls), request.Entries)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	failed := 0
	for _, r := range results {
		if r.ErrorCode != "" {
			failed++
		}
	}
	if err := json.NewEncoder(w).Encode(map[string]any{"FailedEntryCount": failed, "Entries": results}); err != nil {
		s.Error(err)
	}
}

// accepting returns a function that accepts every entry, except those of the refused
// events. Refused has error codes by event id.
func accepting(refused map[string]string) func(int, []entry) (int, []result) {
	return func(_ int, entries []entry) (int, []result) {
		var results []result
		for n, e := range entries {
			outcome := result{EventID: fmt.Sprint(n)}
			for id, code := range refused {
				if strings.Contains(e.Detail, `"id":"`+id+`"`) {
					outcome = result{ErrorCode: code, ErrorMessage: "because"}
				}
			}
			results = append(results, outcome)
		}
		return http.StatusOK, results
	}
}

// open starts a service and returns its bus, whose client does not retry.
func open(t *testing.T, answer func(int, []entry) (int, []result)) (*service, bus.Bus) {
	t.Helper()
	s := &service{T: t, answer: answer}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	client := eventbridge.New(eventbridge.Options{
		Region: "eu-west-1", BaseEndpoint: &server.URL, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	})
	return s, bus.Bus{Client: client, Name: "customers"}
}

var noon = time.Date(2036, time.February, 28, 12, 0, 0, 250_000_000, time.UTC)

// event returns an event whose organisation has a name of some length.
func event(id string, length int) events.Event {
	return events.Event{ID: id, Type: access.EventOrganisationCreated, At: noon, Before: []events.ScopedRole{}, After: []events.ScopedRole{},
		Organisation: events.Organisation{ID: "o", Name: strings.Repeat("n", length)}, Actor: events.Person{UserID: "u", Name: "A"}}
}

// numbered returns n small events with the ids e0, e1 and so on.
func numbered(n int) []events.Event {
	var list []events.Event
	for i := range n {
		list = append(list, event(fmt.Sprintf("e%d", i), 1))
	}
	return list
}

// arrived returns the ids of the events of each call.
func (s *service) arrived() []string {
	var calls []string
	for _, entries := range s.calls {
		var ids []string
		for _, e := range entries {
			var message events.Message
			if err := json.Unmarshal([]byte(e.Detail), &message); err != nil {
				s.Fatal(err)
			}
			ids = append(ids, message.ID)
		}
		calls = append(calls, strings.Join(ids, " "))
	}
	return calls
}

// failing returns the indexes of the events that were not put.
func failing(outcomes []error) []int {
	var indexes []int
	for n, err := range outcomes {
		if err != nil {
			indexes = append(indexes, n)
		}
	}
	return indexes
}

func TestTheEntryOfAnEvent(t *testing.T) {
	s, b := open(t, accepting(nil))
	if outcomes := b.Put(t.Context(), numbered(1)); len(outcomes) != 1 || outcomes[0] != nil {
		t.Fatalf("outcomes %v", outcomes)
	}
	got := s.calls[0][0]
	if got.EventBusName != "customers" || got.Source != "admit" || got.DetailType != "organisation.created" ||
		got.Time != float64(noon.UnixMilli())/1000 || len(got.Resources) != 0 {
		t.Errorf("put %+v", got)
	}
	want := `{"version":"1","id":"e0","type":"organisation.created","at":"2036-02-28T12:00:00.25Z",` +
		`"organisation":{"id":"o","name":"n"},"actor":{"userId":"u","name":"A"},"before":[],"after":[]}`
	if got.Detail != want {
		t.Errorf("put %s, want %s", got.Detail, want)
	}
}

func TestEventsAreDividedIntoCallsInOrder(t *testing.T) {
	t.Run("by number", func(t *testing.T) {
		s, b := open(t, accepting(nil))
		outcomes := b.Put(t.Context(), numbered(23))
		want := []string{"e0 e1 e2 e3 e4 e5 e6 e7 e8 e9", "e10 e11 e12 e13 e14 e15 e16 e17 e18 e19", "e20 e21 e22"}
		if got := s.arrived(); !slices.Equal(got, want) || failing(outcomes) != nil || len(outcomes) != 23 {
			t.Errorf("calls %q, outcomes %v", got, outcomes)
		}
	})
	t.Run("by size", func(t *testing.T) {
		s, b := open(t, accepting(nil))
		const third = 256 * 1024 / 3
		outcomes := b.Put(t.Context(), []events.Event{event("a", third), event("b", third), event("c", third), event("d", 1)})
		if got, want := s.arrived(), []string{"a b", "c d"}; !slices.Equal(got, want) || failing(outcomes) != nil {
			t.Errorf("calls %q, want %q, outcomes %v", got, want, outcomes)
		}
	})
	t.Run("none", func(t *testing.T) {
		s, b := open(t, accepting(nil))
		if outcomes := b.Put(t.Context(), nil); len(outcomes) != 0 || len(s.calls) != 0 {
			t.Errorf("%d calls, outcomes %v", len(s.calls), outcomes)
		}
	})
}

// TestTheLargestEvent checks that an event of the largest size is put, and one that is
// a byte larger is not.
func TestTheLargestEvent(t *testing.T) {
	detail, err := json.Marshal(events.MessageOf(event("a", 0)))
	if err != nil {
		t.Fatal(err)
	}
	room := 256*1024 - 1 - (14 + len("admit") + len("organisation.created") + len(detail))
	s, b := open(t, accepting(nil))
	outcomes := b.Put(t.Context(), []events.Event{event("a", room), event("b", room+1), event("c", 1)})
	if got, want := s.arrived(), []string{"a", "c"}; !slices.Equal(got, want) {
		t.Errorf("calls %q, want %q", got, want)
	}
	if outcomes[0] != nil || !errors.Is(outcomes[1], bus.ErrUnfit) || outcomes[2] != nil {
		t.Errorf("outcomes %v", outcomes)
	}
}

// TestEachEntryHasItsOwnOutcome checks that the other entries of a call with a failed
// entry are on the bus, and that the entries of the next call are not tried.
func TestEachEntryHasItsOwnOutcome(t *testing.T) {
	s, b := open(t, accepting(map[string]string{"e3": "ThrottlingException", "e7": "InternalFailure"}))
	outcomes := b.Put(t.Context(), numbered(12))
	if got, want := failing(outcomes), []int{3, 7, 10, 11}; !slices.Equal(got, want) || len(s.calls) != 1 {
		t.Errorf("%d calls, failing %v, want %v", len(s.calls), got, want)
	}
	if errors.Is(outcomes[3], bus.ErrUnfit) || errors.Is(outcomes[3], bus.ErrNotTried) || !strings.Contains(outcomes[3].Error(), "ThrottlingException") {
		t.Errorf("the outcome of the failed entry is %v", outcomes[3])
	}
	if !errors.Is(outcomes[10], bus.ErrNotTried) || !errors.Is(outcomes[11], bus.ErrNotTried) {
		t.Errorf("the outcomes of the next call are %v", outcomes[10:])
	}
}

// TestAnUnfitEventDoesNotStopOthers checks that the next call is made.
func TestAnUnfitEventDoesNotStopOthers(t *testing.T) {
	s, b := open(t, accepting(map[string]string{"e3": "MalformedDetail"}))
	outcomes := b.Put(t.Context(), numbered(12))
	if got := failing(outcomes); !slices.Equal(got, []int{3}) || !errors.Is(outcomes[3], bus.ErrUnfit) || len(s.calls) != 2 {
		t.Errorf("%d calls, outcomes %v", len(s.calls), outcomes)
	}
}

func TestACallThatFails(t *testing.T) {
	for name, answer := range map[string]func(call int, entries []entry) (int, []result){
		"with an error":        func(int, []entry) (int, []result) { return http.StatusInternalServerError, nil },
		"with too few results": func(int, []entry) (int, []result) { return http.StatusOK, []result{{EventID: "1"}} },
		"without results":      func(int, []entry) (int, []result) { return http.StatusOK, nil },
	} {
		t.Run(name, func(t *testing.T) {
			s, b := open(t, answer)
			outcomes := b.Put(t.Context(), numbered(12))
			if n := len(failing(outcomes)); n != 12 || len(s.calls) != 1 {
				t.Errorf("%d calls, %d events failed", len(s.calls), n)
			}
			for _, err := range outcomes {
				if errors.Is(err, bus.ErrUnfit) {
					t.Errorf("the event is not unfit, but the outcome is %v", err)
				}
			}
		})
	}
}
