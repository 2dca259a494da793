package memory

import (
	"context"

	"admit/shared/access"
)

// RenameOrganisation implements [access.Store].
func (m *Store) RenameOrganisation(ctx context.Context, w access.OrganisationRename) error {
	return m.write(ctx, func() bool {
		stored, exists := m.organisations[w.Before.ID]
		return exists && stored.Name == w.Before.Name && m.stillHeld(w.Authority, w.Event.At, membershipKey{}, access.Membership{})
	}, func() {
		renamed := m.organisations[w.Before.ID]
		renamed.Name = w.After.Name
		m.organisations[w.Before.ID] = renamed
		m.putEvents(w.Event)
		m.listInParent(renamed, w.Event)
	})
}

// RenameAccount implements [access.Store].
func (m *Store) RenameAccount(ctx context.Context, w access.AccountRename) error {
	scope := access.Scope{Organisation: w.Before.Organisation, Account: w.Before.ID}
	return m.write(ctx, func() bool {
		stored, exists := m.accounts[scope]
		return exists && stored.Name == w.Before.Name && m.stillHeld(w.Authority, w.Event.At, membershipKey{}, access.Membership{})
	}, func() {
		renamed := m.accounts[scope]
		renamed.Name = w.After.Name
		m.accounts[scope] = renamed
		m.putEvents(w.Event)
	})
}

// listInParent adds an event to the audit log of an organisation's parent, if it has one.
func (m *Store) listInParent(o access.Organisation, e access.Event) {
	if len(o.Ancestors) > 0 {
		m.listEvent(o.Ancestors[0].ID, e)
	}
}
