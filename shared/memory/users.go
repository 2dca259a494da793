package memory

import (
	"cmp"
	"context"
	"slices"

	"admit/shared/access"
)

// User implements [access.Store].
func (m *Store) User(ctx context.Context, id access.UserID) (access.User, error) {
	return read(ctx, m, func() (access.User, error) { return m.user(id) })
}

// UserByAddress implements [access.Store].
func (m *Store) UserByAddress(ctx context.Context, address access.Address) (access.User, error) {
	return read(ctx, m, func() (access.User, error) { return m.user(m.addresses[address.Key()]) })
}

// user returns a copy of a user, or access.ErrNotFound.
func (m *Store) user(id access.UserID) (access.User, error) {
	user, found := m.users[id]
	if !found {
		return access.User{}, access.ErrNotFound
	}
	return copyUser(user), nil
}

// Memberships implements [access.Store].
func (m *Store) Memberships(ctx context.Context, user access.UserID) ([]access.Membership, error) {
	return read(ctx, m, func() ([]access.Membership, error) {
		var memberships []access.Membership
		for at, membership := range m.memberships {
			if at.user == user {
				memberships = append(memberships, copyMembership(membership))
			}
		}
		slices.SortFunc(memberships, func(a, b access.Membership) int { return cmp.Compare(a.Organisation, b.Organisation) })
		return memberships, nil
	})
}

// MembershipsAfter implements [access.Store].
func (m *Store) MembershipsAfter(ctx context.Context, user access.UserID, after access.OrganisationID, limit int) (access.Page[access.Membership], error) {
	memberships, err := m.Memberships(ctx, user)
	if err != nil {
		return access.Page[access.Membership]{}, err
	}
	var list []listed[access.Membership]
	for _, membership := range memberships {
		list = append(list, listed[access.Membership]{string(membership.Organisation), membership})
	}
	return page(list, string(after), limit), nil
}

// ReserveAddress implements [access.Store].
func (m *Store) ReserveAddress(ctx context.Context, w access.Reservation) error {
	key := w.Address.Key()
	return m.write(ctx, func() bool {
		_, taken := m.addresses[key]
		reservation := m.reservations[key]
		return !taken && (reservation.Holder == w.Holder || !reservation.Until.After(w.At))
	}, func() {
		w.Until = truncated(w.Until)
		m.reservations[key] = w
	})
}

// ReleaseAddress implements [access.Store].
func (m *Store) ReleaseAddress(ctx context.Context, w access.Reservation) error {
	key := w.Address.Key()
	return m.write(ctx, func() bool { return m.reservations[key].Holder == w.Holder }, func() { delete(m.reservations, key) })
}

// RenameUser implements [access.Store].
func (m *Store) RenameUser(ctx context.Context, before, after access.User) error {
	return m.write(ctx, func() bool {
		user, exists := m.users[before.ID]
		return exists && user.FirstName == before.FirstName && user.LastName == before.LastName
	}, func() {
		user := m.users[before.ID]
		user.FirstName, user.LastName = after.FirstName, after.LastName
		m.users[before.ID] = user
	})
}

// DeleteUser implements [access.Store].
func (m *Store) DeleteUser(ctx context.Context, user access.User) error {
	return m.write(ctx, func() bool {
		for at := range m.memberships {
			if at.user == user.ID {
				return false
			}
		}
		_, exists := m.users[user.ID]
		return exists
	}, func() {
		m.freeAddress(m.users[user.ID])
		delete(m.users, user.ID)
		delete(m.personDeletions, string(user.ID))
	})
}
