// Package memory keeps Admit's data in memory. Its [Store] behaves like the store
// on DynamoDB: both pass the tests of package storetest. Tests of what is built on
// a store use it.
package memory

import (
	"context"
	"sync"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/idempotency"
)

// Store is an [access.Store] and an [idempotency.Store] in memory. One lock makes
// every read consistent and every write a transaction. All values that it takes
// and returns are copies. Their times are in UTC and truncated to the millisecond,
// the times of events to the microsecond.
type Store struct {
	mu            sync.Mutex
	organisations map[access.OrganisationID]access.Organisation
	accounts      map[access.Scope]access.Account
	users         map[access.UserID]access.User
	addresses     map[string]access.UserID      // by address key
	reservations  map[string]access.Reservation // by address key
	rows          map[seat]access.Membership
	invitations   map[access.InvitationID]access.Invitation
	offers        map[slot]access.InvitationID
	versions      map[recipient]string              // of the invitations to an address
	claims        map[access.InvitationID]time.Time // when the claim of its mail ends
	suppressions  map[stop]access.Suppression       // of mails to an address
	used          map[window]int                    // mails counted by the limits
	records       []noted
	requests      map[string]request
}

// seat is the key of a membership.
type seat struct {
	user         access.UserID
	organisation access.OrganisationID
}

// slot is the key of the only invitation of an address at a scope that may be
// pending.
type slot struct {
	scope   access.Scope
	address string // key
}

// recipient is an address that an organisation invites.
type recipient struct {
	organisation access.OrganisationID
	address      string // key
}

var (
	_ access.Store      = (*Store)(nil)
	_ delivery.Store    = (*Store)(nil)
	_ idempotency.Store = (*Store)(nil)
)

// New makes an empty store.
func New() *Store {
	return &Store{
		organisations: map[access.OrganisationID]access.Organisation{},
		accounts:      map[access.Scope]access.Account{},
		users:         map[access.UserID]access.User{},
		addresses:     map[string]access.UserID{},
		reservations:  map[string]access.Reservation{},
		rows:          map[seat]access.Membership{},
		invitations:   map[access.InvitationID]access.Invitation{},
		offers:        map[slot]access.InvitationID{},
		versions:      map[recipient]string{},
		claims:        map[access.InvitationID]time.Time{},
		suppressions:  map[stop]access.Suppression{},
		used:          map[window]int{},
		requests:      map[string]request{},
	}
}

// read runs a read under the lock.
func read[T any](ctx context.Context, m *Store, do func() (T, error)) (T, error) {
	if err := ctx.Err(); err != nil {
		var nothing T
		return nothing, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return do()
}

// write runs a write under the lock. It checks the conditions before it changes
// anything, so that a stale write changes nothing.
func (m *Store) write(ctx context.Context, holds func() bool, change func()) error {
	return m.writeWithin(ctx, holds, func() error { return nil }, change)
}

// writeWithin is a write that limits may forbid. If the write is stale as well, it
// returns [access.ErrStale].
func (m *Store) writeWithin(ctx context.Context, holds func() bool, limits func() error, change func()) error {
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
