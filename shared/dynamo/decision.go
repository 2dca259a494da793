package dynamo

import (
	"context"
	"strings"
	"sync"

	"admit/shared/access"
)

// UserSnapshots reads everything in one round trip. It reads the organisations, the
// accounts and the memberships by key, and what the user governs with a query at the
// same time: which organisations are above is not known before.
func (s Store) UserSnapshots(ctx context.Context, user access.UserID, scopes []access.Scope) (map[access.Scope]access.Snapshot, error) {
	if len(scopes) == 0 {
		return map[access.Scope]access.Snapshot{}, nil
	}
	var (
		governed    map[access.OrganisationID]access.Membership
		governedErr error
		query       sync.WaitGroup
	)
	query.Go(func() { governed, governedErr = s.governed(ctx, user) })
	items, err := s.batch(ctx, decisionKeys(user, scopes))
	query.Wait()
	if err != nil {
		return nil, err
	}
	if governedErr != nil {
		return nil, governedErr
	}
	return userSnapshots(user, scopes, items, governed)
}

// decisionKeys returns the keys of the organisations and the accounts of the scopes, and
// of the user's memberships there, each once.
func decisionKeys(user access.UserID, scopes []access.Scope) []key {
	var keys []key
	seen := map[key]bool{}
	add := func(k key) {
		if !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	for _, scope := range scopes {
		add(organisationKey(scope.Organisation))
		add(membershipKey(user, scope.Organisation))
		if scope.Account != "" {
			add(accountKey(scope.Organisation, scope.Account))
		}
	}
	return keys
}

// governed reads what a user governs: for each partner organisation, the grants that
// govern the organisations below it.
func (s Store) governed(ctx context.Context, user access.UserID) (map[access.OrganisationID]access.Membership, error) {
	governed := map[access.OrganisationID]access.Membership{}
	q := query{partition: userKey(user).partition, prefix: governedPrefix}
	err := s.query(ctx, q, func(item item) (bool, error) {
		membership, err := readMembership(item)
		governed[membership.Organisation] = membership
		return true, err
	})
	return governed, err
}

// userSnapshots returns the snapshots in the items that were read.
func userSnapshots(user access.UserID, scopes []access.Scope, items map[key]item,
	governed map[access.OrganisationID]access.Membership,
) (map[access.Scope]access.Snapshot, error) {
	snapshots := make(map[access.Scope]access.Snapshot, len(scopes))
	direct := map[access.OrganisationID]access.Membership{} // a membership can be large: it is decoded once for all accounts
	for _, scope := range scopes {
		if _, done := snapshots[scope]; done || items[organisationKey(scope.Organisation)] == nil {
			continue
		}
		snapshot, err := readSnapshot(access.SnapshotQuery{Scope: scope}, items)
		if err != nil {
			return nil, err
		}
		membership, decoded := direct[scope.Organisation]
		if item := items[membershipKey(user, scope.Organisation)]; item != nil && !decoded {
			if membership, err = readMembership(item); err != nil {
				return nil, err
			}
			direct[scope.Organisation] = membership
		}
		effective := access.EffectiveAccess{Direct: membership}
		for _, ancestor := range snapshot.Organisation.Ancestors {
			if above, governs := governed[ancestor.ID]; governs {
				effective.Above = append(effective.Above, above)
			}
		}
		snapshot.Access[user] = effective
		snapshots[scope] = snapshot
	}
	return snapshots, nil
}

// MembershipsAfter lists memberships of a user, by organisation.
func (s Store) MembershipsAfter(ctx context.Context, user access.UserID, after access.OrganisationID, limit int) (access.Page[access.Membership], error) {
	list := query{partition: userKey(user).partition, prefix: membershipPrefix}
	if after != "" {
		list.after = membershipKey(user, after).sort
	}
	memberships, err := page(ctx, s, list, limit, membershipItem.membership)
	memberships.Next = strings.TrimPrefix(memberships.Next, membershipPrefix)
	for n, position := range memberships.Positions {
		memberships.Positions[n] = strings.TrimPrefix(position, membershipPrefix)
	}
	return memberships, err
}
