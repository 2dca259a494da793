package accesstest

import (
	"context"
	"sync"
	"time"

	"admit/shared/access"
)

// Memory is an [access.Store] that lives as long as the process. One lock makes
// every read consistent and every write a transaction; whatever goes in or out
// is a copy, with its times in UTC and cut to the millisecond, those of records
// to the microsecond.
type Memory struct {
	mu            sync.Mutex
	organisations map[access.OrganisationID]access.Organisation
	accounts      map[access.Scope]access.Account
	users         map[access.UserID]access.User
	addresses     map[string]access.UserID      // by address key
	reservations  map[string]access.Reservation // by address key
	rows          map[seat]access.Row
	invitations   map[access.InvitationID]access.Invitation
	offers        map[slot]access.InvitationID
	versions      map[recipient]string              // of the offers to an address
	claims        map[access.InvitationID]time.Time // until when somebody sends the mail
	suppressions  map[stop]access.Suppression       // of the mails to an address
	used          map[window]int                    // of the limits of mails
	records       []noted
	requests      map[string]request
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

// recipient is an address to which an organisation makes offers.
type recipient struct {
	organisation access.OrganisationID
	address      string // key
}

var _ Subject = (*Memory)(nil)

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{
		organisations: map[access.OrganisationID]access.Organisation{},
		accounts:      map[access.Scope]access.Account{},
		users:         map[access.UserID]access.User{},
		addresses:     map[string]access.UserID{},
		reservations:  map[string]access.Reservation{},
		rows:          map[seat]access.Row{},
		invitations:   map[access.InvitationID]access.Invitation{},
		offers:        map[slot]access.InvitationID{},
		versions:      map[recipient]string{},
		claims:        map[access.InvitationID]time.Time{},
		suppressions:  map[stop]access.Suppression{},
		used:          map[window]int{},
		requests:      map[string]request{},
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
	return m.writeWithin(ctx, holds, func() error { return nil }, change)
}

// writeWithin is a write that limits may forbid. One that is stale too is stale.
func (m *Memory) writeWithin(ctx context.Context, holds func() bool, limits func() error, change func()) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !holds() {
		return access.ErrStale
	}
	if err := limits(); err != nil {
		return err
	}
	change()
	return nil
}
