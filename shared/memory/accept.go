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
			m.stillHeld(w.Authority, at, w.Before) &&
			(w.NewUser != nil || m.lateEnough(at, w.Before, w.After)) &&
			m.userReady(w)
	}, func() {
		if w.NewUser != nil {
			m.users[w.NewUser.ID] = copyUser(*w.NewUser)
			m.addresses[w.NewUser.Email.Key()] = w.NewUser.ID
			delete(m.reservations, w.NewUser.Email.Key())
		}
		m.putMembership(at, w.Before, w.After)
		m.close(w.Invitation.ID, access.Accepted, w.At, at.user)
		m.putEvents(w.Events[:]...)
	})
}

// userReady reports whether the accepting user exists, or can be created. A new user
// needs an id and an address that no user has. If the acceptance has a holder, the
// holder must have reserved the address. Otherwise nobody may have reserved it.
// An address without a reservation counts as free.
func (m *Store) userReady(w access.Acceptance) bool {
	if w.NewUser == nil {
		_, exists := m.users[w.After.User.ID]
		return exists
	}
	_, idTaken := m.users[w.NewUser.ID]
	_, addressTaken := m.addresses[w.NewUser.Email.Key()]
	reservation := m.reservations[w.NewUser.Email.Key()]
	available := reservation.Holder == w.Holder || (w.Holder == "" && !reservation.Until.After(w.At))
	return !idTaken && !addressTaken && available
}
