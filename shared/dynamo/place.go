package dynamo

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// Place reads, in one round trip, the organisation, the account, a row for each
// user, who has the address and whether mails to it are suppressed; in a second one
// the rows in organisations above, where there are any.
func (s Store) Place(ctx context.Context, q access.PlaceQuery) (access.Place, error) {
	users := distinct(q.Users)
	organisation := organisationKey(q.Scope.Organisation)
	keys := append(rowKeys(users, q.Scope.Organisation), organisation)
	if q.Scope.Account != "" {
		keys = append(keys, accountKey(q.Scope.Organisation, q.Scope.Account))
	}
	if q.Address != nil {
		keys = append(keys, addressKey(*q.Address), stopKey(q.Scope.Organisation, *q.Address))
	}
	items, err := s.batch(ctx, keys)
	if err != nil {
		return access.Place{}, err
	}
	if items[organisation] == nil {
		return access.Place{}, access.ErrNone
	}
	place, err := readPlace(q, items)
	if err != nil {
		return access.Place{}, err
	}
	return place, s.standings(ctx, place, users, items)
}

// readPlace makes a place of what was read, without anybody's standing.
func readPlace(q access.PlaceQuery, items map[key]map[string]types.AttributeValue) (access.Place, error) {
	organisation, err := read[organisationItem](items[organisationKey(q.Scope.Organisation)])
	if err != nil {
		return access.Place{}, err
	}
	place := access.Place{Organisation: organisation.organisation(), Standings: map[access.UserID]access.Standing{}}
	if item := items[accountKey(q.Scope.Organisation, q.Scope.Account)]; item != nil {
		stored, err := read[accountItem](item)
		if err != nil {
			return access.Place{}, err
		}
		account := stored.account()
		place.Account = &account
	}
	if q.Address == nil {
		return place, nil
	}
	// Of what is not there, nothing is read.
	holder, err := read[addressItem](items[addressKey(*q.Address)])
	if err != nil {
		return access.Place{}, err
	}
	stored, err := read[suppressionItem](items[stopKey(q.Scope.Organisation, *q.Address)])
	place.Addressee, place.Suppression = holder.User, stored.suppression()
	return place, err
}

// standings fills in what the users hold: at the organisation, which has been
// read, and above it.
func (s Store) standings(ctx context.Context, place access.Place, users []access.UserID, direct map[key]map[string]types.AttributeValue) error {
	above := map[key]map[string]types.AttributeValue{}
	var keys []key
	for _, ancestor := range place.Organisation.Ancestors {
		keys = append(keys, rowKeys(users, ancestor.ID)...)
	}
	if len(keys) > 0 {
		var err error
		if above, err = s.batch(ctx, keys); err != nil {
			return err
		}
	}
	for _, user := range users {
		var standing access.Standing
		if item := direct[rowKey(user, place.Organisation.ID)]; item != nil {
			row, err := readRow(item)
			if err != nil {
				return err
			}
			standing.Direct = row
		}
		for _, ancestor := range place.Organisation.Ancestors {
			if item := above[rowKey(user, ancestor.ID)]; item != nil {
				row, err := readRow(item)
				if err != nil {
					return err
				}
				standing.Above = append(standing.Above, row)
			}
		}
		place.Standings[user] = standing
	}
	return nil
}

func readRow(item map[string]types.AttributeValue) (access.Row, error) {
	stored, err := read[rowItem](item)
	if err != nil {
		return access.Row{}, err
	}
	return stored.row(), nil
}

func rowKeys(users []access.UserID, o access.OrganisationID) []key {
	keys := make([]key, 0, len(users)+4)
	for _, user := range users {
		keys = append(keys, rowKey(user, o))
	}
	return keys
}

// distinct is for BatchGetItem, which refuses a key that stands there twice.
func distinct[T ~string](ids []T) []T {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
