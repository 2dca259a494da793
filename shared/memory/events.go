package memory

import (
	"context"
	"fmt"
	"math"
	"time"

	"admit/shared/access"
)

// loggedEvent is an event in the audit log of an organisation. An event may be in the
// audit logs of two organisations.
type loggedEvent struct {
	organisation access.OrganisationID
	event        access.Event
	until        time.Time // the end of its retention; zero if it has none
}

// Events implements [access.Store].
func (m *Store) Events(ctx context.Context, q access.EventQuery) (access.Page[access.Event], error) {
	return read(ctx, m, func() (access.Page[access.Event], error) {
		var list []listed[access.Event]
		for n, logged := range m.events {
			gone := !logged.until.IsZero() && !logged.until.After(q.At)
			if event, matches := q.Select(copyEvent(logged.event)); matches && !gone && logged.organisation == q.Organisation {
				list = append(list, listed[access.Event]{eventPosition(logged.event, n), event})
			}
		}
		return page(list, q.After, q.Limit), nil
	})
}

// eventPosition returns the position of the n-th event that was written. Positions
// sort the latest event first. Of events with the same time, the last one written
// comes first.
func eventPosition(e access.Event, n int) string {
	return position(fmt.Sprintf("%019d", math.MaxInt64-e.At.UnixMicro()), fmt.Sprintf("%019d", math.MaxInt64-n))
}

// putEvents adds events to the audit logs of the organisations where they happened.
func (m *Store) putEvents(events ...access.Event) {
	for _, e := range events {
		m.listEvent(e.Scope.Organisation, e)
	}
}

// listEvent adds an event to the audit log of an organisation.
func (m *Store) listEvent(in access.OrganisationID, e access.Event) {
	m.events = append(m.events, loggedEvent{in, copyEvent(e), m.retention.EventUntil(e.At)})
}
