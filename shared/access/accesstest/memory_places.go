package accesstest

import (
	"cmp"
	"context"
	"slices"

	"admit/shared/access"
)

// Place implements [access.Store].
func (m *Memory) Place(ctx context.Context, q access.PlaceQuery) (access.Place, error) {
	return read(ctx, m, func() (access.Place, error) {
		organisation, there := m.organisations[q.Scope.Organisation]
		if !there {
			return access.Place{}, access.ErrNone
		}
		place := access.Place{Organisation: copyOrganisation(organisation), Standings: map[access.UserID]access.Standing{}}
		if account, there := m.accounts[q.Scope]; there {
			account = copyAccount(account)
			place.Account = &account
		}
		for _, user := range q.Users {
			place.Standings[user] = m.standing(user, organisation)
		}
		if q.Address != nil {
			place.Addressee = m.addresses[q.Address.Key()]
		}
		return place, nil
	})
}

func (m *Memory) standing(user access.UserID, organisation access.Organisation) access.Standing {
	standing := access.Standing{Direct: copyRow(m.rows[seat{user, organisation.ID}])}
	for _, above := range organisation.Ancestors {
		if row, there := m.rows[seat{user, above}]; there {
			standing.Above = append(standing.Above, copyRow(row))
		}
	}
	return standing
}

// Organisations implements [access.Store].
func (m *Memory) Organisations(ctx context.Context, ids []access.OrganisationID) ([]access.Organisation, error) {
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

// Accounts implements [access.Store].
func (m *Memory) Accounts(ctx context.Context, id access.OrganisationID) ([]access.Account, error) {
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
func (m *Memory) CreateOrganisation(ctx context.Context, w access.Founding) error {
	return m.write(ctx, func() bool {
		_, taken := m.organisations[w.Organisation.ID]
		return !taken && m.free(w.Offer)
	}, func() {
		m.organisations[w.Organisation.ID] = copyOrganisation(w.Organisation)
		m.putRecords(w.Record)
		m.putOffer(w.Offer)
	})
}

// CreateAccount implements [access.Store].
func (m *Memory) CreateAccount(ctx context.Context, account access.Account, record access.Record) error {
	scope := access.Scope{Organisation: account.Organisation, Account: account.ID}
	return m.write(ctx, func() bool {
		_, taken := m.accounts[scope]
		_, placed := m.organisations[account.Organisation]
		return placed && !taken
	}, func() {
		m.accounts[scope] = copyAccount(account)
		m.putRecords(record)
	})
}
