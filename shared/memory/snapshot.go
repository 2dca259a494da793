package memory

import (
	"context"
	"errors"

	"admit/shared/access"
)

// Snapshot implements [access.Store].
func (m *Store) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	return read(ctx, m, func() (access.Snapshot, error) {
		organisation, found := m.organisations[q.Scope.Organisation]
		if !found {
			return access.Snapshot{}, access.ErrNotFound
		}
		snapshot := access.Snapshot{Organisation: copyOrganisation(organisation), Access: map[access.UserID]access.EffectiveAccess{}}
		if account, found := m.accounts[q.Scope]; found {
			account = copyAccount(account)
			snapshot.Account = &account
		}
		if len(q.Users) > 0 {
			m.nameAncestors(snapshot.Organisation.Ancestors)
		}
		for _, user := range q.Users {
			snapshot.Access[user] = m.effectiveAccess(user, organisation)
		}
		if q.Address != nil {
			snapshot.Addressee, snapshot.Language = m.addresses[q.Address.Key()], m.languages[q.Address.Key()]
			snapshot.Suppression = m.suppression(organisation.ID, *q.Address)
		}
		return snapshot, nil
	})
}

// effectiveAccess returns what a user holds in an organisation and in those above it.
func (m *Store) effectiveAccess(user access.UserID, organisation access.Organisation) access.EffectiveAccess {
	effective := access.EffectiveAccess{Direct: copyMembership(m.memberships[membershipKey{user, organisation.ID}])}
	for _, above := range organisation.Ancestors {
		if membership, found := m.memberships[membershipKey{user, above.ID}]; found {
			effective.Above = append(effective.Above, copyMembership(membership))
		}
	}
	return effective
}

// nameAncestors sets the present names of organisations above another.
func (m *Store) nameAncestors(above []access.Ancestor) {
	for n := range above {
		if organisation, exists := m.organisations[above[n].ID]; exists {
			above[n].Name = organisation.Name
		}
	}
}

// UserSnapshots implements [access.Store].
func (m *Store) UserSnapshots(ctx context.Context, user access.UserID, scopes []access.Scope) (map[access.Scope]access.Snapshot, error) {
	snapshots := map[access.Scope]access.Snapshot{}
	for _, scope := range scopes {
		snapshot, err := m.Snapshot(ctx, access.SnapshotQuery{Scope: scope, Users: []access.UserID{user}})
		if errors.Is(err, access.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		snapshot.Access[user] = governingAbove(snapshot.Access[user])
		snapshots[scope] = snapshot
	}
	return snapshots, nil
}

// governingAbove returns effective access with only the grants above that govern.
func governingAbove(effective access.EffectiveAccess) access.EffectiveAccess {
	above := effective.Above
	effective.Above = nil
	for _, membership := range above {
		if membership.GovernsBelow() {
			effective.Above = append(effective.Above, membership.Governing())
		}
	}
	return effective
}
