package accesstest

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"admit/shared/access"
)

// User implements [access.Store].
func (m *Memory) User(ctx context.Context, id access.UserID) (access.User, error) {
	return read(ctx, m, func() (access.User, error) { return m.user(id) })
}

// UserByAddress implements [access.Store].
func (m *Memory) UserByAddress(ctx context.Context, address access.Address) (access.User, error) {
	return read(ctx, m, func() (access.User, error) { return m.user(m.addresses[address.Key()]) })
}

func (m *Memory) user(id access.UserID) (access.User, error) {
	user, there := m.users[id]
	if !there {
		return access.User{}, access.ErrNone
	}
	return copyUser(user), nil
}

// Rows implements [access.Store].
func (m *Memory) Rows(ctx context.Context, user access.UserID) ([]access.Row, error) {
	return read(ctx, m, func() ([]access.Row, error) {
		var rows []access.Row
		for at, row := range m.rows {
			if at.user == user {
				rows = append(rows, copyRow(row))
			}
		}
		slices.SortFunc(rows, func(a, b access.Row) int { return cmp.Compare(a.Organisation, b.Organisation) })
		return rows, nil
	})
}

// Members implements [access.Store].
func (m *Memory) Members(ctx context.Context, q access.MemberQuery) (access.Page[access.Row], error) {
	return read(ctx, m, func() (access.Page[access.Row], error) {
		var list []listed[access.Row]
		for at, row := range m.rows {
			key := row.User.Email.Key()
			if at.organisation != q.Organisation || !strings.HasPrefix(key, q.Prefix) {
				continue
			}
			row, matches := copyRow(row), true
			if q.Match != nil {
				row, matches = q.Match(row)
			}
			if !matches {
				continue
			}
			list = append(list, listed[access.Row]{position(key, string(at.user)), row})
		}
		return page(list, q.After, q.Limit), nil
	})
}

// Remove implements [access.Store].
func (m *Memory) Remove(ctx context.Context, w access.Removal) error {
	at := seat{w.Before.User.ID, w.Before.Organisation}
	return m.write(ctx, func() bool {
		for _, closing := range w.Revocations {
			if !m.pending(closing.Invitation, closing.At) {
				return false
			}
		}
		return m.rows[at].Version == w.Before.Version &&
			m.stands(w.Witness, at, w.Before) &&
			(w.Leaderless || m.keepsAdministrator(w.Before, w.After))
	}, func() {
		m.putRow(at, w.Before, w.After)
		m.putRecords(w.Record)
		for _, closing := range w.Revocations {
			m.close(closing.Invitation.ID, closing.Status, closing.At, "")
			m.putRecords(closing.Record)
		}
	})
}

// ForgetUser implements [access.Store].
func (m *Memory) ForgetUser(ctx context.Context, user access.User) error {
	return m.write(ctx, func() bool {
		for at := range m.rows {
			if at.user == user.ID {
				return false
			}
		}
		_, there := m.users[user.ID]
		return there
	}, func() {
		delete(m.addresses, m.users[user.ID].Email.Key())
		delete(m.users, user.ID)
	})
}

// stands tells whether the witness stands. A witness in the very row that is
// written is judged by what the writer read, whose version is compared.
func (m *Memory) stands(w *access.Witness, written seat, before access.Row) bool {
	if w == nil {
		return true
	}
	at := seat{w.User, w.Scope.Organisation}
	if at == written {
		return before.Holds(w.Role, w.Scope)
	}
	return m.rows[at].Holds(w.Role, w.Scope)
}

// keepsAdministrator tells whether an organisation that has an administrator of
// its own still has one after the change.
func (m *Memory) keepsAdministrator(before, after access.Row) bool {
	change := access.AdminsChange(before, after)
	return change >= 0 || m.organisations[before.Organisation].Admins+change > 0
}

// putRow writes what a user holds in an organisation from now on.
func (m *Memory) putRow(at seat, before, after access.Row) {
	if organisation, there := m.organisations[at.organisation]; there {
		organisation.Admins += access.AdminsChange(before, after)
		m.organisations[at.organisation] = organisation
	}
	if len(after.Grants) == 0 {
		delete(m.rows, at)
		return
	}
	m.rows[at] = copyRow(after)
}
