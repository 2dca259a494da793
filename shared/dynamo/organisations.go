package dynamo

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// Organisations reads organisations by id, and leaves out those that do not exist.
func (s Store) Organisations(ctx context.Context, ids []access.OrganisationID) ([]access.Organisation, error) {
	keys := make([]key, 0, len(ids))
	for _, id := range distinct(ids) {
		keys = append(keys, organisationKey(id))
	}
	items, err := s.batch(ctx, keys)
	if err != nil {
		return nil, err
	}
	organisations := make([]access.Organisation, 0, len(items))
	for _, k := range keys {
		if items[k] == nil {
			continue
		}
		stored, err := read[organisationItem](items[k])
		if err != nil {
			return nil, err
		}
		organisations = append(organisations, stored.organisation())
	}
	return organisations, nil
}

// Below lists the organisations below an organisation, at every level, by name.
func (s Store) Below(ctx context.Context, q access.BelowQuery) (access.Page[access.Organisation], error) {
	list := query{partition: belowPartition(q.Organisation), after: q.After}
	return page(ctx, s, list, q.Limit, organisationItem.organisation)
}

// Accounts lists the accounts of an organisation, by name.
func (s Store) Accounts(ctx context.Context, o access.OrganisationID) ([]access.Account, error) {
	accounts := []access.Account{}
	q := query{partition: organisationKey(o).partition, prefix: accountPrefix}
	err := s.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		stored, err := read[accountItem](item)
		accounts = append(accounts, stored.account())
		return true, err
	})
	slices.SortFunc(accounts, func(a, b access.Account) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return accounts, err
}
