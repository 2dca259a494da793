package memory

import (
	"context"
	"time"

	"admit/shared/access"
)

// BeginDeletion implements [access.Store].
func (m *Store) BeginDeletion(ctx context.Context, w access.DeletionStart) error {
	return m.write(ctx, func() bool {
		stored, exists := m.organisations[w.Before.ID]
		return exists && stored.Deletion.At.Equal(w.Before.Deletion.At)
	}, func() { m.setDeletion(w.Before.ID, w.Deletion) })
}

// EndDeletion implements [access.Store].
func (m *Store) EndDeletion(ctx context.Context, id access.OrganisationID, d access.Deletion) error {
	return m.write(ctx, func() bool { return m.hasDeletion(id, d) }, func() { m.endDeletion(id) })
}

// hasDeletion reports whether an organisation exists and its latest deletion is d.
func (m *Store) hasDeletion(id access.OrganisationID, d access.Deletion) bool {
	stored, exists := m.organisations[id]
	return exists && stored.Deletion.At.Equal(d.At)
}

func (m *Store) endDeletion(id access.OrganisationID) {
	d := m.organisations[id].Deletion
	d.Until = time.Time{}
	m.setDeletion(id, d)
}

func (m *Store) setDeletion(id access.OrganisationID, d access.Deletion) {
	o := m.organisations[id]
	o.Deletion = d
	m.organisations[id] = o
}

// DeleteOrganisation implements [access.Store].
func (m *Store) DeleteOrganisation(ctx context.Context, w access.OrganisationDeletion) error {
	id := w.Organisation.ID
	return m.write(ctx, func() bool {
		stored := m.organisations[id]
		return m.hasDeletion(id, w.Organisation.Deletion) && stored.Name == w.Organisation.Name && stored.Children == 0 &&
			m.stillHeld(w.Authority, w.Event.At, membershipKey{}, access.Membership{})
	}, func() {
		if above := w.Organisation.Ancestors; len(above) > 0 {
			parent := m.organisations[above[0].ID]
			parent.Children--
			m.organisations[parent.ID] = parent
		}
		delete(m.organisations, id)
		m.deleted[access.Scope{Organisation: id}] = true
		m.putEvents(w.Event)
		m.listInParent(w.Organisation, w.Event)
	})
}

// DeleteAccount implements [access.Store].
func (m *Store) DeleteAccount(ctx context.Context, w access.AccountDeletion) error {
	scope := access.Scope{Organisation: w.Account.Organisation, Account: w.Account.ID}
	return m.write(ctx, func() bool {
		stored, exists := m.accounts[scope]
		return exists && stored.Name == w.Account.Name && m.hasDeletion(scope.Organisation, w.Deletion) &&
			m.stillHeld(w.Authority, w.Event.At, membershipKey{}, access.Membership{})
	}, func() {
		delete(m.accounts, scope)
		m.deleted[scope] = true
		m.endDeletion(scope.Organisation)
		m.putEvents(w.Event)
	})
}

// orDeleted returns access.ErrDeleted for the stale creation of what was deleted.
func (m *Store) orDeleted(err error, scope access.Scope) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil && m.deleted[scope] {
		return access.ErrDeleted
	}
	return err
}

// noDeletionSince reports whether no later deletion than d has begun in an organisation.
func (m *Store) noDeletionSince(id access.OrganisationID, d access.Deletion) bool {
	stored, exists := m.organisations[id]
	return exists && !stored.Deletion.At.After(d.At)
}
