package memory

import (
	"context"
	"fmt"
	"math"

	"admit/shared/access"
)

// noted is an event in the audit log of an organisation. An event may be in the
// audit logs of two organisations.
type noted struct {
	organisation access.OrganisationID
	record       access.Event
}

// Events implements [access.Store].
func (m *Store) Events(ctx context.Context, q access.EventQuery) (access.Page[access.Event], error) {
	return read(ctx, m, func() (access.Page[access.Event], error) {
		var list []listed[access.Event]
		for n, e := range m.records {
			if e.organisation == q.Organisation {
				list = append(list, listed[access.Event]{recordPosition(e.record, n), copyRecord(e.record)})
			}
		}
		return page(list, q.After, q.Limit), nil
	})
}

// recordPosition sorts the latest event first. Of events of one instant, the last
// one written comes first.
func recordPosition(r access.Event, n int) string {
	return position(fmt.Sprintf("%019d", math.MaxInt64-r.At.UnixMicro()), fmt.Sprintf("%019d", math.MaxInt64-n))
}

func (m *Store) putRecords(events ...access.Event) {
	for _, r := range events {
		m.listRecord(r.Scope.Organisation, r)
	}
}

func (m *Store) listRecord(in access.OrganisationID, r access.Event) {
	m.records = append(m.records, noted{in, copyRecord(r)})
}
