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

// service is EventBridge as far as it answers PutEvents.
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
		s.Errorf("asked for %s", target)
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

// taken answers that every entry is on the bus, but for those that a test names
// by the ids of their events.
func taken(refused map[string]string) func(int, []entry) (int, []result) {
	return func(_ int, entries []entry) (int, []result) {
		var results []result
		for n, e := range entries {
			answer := result{EventID: fmt.Sprint(n)}
			for id, code := range refused {
				if strings.Contains(e.Detail, `"id":"`+id+`"`) {
					answer = result{ErrorCode: code, ErrorMessage: "because"}
				}
			}
			results = append(results, answer)
		}
		return http.StatusOK, results
	}
}

// open starts a service and opens its bus, without retries of the SDK's own.
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

// event is one with a name of some length.
func event(id string, length int) events.Event {
	return events.Event{ID: id, Type: access.EventOrganisationCreated, At: noon, Before: []events.ScopedRole{}, After: []events.ScopedRole{},
		Organisation: events.Organisation{ID: "o", Name: strings.Repeat("n", length)}, Actor: events.Person{UserID: "u", Name: "A"}}
}

func numbered(n int) []events.Event {
	var list []events.Event
	for i := range n {
		list = append(list, event(fmt.Sprintf("e%d", i), 1))
	}
	return list
}

// arrived lists the ids of the events of each call.
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

// failing lists what was not put, by its place.
func failing(outcomes []error) []int {
	var places []int
	for n, err := range outcomes {
		if err != nil {
			places = append(places, n)
		}
	}
	return places
}

func TestAnEventIsPutAsItIsPublished(t *testing.T) {
	s, b := open(t, taken(nil))
	if outcomes := b.Put(t.Context(), numbered(1)); len(outcomes) != 1 || outcomes[0] != nil {
		t.Fatalf("answers %v", outcomes)
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

func TestEventsAreDividedIntoCallsInTheirOrder(t *testing.T) {
	t.Run("by number", func(t *testing.T) {
		s, b := open(t, taken(nil))
		outcomes := b.Put(t.Context(), numbered(23))
		want := []string{"e0 e1 e2 e3 e4 e5 e6 e7 e8 e9", "e10 e11 e12 e13 e14 e15 e16 e17 e18 e19", "e20 e21 e22"}
		if got := s.arrived(); !slices.Equal(got, want) || failing(outcomes) != nil || len(outcomes) != 23 {
			t.Errorf("calls %q, outcomes %v", got, outcomes)
		}
	})
	t.Run("by size", func(t *testing.T) {
		s, b := open(t, taken(nil))
		const third = 256 * 1024 / 3
		outcomes := b.Put(t.Context(), []events.Event{event("a", third), event("b", third), event("c", third), event("d", 1)})
		if got, want := s.arrived(), []string{"a b", "c d"}; !slices.Equal(got, want) || failing(outcomes) != nil {
			t.Errorf("calls %q, want %q, outcomes %v", got, want, outcomes)
		}
	})
	t.Run("none", func(t *testing.T) {
		s, b := open(t, taken(nil))
		if outcomes := b.Put(t.Context(), nil); len(outcomes) != 0 || len(s.calls) != 0 {
			t.Errorf("%d calls, outcomes %v", len(s.calls), outcomes)
		}
	})
}

// TestTheSizeIsCountedAsEventBridgeDoes: the greatest event there can be is put,
// and one of a byte more is not.
func TestTheSizeIsCountedAsEventBridgeDoes(t *testing.T) {
	detail, err := json.Marshal(events.MessageOf(event("a", 0)))
	if err != nil {
		t.Fatal(err)
	}
	room := 256*1024 - 1 - (14 + len("admit") + len("organisation.created") + len(detail))
	s, b := open(t, taken(nil))
	outcomes := b.Put(t.Context(), []events.Event{event("a", room), event("b", room+1), event("c", 1)})
	if got, want := s.arrived(), []string{"a", "c"}; !slices.Equal(got, want) {
		t.Errorf("calls %q, want %q", got, want)
	}
	if outcomes[0] != nil || !errors.Is(outcomes[1], bus.ErrUnfit) || outcomes[2] != nil {
		t.Errorf("outcomes %v", outcomes)
	}
}

// TestEachEntryHasItsOwnOutcome: what went with it is on the bus, and what was
// to go after it is held back.
func TestEachEntryHasItsOwnOutcome(t *testing.T) {
	s, b := open(t, taken(map[string]string{"e3": "ThrottlingException", "e7": "InternalFailure"}))
	outcomes := b.Put(t.Context(), numbered(12))
	if got, want := failing(outcomes), []int{3, 7, 10, 11}; !slices.Equal(got, want) || len(s.calls) != 1 {
		t.Errorf("%d calls, failing %v, want %v", len(s.calls), got, want)
	}
	if errors.Is(outcomes[3], bus.ErrUnfit) || errors.Is(outcomes[3], bus.ErrNotTried) || !strings.Contains(outcomes[3].Error(), "ThrottlingException") {
		t.Errorf("of the entry that failed: %v", outcomes[3])
	}
	if !errors.Is(outcomes[10], bus.ErrNotTried) || !errors.Is(outcomes[11], bus.ErrNotTried) {
		t.Errorf("of what was held back: %v", outcomes[10:])
	}
}

// TestAnUnfitEventHoldsUpNoOther, unlike one that may fit later.
func TestAnUnfitEventHoldsUpNoOther(t *testing.T) {
	s, b := open(t, taken(map[string]string{"e3": "MalformedDetail"}))
	outcomes := b.Put(t.Context(), numbered(12))
	if got := failing(outcomes); !slices.Equal(got, []int{3}) || !errors.Is(outcomes[3], bus.ErrUnfit) || len(s.calls) != 2 {
		t.Errorf("%d calls, outcomes %v", len(s.calls), outcomes)
	}
}

func TestACallThatFails(t *testing.T) {
	for name, answer := range map[string]func(call int, entries []entry) (int, []result){
		"with an error":            func(int, []entry) (int, []result) { return http.StatusInternalServerError, nil },
		"with too few answers":     func(int, []entry) (int, []result) { return http.StatusOK, []result{{EventID: "1"}} },
		"with nothing but success": func(int, []entry) (int, []result) { return http.StatusOK, nil },
	} {
		t.Run(name, func(t *testing.T) {
			s, b := open(t, answer)
			outcomes := b.Put(t.Context(), numbered(12))
			if n := len(failing(outcomes)); n != 12 || len(s.calls) != 1 {
				t.Errorf("%d calls, %d events failed", len(s.calls), n)
			}
			for _, err := range outcomes {
				if errors.Is(err, bus.ErrUnfit) {
					t.Errorf("it is no fault of the event: %v", err)
				}
			}
		})
	}
}
