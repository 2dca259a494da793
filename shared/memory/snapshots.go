package memory

import (
	"cmp"
	"context"
	"slices"

	"admit/shared/access"
)

// Snapshot implements [access.Store].
func (m *Store) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	return read(ctx, m, func() (access.Snapshot, error) {
		organisation, there := m.organisations[q.Scope.Organisation]
		if !there {
			return access.Snapshot{}, access.ErrNone
		}
		snapshot := access.Snapshot{Organisation: copyOrganisation(organisation), Access: map[access.UserID]access.EffectiveAccess{}}
		if account, there := m.accounts[q.Scope]; there {
			account = copyAccount(account)
			snapshot.Account = &account
		}
		for _, user := range q.Users {
			snapshot.Access[user] = m.standing(user, organisation)
		}
		if q.Address != nil {
			snapshot.Addressee = m.addresses[q.Address.Key()]
			snapshot.Suppression = m.suppressions[stop{organisation.ID, q.Address.Key()}]
		}
		return snapshot, nil
	})
}

func (m *Store) standing(user access.UserID, organisation access.Organisation) access.EffectiveAccess {
	effective := access.EffectiveAccess{Direct: copyRow(m.rows[seat{user, organisation.ID}])}
	for _, above := range organisation.Ancestors {
		if membership, there := m.rows[seat{user, above.ID}]; there {
			effective.Above = append(effective.Above, copyRow(membership))
		}
	}
	return effective
}

// Organisations implements [access.Store].
func (m *Store) Organisations(ctx context.Context, ids []access.OrganisationID) ([]access.Organisation, error) {
	return read(ctx, m, func() ([]access.Organisation, error) {
		var found []access.Organisation
		asked := map[access.OrganisationID]bool{}
		for _, id := range ids {
			if organisation, there := m.organisations[id]; there && !asked[id] {
				found = append(found, copyOrganisation(organisation))
			}
			asked[id] = true
		}
		return found, nil
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
			organisation.Admins, organisation.PartnerAdmins, organisation.Children = 0, 0, 0 // a list does not contain them
			list = append(list, listed[access.Organisation]{organisation.Snapshot(), organisation})
		}
		return page(list, q.After, q.Limit), nil
	})
}

// Accounts implements [access.Store].
func (m *Store) Accounts(ctx context.Context, id access.OrganisationID) ([]access.Account, error) {
	return read(ctx, m, func() ([]access.Account, error) {
		var found []access.Account
		for scope, account := range m.accounts {
			if scope.Organisation == id {
				found = append(found, copyAccount(account))
			}
		}
		slices.SortFunc(found, func(a, b access.Account) int {
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
		})
		return found, nil
	})
}

// CreateOrganisation implements [access.Store].
func (m *Store) CreateOrganisation(ctx context.Context, w access.NewOrganisation) error {
	return m.writeWithin(ctx, func() bool {
		_, taken := m.organisations[w.Organisation.ID]
		return !taken && m.hasParent(w.Organisation) && m.stands(w.Authority, seat{}, access.Membership{}) && (w.Offer == nil || m.free(*w.Offer))
	}, func() error {
		if w.Offer == nil {
			return nil
		}
		return m.within(*w.Offer)
	}, func() {
		m.organisations[w.Organisation.ID] = copyOrganisation(w.Organisation)
		m.putRecords(w.Event)
		if len(w.Organisation.Ancestors) > 0 {
			parent := m.organisations[w.Organisation.Ancestors[0].ID]
			parent.Children++
			m.organisations[parent.ID] = parent
			m.listRecord(parent.ID, w.Event)
		}
		if w.Offer != nil {
			m.putOffer(*w.Offer)
		}
	})
}

func (m *Store) hasParent(o access.Organisation) bool {
	if len(o.Ancestors) == 0 {
		return true
	}
	_, there := m.organisations[o.Ancestors[0].ID]
	return there
}

// CreateAccount implements [access.Store].
func (m *Store) CreateAccount(ctx context.Context, w access.NewAccount) error {
	scope := access.Scope{Organisation: w.Account.Organisation, Account: w.Account.ID}
	return m.write(ctx, func() bool {
		_, taken := m.accounts[scope]
		_, placed := m.organisations[scope.Organisation]
		return placed && !taken && m.stands(w.Authority, seat{}, access.Membership{})
	}, func() {
		m.accounts[scope] = copyAccount(w.Account)
		m.putRecords(w.Event)
	})
}
