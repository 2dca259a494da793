package memory

import (
	"context"
	"slices"
	"time"

	"admit/shared/access"
)

// Organisations implements [access.Store].
func (m *Store) Organisations(ctx context.Context, ids []access.OrganisationID) ([]access.Organisation, error) {
	return read(ctx, m, func() ([]access.Organisation, error) {
		var organisations []access.Organisation
		seen := map[access.OrganisationID]bool{}
		for _, id := range ids {
			if organisation, found := m.organisations[id]; found && !seen[id] {
				organisations = append(organisations, copyOrganisation(organisation))
			}
			seen[id] = true
		}
		return organisations, nil
	})
}

// Below implements [access.Store].
func (m *Store) Below(ctx context.Context, q access.BelowQuery) (access.Page[access.Organisation], error) {
	return read(ctx, m, func() (access.Page[access.Organisation], error) {
		var list []listed[access.Organisation]
		for _, organisation := range m.organisations {
			if !slices.ContainsFunc(organisation.Ancestors, func(a access.Ancestor) bool { return a.ID == q.Organisation }) {
				continue
			}
			organisation = copyOrganisation(organisation)
			organisation.Admins, organisation.PartnerAdmins, organisation.Children, organisation.Deletion = 0, 0, 0, access.Deletion{} // the list of organisations below does not include them
			list = append(list, listed[access.Organisation]{organisation.SortKey(), organisation})
		}
		return page(list, q.After, q.Limit), nil
	})
}

// Accounts implements [access.Store].
func (m *Store) Accounts(ctx context.Context, organisation access.OrganisationID, ids []access.AccountID) ([]access.Account, error) {
	return read(ctx, m, func() ([]access.Account, error) {
		var found []access.Account
		seen := map[access.AccountID]bool{}
		for _, id := range ids {
			if account, exists := m.accounts[access.Scope{Organisation: organisation, Account: id}]; exists && !seen[id] {
				found = append(found, copyAccount(account))
			}
			seen[id] = true
		}
		return found, nil
	})
}

// AccountsByName implements [access.Store].
func (m *Store) AccountsByName(ctx context.Context, q access.AccountQuery) (access.Page[access.Account], error) {
	return read(ctx, m, func() (access.Page[access.Account], error) {
		var list []listed[access.Account]
		for scope, account := range m.accounts {
			if scope.Organisation == q.Organisation {
				list = append(list, listed[access.Account]{account.SortKey(), copyAccount(account)})
			}
		}
		return page(list, q.After, q.Limit), nil
	})
}

// CreateOrganisation implements [access.Store].
func (m *Store) CreateOrganisation(ctx context.Context, w access.NewOrganisation) error {
	scope := access.Scope{Organisation: w.Organisation.ID}
	return m.orDeleted(m.writeLimited(ctx, func() bool {
		_, taken := m.organisations[w.Organisation.ID]
		return !taken && !m.deleted[scope] && m.hasParent(w.Organisation, w.Event.At) && m.stillHeld(w.Authority, w.Event.At, membershipKey{}, access.Membership{}) && (w.Offer == nil || m.creatable(*w.Offer))
	}, func() error {
		if w.Offer == nil {
			return nil
		}
		return m.checkLimits(*w.Offer)
	}, func() {
		m.organisations[w.Organisation.ID] = copyOrganisation(w.Organisation)
		m.putEvents(w.Event)
		m.listInParent(w.Organisation, w.Event)
		if len(w.Organisation.Ancestors) > 0 {
			parent := m.organisations[w.Organisation.Ancestors[0].ID]
			parent.Children++
			m.organisations[parent.ID] = parent
		}
		if w.Offer != nil {
			m.putOffer(*w.Offer)
		}
	}), scope)
}

// hasParent reports whether the organisation's parent exists and is not being deleted, or
// it has none.
func (m *Store) hasParent(o access.Organisation, now time.Time) bool {
	return len(o.Ancestors) == 0 || m.isOpen(o.Ancestors[0].ID, now)
}

// isOpen reports whether an organisation exists and no deletion runs in it.
func (m *Store) isOpen(id access.OrganisationID, now time.Time) bool {
	stored, exists := m.organisations[id]
	return exists && !now.Before(stored.Deletion.Until)
}

// CreateAccount implements [access.Store].
func (m *Store) CreateAccount(ctx context.Context, w access.NewAccount) error {
	scope := access.Scope{Organisation: w.Account.Organisation, Account: w.Account.ID}
	return m.orDeleted(m.write(ctx, func() bool {
		_, taken := m.accounts[scope]
		return m.isOpen(scope.Organisation, w.Event.At) && !taken && !m.deleted[scope] && m.stillHeld(w.Authority, w.Event.At, membershipKey{}, access.Membership{})
	}, func() {
		m.accounts[scope] = copyAccount(w.Account)
		m.putEvents(w.Event)
	}), scope)
}
