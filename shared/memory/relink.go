package memory

import (
	"context"

	"admit/shared/access"
)

// FreeAddress implements [access.Store].
func (m *Store) FreeAddress(ctx context.Context, user access.User) error {
	return m.write(ctx, func() bool { return m.addresses[user.Email.Key()] == user.ID }, func() { m.freeAddress(user) })
}

// freeAddress frees the address of a user, unless another user has it.
func (m *Store) freeAddress(user access.User) {
	if m.addresses[user.Email.Key()] == user.ID {
		delete(m.addresses, user.Email.Key())
		delete(m.languages, user.Email.Key())
	}
}

// RelinkUser implements [access.Store].
func (m *Store) RelinkUser(ctx context.Context, w access.UserRelink) error {
	key := w.To.Email.Key()
	return m.write(ctx, func() bool {
		_, fromExists := m.users[w.From.ID]
		_, toExists := m.users[w.To.ID]
		if w.Exists {
			return fromExists && toExists
		}
		holder, taken := m.addresses[key]
		free := !taken && !m.reservations[key].Until.After(w.At)
		return fromExists && (!toExists || w.From.ID == w.To.ID) && (free || holder == w.From.ID)
	}, func() {
		if w.Exists {
			return
		}
		language := ""
		if m.addresses[w.From.Email.Key()] == w.From.ID {
			language = m.languages[w.From.Email.Key()]
		}
		if w.From.ID == w.To.ID {
			m.freeAddress(w.From)
		}
		m.putUser(&w.To)
		m.keepLanguage(w.To, language)
	})
}

// MoveMembership implements [access.Store].
func (m *Store) MoveMembership(ctx context.Context, w access.MembershipMove) error {
	from, to := membershipKey{w.From.User.ID, w.From.Organisation}, membershipKey{w.After.User.ID, w.After.Organisation}
	none := access.Membership{User: w.From.User, Organisation: w.From.Organisation, ChangedAt: w.After.ChangedAt}
	return m.write(ctx, func() bool {
		_, fromExists := m.users[from.user]
		_, toExists := m.users[to.user]
		return fromExists && toExists && m.noDeletionSince(to.organisation, w.Deletion) && m.memberships[from].Version == w.From.Version &&
			m.keepsAdmins(to.organisation, w.AdminsChange(), w.PartnerAdminsChange()) &&
			(from == to || m.memberships[to].Version == w.Before.Version && m.lateEnough(to, w.Before, w.After))
	}, func() {
		if from == to {
			m.putMembership(to, w.From, w.After)
		} else {
			m.putMembership(from, w.From, none)
			m.putMembership(to, w.Before, w.After)
		}
		m.putEvents(w.Events...)
	})
}
