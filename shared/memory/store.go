// Package memory keeps Admit's data in memory, for unit tests. Its [Store] behaves
// like the store in package dynamo: both pass the tests of package storetest.
package memory

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/idempotency"
)

// Store is an [access.Store], a [delivery.Store] and an [idempotency.Store] in
// memory. One lock makes every read consistent and every write a transaction. All
// values that the store takes and returns are copies. Their times are in UTC and
// truncated to the millisecond; the times of events are truncated to the microsecond.
type Store struct {
	mu                 sync.Mutex
	organisations      map[access.OrganisationID]access.Organisation
	accounts           map[access.Scope]access.Account
	deleted            map[access.Scope]bool // organisations and accounts
	users              map[access.UserID]access.User
	addresses          map[string]access.UserID      // by address key
	languages          map[string]string             // in which the user of an address accepted last, by address key
	reservations       map[string]access.Reservation // by address key
	memberships        map[membershipKey]access.Membership
	fences             map[membershipKey]time.Time // of the last change that took an administrative grant away
	invitations        map[access.InvitationID]access.Invitation
	slots              map[slot]access.InvitationID      // the holder of each slot that is held
	claims             map[access.InvitationID]time.Time // when the claim of its email ends
	noticeClaims       map[access.InvitationID]time.Time // when the claim of its notice ends
	suppressions       map[suppressionKey]access.Suppression
	emailCounts        map[window]int // emails counted for each limit
	events             []loggedEvent
	personDeletions    map[string]access.PersonDeletion // under way, by the user or the address
	retention          access.Retention
	idempotencyRecords map[string]idempotencyRecord // by lease key
}

// membershipKey is the key of a membership.
type membershipKey struct {
	user         access.UserID
	organisation access.OrganisationID
}

// slot is the key under which at most one invitation is pending: a scope and an
// address.
type slot struct {
	scope   access.Scope
	address string // key
}

var (
	_ access.Store      = (*Store)(nil)
	_ delivery.Store    = (*Store)(nil)
	_ idempotency.Store = (*Store)(nil)
)

// New returns an empty store.
func New() *Store {
	return &Store{
		organisations:      map[access.OrganisationID]access.Organisation{},
		accounts:           map[access.Scope]access.Account{},
		deleted:            map[access.Scope]bool{},
		users:              map[access.UserID]access.User{},
		addresses:          map[string]access.UserID{},
		languages:          map[string]string{},
		reservations:       map[string]access.Reservation{},
		memberships:        map[membershipKey]access.Membership{},
		fences:             map[membershipKey]time.Time{},
		invitations:        map[access.InvitationID]access.Invitation{},
		slots:              map[slot]access.InvitationID{},
		claims:             map[access.InvitationID]time.Time{},
		noticeClaims:       map[access.InvitationID]time.Time{},
		suppressions:       map[suppressionKey]access.Suppression{},
		emailCounts:        map[window]int{},
		personDeletions:    map[string]access.PersonDeletion{},
		idempotencyRecords: map[string]idempotencyRecord{},
	}
}

// Clone returns a copy of the store. What is written to one of them is not in the other.
func (m *Store) Clone() *Store {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &Store{
		organisations:      maps.Clone(m.organisations),
		accounts:           maps.Clone(m.accounts),
		deleted:            maps.Clone(m.deleted),
		users:              maps.Clone(m.users),
		addresses:          maps.Clone(m.addresses),
		languages:          maps.Clone(m.languages),
		reservations:       maps.Clone(m.reservations),
		memberships:        maps.Clone(m.memberships),
		fences:             maps.Clone(m.fences),
		invitations:        maps.Clone(m.invitations),
		slots:              maps.Clone(m.slots),
		claims:             maps.Clone(m.claims),
		noticeClaims:       maps.Clone(m.noticeClaims),
		suppressions:       maps.Clone(m.suppressions),
		emailCounts:        maps.Clone(m.emailCounts),
		events:             slices.Clone(m.events),
		idempotencyRecords: maps.Clone(m.idempotencyRecords),
	}
}

// read runs do under the lock, unless the context has ended.
func read[T any](ctx context.Context, m *Store, do func() (T, error)) (T, error) {
	if err := ctx.Err(); err != nil {
		var zero T
		return zero, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return do()
}

// write runs change under the lock if its conditions hold. Otherwise it returns
// [access.ErrStale].
func (m *Store) write(ctx context.Context, holds func() bool, change func()) error {
	return m.writeLimited(ctx, holds, func() error { return nil }, change)
}

// writeLimited is like write, but also returns the error of limits, if there is one,
// without running change. A write that is stale and exceeds a limit is stale.
func (m *Store) writeLimited(ctx context.Context, holds func() bool, limits func() error, change func()) error {
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
