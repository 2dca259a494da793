package dynamo

import (
	"context"

	"admit/shared/access"
)

// Organisations reads organisations by id, and leaves out those that do not exist.
func (s Store) Organisations(ctx context.Context, ids []access.OrganisationID) ([]access.Organisation, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range distinct(ids) {
		keys = append(keys, organisationKey(id))
	}
	return readBatch(ctx, s, keys, organisationItem.organisation)
}

// Below lists the organisations below an organisation, at every level, by name.
func (s Store) Below(ctx context.Context, q access.BelowQuery) (access.Page[access.Organisation], error) {
	list := query{partition: belowPartition(q.Organisation), after: q.After}
	return page(ctx, s, list, q.Limit, organisationItem.organisation)
}

// AccountsByName lists the accounts of an organisation, by name.
func (s Store) AccountsByName(ctx context.Context, q access.AccountQuery) (access.Page[access.Account], error) {
	list := query{partition: accountsPartition(q.Organisation), after: q.After}
	return page(ctx, s, list, q.Limit, accountItem.account)
}

// Accounts reads accounts of an organisation by id, and leaves out those that do not
// exist.
func (s Store) Accounts(ctx context.Context, o access.OrganisationID, ids []access.AccountID) ([]access.Account, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range distinct(ids) {
		keys = append(keys, accountKey(o, id))
	}
	return readBatch(ctx, s, keys, accountItem.account)
}

// readBatch reads items by key, and leaves out those that do not exist.
func readBatch[Item, T any, P pointerTo[Item]](ctx context.Context, s Store, keys []key, toDomain func(Item) T) ([]T, error) {
	items, err := s.batch(ctx, keys)
	if err != nil {
		return nil, err
	}
	list := make([]T, 0, len(items))
	for _, k := range keys {
		if items[k] == nil {
			continue
		}
		stored, err := read[Item, P](items[k])
		if err != nil {
			return nil, err
		}
		list = append(list, toDomain(stored))
	}
	return list, nil
}
