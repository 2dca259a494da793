package access

import (
	"strings"
	"testing"
	"time"
)

// TestWhichFiltersMatchNothing names the field that is to blame.
func TestWhichFiltersMatchNothing(t *testing.T) {
	noon := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	long := strings.Repeat("a", maxSearchOctets)
	between := func(from, to time.Time) Filter { return Filter{EventFilter: EventFilter{From: from, To: to}} }
	for _, c := range []struct {
		what   string
		filter Filter
		want   string
	}{
		{"no filter", Filter{}, ""},
		{"every status", Filter{Status: Statuses}, ""},
		{"an unknown status", Filter{Status: []Status{Pending, "open"}}, "status"},
		{"every type", Filter{EventFilter: EventFilter{Types: EventTypes}}, ""},
		{"an unknown type", Filter{EventFilter: EventFilter{Types: []EventType{EventAccessGranted, "access.given"}}}, "type"},
		{"a user", Filter{EventFilter: EventFilter{User: "ada"}}, ""},
		{"the id of no user", Filter{EventFilter: EventFilter{User: "a#b"}}, "user"},
		{"from a time", between(noon, time.Time{}), ""},
		{"until a time", between(time.Time{}, noon), ""},
		{"between two times", between(noon, noon.Add(1)), ""},
		{"between a time and itself", between(noon, noon), "to"},
		{"between a time and an earlier one", between(noon, noon.Add(-1)), "to"},
		{"an address of 254 octets", Filter{Email: long}, ""},
		{"an address of 255 octets", Filter{Email: long + "a"}, "email"},
		{"a search of 254 octets", Filter{Search: long}, ""},
		{"a search of 255 octets", Filter{Search: long + "a"}, "search"},
		{"a role", Filter{Role: OrganisationAdmin}, ""},
		{"the id of no role", Filter{Role: "a b"}, "role"},
	} {
		if got := c.filter.InvalidField(); got != c.want {
			t.Errorf("%s: the field %q, want %q", c.what, got, c.want)
		}
	}
}

// TestWhichEventsAFilterSelects has an event of ada, about eve, whose role at an account it
// changed.
func TestWhichEventsAFilterSelects(t *testing.T) {
	noon := time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)
	event := Event{Type: EventAccessChanged, At: noon, Scope: Scope{Organisation: here}, Actor: Party{Person: Person{ID: "ada"}}, Subject: Party{Person: Person{ID: "eve"}},
		Before: []ScopedRole{{Role: "account-viewer", Account: shop}, {Role: "account-viewer", Account: yard}}, After: []ScopedRole{{Role: "account-viewer", Account: yard}}}
	for _, c := range []struct {
		what  string
		query EventQuery
		want  bool
	}{
		{"everything", EventQuery{}, true},
		{"its type", EventQuery{EventFilter: EventFilter{Types: []EventType{EventAccessGranted, EventAccessChanged}}}, true},
		{"another type", EventQuery{EventFilter: EventFilter{Types: []EventType{EventAccessGranted}}}, false},
		{"by a user", EventQuery{EventFilter: EventFilter{User: "ada"}}, true},
		{"about a user", EventQuery{EventFilter: EventFilter{User: "eve"}}, true},
		{"another user", EventQuery{EventFilter: EventFilter{User: "bob"}}, false},
		{"from its time", EventQuery{EventFilter: EventFilter{From: noon}}, true},
		{"after its time", EventQuery{EventFilter: EventFilter{From: noon.Add(1)}}, false},
		{"until its time", EventQuery{EventFilter: EventFilter{To: noon}}, false},
		{"until right after its time", EventQuery{EventFilter: EventFilter{To: noon.Add(1)}}, true},
		{"an account where a role changed", EventQuery{Account: shop}, true},
		{"an account where no role changed", EventQuery{Account: yard}, false},
		{"nothing that the caller sees", EventQuery{Visible: func(e Event) (Event, bool) { return e, false }}, false},
		{"by a user whom the caller does not see", EventQuery{EventFilter: EventFilter{User: "ada"}, Visible: func(Event) (Event, bool) { return Event{}, true }}, false},
	} {
		if _, got := c.query.Select(event); got != c.want {
			t.Errorf("%s: selected %t, want %t", c.what, got, c.want)
		}
	}
}
