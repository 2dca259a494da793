package dynamo

import (
	"testing"
	"time"

	"admit/shared/access"
)

// TestWorkOfTheAuditLogIsBounded looks for one old event behind more than a request reads.
func TestWorkOfTheAuditLogIsBounded(t *testing.T) {
	f := newFixture(t)
	write := func(n int, change func(*access.Event)) {
		t.Helper()
		e := f.newEvent(f.whole(f.top))
		e.At = later.Add(time.Duration(n) * time.Second)
		change(&e)
		transaction := f.store.begin()
		for range min(n, 50) + 1 {
			e.ID = access.NewID()
			transaction.putEvent(e)
		}
		if err := f.store.commit(t.Context(), transaction); err != nil {
			t.Fatal(err)
		}
	}
	write(0, func(e *access.Event) { e.Type = access.EventInvitationBounced })
	for n := 0; n < maxExaminedEvents+100; n += 51 {
		write(1000+n, func(*access.Event) {})
	}
	q := access.EventQuery{Organisation: f.top.ID, Limit: 10, EventFilter: access.EventFilter{Types: []access.EventType{access.EventInvitationBounced}}}
	first, err := f.store.Events(t.Context(), q)
	if err != nil || len(first.Items) != 0 || first.Next == "" {
		t.Fatalf("the first page is %+v (%v), want an empty one with a next", first, err)
	}
	q.After = first.Next
	if rest, err := f.store.Events(t.Context(), q); err != nil || len(rest.Items) != 1 || rest.Next != "" {
		t.Errorf("the second page is %+v (%v), want the one event", rest, err)
	}
}
