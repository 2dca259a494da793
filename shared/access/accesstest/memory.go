package accesstest

import (
	"context"
	"sync"

	"admit/shared/access"
)

// Memory is an [access.Store] that lives as long as the process. One lock makes
// every read consistent and every write a transaction; whatever goes in or out
// is a copy, with its times in UTC and cut to the millisecond.
type Memory struct {
	mu            sync.Mutex
	organisations map[access.OrganisationID]access.Organisation
	accounts      map[access.Scope]access.Account
	users         map[access.UserID]access.User
	addresses     map[string]access.UserID // by address key
	rows          map[seat]access.Row
	invitations   map[access.InvitationID]access.Invitation
	offers        map[slot]access.InvitationID
	claims        map[access.InvitationID]claim
	records       []access.Record
}

// seat is the place of a user in an organisation: where a row is.
type seat struct {
	user         access.UserID
	organisation access.OrganisationID
}

// slot is the place of the one live invitation of an address at a scope.
type slot struct {
	scope   access.Scope
	address string // key
}

var _ access.Store = (*Memory)(nil)

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{
		organisations: map[access.OrganisationID]access.Organisation{},
		accounts:      map[access.Scope]access.Account{},
		users:         map[access.UserID]access.User{},
		addresses:     map[string]access.UserID{},
		rows:          map[seat]access.Row{},
		invitations:   map[access.InvitationID]access.Invitation{},
		offers:        map[slot]access.InvitationID{},
		claims:        map[access.InvitationID]claim{},
	}
}

// read runs one read by itself.
func read[T any](ctx context.Context, m *Memory, do func() (T, error)) (T, error) {
	if err := ctx.Err(); err != nil {
		var nothing T
		return nothing, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return do()
}

// write runs one write by itself. Its conditions are judged before anything is
// changed, so that a write that is stale leaves no trace.
func (m *Memory) write(ctx context.Context, holds func() bool, change func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !holds() {
		return access.ErrStale
	}
	change()
	return nil
}

// Records lists the records of an organisation, in the order of writing.
func (m *Memory) Records(id access.OrganisationID) []access.Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	var records []access.Record
	for _, r := range m.records {
		if r.Scope.Organisation == id {
			records = append(records, copyRecord(r))
		}
	}
	return records
}

func (m *Memory) putRecords(records ...access.Record) {
	for _, r := range records {
		m.records = append(m.records, copyRecord(r))
	}
}
