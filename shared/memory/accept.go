package memory

import (
	"context"

	"admit/shared/access"
)

// Accept implements [access.Store].
func (m *Store) Accept(ctx context.Context, w access.Acceptance) error {
	at := membershipKey{w.After.User.ID, w.After.Organisation}
	return m.write(ctx, func() bool {
		return m.pending(w.Invitation, w.At) &&
			m.memberships[at].Version == w.Before.Version &&
			m.stillHeld(w.Authority, w.At, at, w.Before) && m.stillHeld(w.Confirmer, w.At, at, w.Before) &&
			(w.NewUser != nil || m.lateEnough(at, w.Before, w.After)) &&
			m.userReady(importOf(w)) &&
			(!w.HoldsAddress || w.NewUser != nil || m.addresses[w.After.User.Email.Key()] == w.After.User.ID)
	}, func() {
		m.putUser(w.NewUser)
		m.keepLanguage(w.After.User, w.Language)
		m.putMembership(at, w.Before, w.After)
		m.close(w.Invitation.ID, access.Accepted, w.At, at.user)
		m.putEvents(w.Events[:]...)
	})
}

// importOf returns the part of an acceptance that does not depend on the invitation.
func importOf(w access.Acceptance) access.MembershipImport {
	return access.MembershipImport{Before: w.Before, After: w.After, At: w.At, NewUser: w.NewUser, Holder: w.Holder, Language: w.Language}
}

// ImportMembership implements [access.Store].
func (m *Store) ImportMembership(ctx context.Context, w access.MembershipImport) error {
	at := membershipKey{w.After.User.ID, w.After.Organisation}
	return m.write(ctx, func() bool {
		return m.memberships[at].Version == w.Before.Version &&
			(w.NewUser != nil || m.lateEnough(at, w.Before, w.After)) &&
			m.userReady(w) && m.noDeletionSince(at.organisation, w.Deletion)
	}, func() {
		m.putUser(w.NewUser)
		m.keepLanguage(w.After.User, w.Language)
		m.putMembership(at, w.Before, w.After)
		m.putEvents(w.Event)
	})
}

// putUser stores a new user, unless it is nil, in place of the reservation of the
// address.
func (m *Store) putUser(user *access.User) {
	if user == nil {
		return
	}
	m.users[user.ID] = copyUser(*user)
	m.addresses[user.Email.Key()] = user.ID
	delete(m.reservations, user.Email.Key())
}

// keepLanguage keeps a language with the address of a user, unless it is empty.
func (m *Store) keepLanguage(user access.User, language string) {
	if language != "" {
		m.languages[user.Email.Key()] = language
	}
}

// userReady reports whether the accepting user exists, or can be created. With a language,
// a user who exists must have their address. A new user
// needs an id and an address that no user has. If the acceptance has a holder, the
// holder must have reserved the address. Otherwise nobody may have reserved it.
// An address without a reservation counts as free.
func (m *Store) userReady(w access.MembershipImport) bool {
	if w.NewUser == nil {
		user, exists := m.users[w.After.User.ID]
		return exists && (w.Language == "" || m.addresses[w.After.User.Email.Key()] == user.ID)
	}
	_, idTaken := m.users[w.NewUser.ID]
	_, addressTaken := m.addresses[w.NewUser.Email.Key()]
	reservation := m.reservations[w.NewUser.Email.Key()]
	available := reservation.Holder == w.Holder || (w.Holder == "" && !reservation.Until.After(w.At))
	return !idTaken && !addressTaken && available
}
