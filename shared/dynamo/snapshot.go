package dynamo

import (
	"context"
	"slices"

	"admit/shared/access"
)

// Snapshot reads in one round trip the organisation, the account, the membership of
// each user, the user of the address, and the suppression of the address. If there
// are organisations above, it reads the memberships there and the names in a second
// round trip.
func (s Store) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	users := distinct(q.Users)
	organisation := organisationKey(q.Scope.Organisation)
	keys := append(membershipKeys(users, q.Scope.Organisation), organisation)
	if q.Scope.Account != "" {
		keys = append(keys, accountKey(q.Scope.Organisation, q.Scope.Account))
	}
	if q.Address != nil {
		keys = append(keys, addressKey(*q.Address), suppressionKey(q.Scope.Organisation, *q.Address), hashedSuppressionKey(q.Scope.Organisation, *q.Address))
	}
	items, err := s.batch(ctx, keys)
	if err != nil {
		return access.Snapshot{}, err
	}
	if items[organisation] == nil {
		return access.Snapshot{}, access.ErrNotFound
	}
	snapshot, err := readSnapshot(q, items)
	if err != nil {
		return access.Snapshot{}, err
	}
	return snapshot, s.readAccess(ctx, snapshot, users, items)
}

// readSnapshot returns the snapshot in the items, without the access of the users.
func readSnapshot(q access.SnapshotQuery, items map[key]item) (access.Snapshot, error) {
	organisation, err := read[organisationItem](items[organisationKey(q.Scope.Organisation)])
	if err != nil {
		return access.Snapshot{}, err
	}
	snapshot := access.Snapshot{Organisation: organisation.organisation(), Access: map[access.UserID]access.EffectiveAccess{}}
	if item := items[accountKey(q.Scope.Organisation, q.Scope.Account)]; item != nil {
		stored, err := read[accountItem](item)
		if err != nil {
			return access.Snapshot{}, err
		}
		account := stored.account()
		snapshot.Account = &account
	}
	if q.Address == nil {
		return snapshot, nil
	}
	// All items may be missing. Then the values below are zero.
	address, err := read[addressItem](items[addressKey(*q.Address)])
	if err != nil {
		return access.Snapshot{}, err
	}
	suppression := items[suppressionKey(q.Scope.Organisation, *q.Address)]
	if suppression == nil {
		suppression = items[hashedSuppressionKey(q.Scope.Organisation, *q.Address)]
	}
	stored, err := read[suppressionItem](suppression)
	snapshot.Addressee, snapshot.Language, snapshot.Suppression = address.User, address.Language, stored.suppression()
	return snapshot, err
}

// readAccess adds the effective access of the users to a snapshot. Their memberships in
// the organisation are in direct. It reads those in the organisations above, and the present names of these.
func (s Store) readAccess(ctx context.Context, snapshot access.Snapshot, users []access.UserID, direct map[key]item) error {
	above := map[key]item{}
	var keys []key
	for _, ancestor := range snapshot.Organisation.Ancestors {
		if len(users) > 0 {
			keys = append(append(keys, membershipKeys(users, ancestor.ID)...), organisationKey(ancestor.ID))
		}
	}
	if len(keys) > 0 {
		var err error
		if above, err = s.batch(ctx, keys); err != nil {
			return err
		}
	}
	for n, ancestor := range snapshot.Organisation.Ancestors {
		if item := above[organisationKey(ancestor.ID)]; item != nil {
			snapshot.Organisation.Ancestors[n].Name = item.text("name")
		}
	}
	for _, user := range users {
		var effective access.EffectiveAccess
		if item := direct[membershipKey(user, snapshot.Organisation.ID)]; item != nil {
			membership, err := readMembership(item)
			if err != nil {
				return err
			}
			effective.Direct = membership
		}
		for _, ancestor := range snapshot.Organisation.Ancestors {
			if item := above[membershipKey(user, ancestor.ID)]; item != nil {
				membership, err := readMembership(item)
				if err != nil {
					return err
				}
				effective.Above = append(effective.Above, membership)
			}
		}
		snapshot.Access[user] = effective
	}
	return nil
}

func readMembership(item item) (access.Membership, error) {
	stored, err := read[membershipItem](item)
	if err != nil {
		return access.Membership{}, err
	}
	return stored.membership(), nil
}

func membershipKeys(users []access.UserID, o access.OrganisationID) []key {
	keys := make([]key, 0, len(users)+4)
	for _, user := range users {
		keys = append(keys, membershipKey(user, o))
	}
	return keys
}

// distinct returns the ids sorted and without duplicates. BatchGetItem refuses a
// request that contains a key twice.
func distinct[T ~string](ids []T) []T {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
