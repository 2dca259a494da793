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
	record       access.Record
}

// Records implements [access.Store].
func (m *Store) Records(ctx context.Context, q access.RecordQuery) (access.Page[access.Record], error) {
	return read(ctx, m, func() (access.Page[access.Record], error) {
		var list []listed[access.Record]
		for n, e := range m.records {
			if e.organisation == q.Organisation {
				list = append(list, listed[access.Record]{recordPosition(e.record, n), copyRecord(e.record)})
			}
		}
		return page(list, q.After, q.Limit), nil
	})
}

// recordPosition sorts the latest event first. Of events of one instant, the last
// one written comes first.
func recordPosition(r access.Record, n int) string {
	return position(fmt.Sprintf("%019d", math.MaxInt64-r.At.UnixMicro()), fmt.Sprintf("%019d", math.MaxInt64-n))
}

func (m *Store) putRecords(records ...access.Record) {
	for _, r := range records {
		m.listRecord(r.Scope.Organisation, r)
	}
}

func (m *Store) listRecord(in access.OrganisationID, r access.Record) {
	m.records = append(m.records, noted{in, copyRecord(r)})
}
