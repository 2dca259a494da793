package memory

import (
	"context"
	"time"

	"admit/shared/access"
)

// Accept implements [access.Store].
func (m *Store) Accept(ctx context.Context, w access.Acceptance) error {
	at := seat{w.After.User.ID, w.After.Organisation}
	return m.write(ctx, func() bool {
		return m.pending(w.Invitation, w.At) &&
			m.rows[at].Version == w.Before.Version &&
			m.stands(w.Authority, at, w.Before) &&
			m.hasUser(w)
	}, func() {
		if w.NewUser != nil {
			m.users[w.NewUser.ID] = copyUser(*w.NewUser)
			m.addresses[w.NewUser.Email.Key()] = w.NewUser.ID
			delete(m.reservations, w.NewUser.Email.Key())
		}
		m.putRow(at, w.Before, w.After)
		m.close(w.Invitation.ID, access.Accepted, w.At, at.user)
		m.putRecords(w.Events...)
	})
}

// hasUser reports whether the accepting user exists. A new user needs a free id
// and a free address. The address is also free for the holder of its reservation.
func (m *Store) hasUser(w access.Acceptance) bool {
	if w.NewUser == nil {
		_, there := m.users[w.After.User.ID]
		return there
	}
	_, idTaken := m.users[w.NewUser.ID]
	_, addressTaken := m.addresses[w.NewUser.Email.Key()]
	made := m.reservations[w.NewUser.Email.Key()]
	held := made.Holder == w.Holder || (w.Holder == "" && !made.Until.After(w.At))
	return !idTaken && !addressTaken && held
}

// Close implements [access.Store].
func (m *Store) Close(ctx context.Context, w access.InvitationClosure) error {
	return m.write(ctx, func() bool {
		return m.pending(w.Invitation, w.At) && m.stands(w.Authority, seat{}, access.Membership{})
	}, func() {
		m.close(w.Invitation.ID, w.Status, w.At, "")
		m.putRecords(w.Event)
	})
}

// pending reports whether the invitation is pending and still has the version that
// was read. A pending invitation holds its slot: one that loses its slot to
// another is closed in the same write.
func (m *Store) pending(read access.Invitation, at time.Time) bool {
	stored, there := m.invitations[read.ID]
	return there && stored.Version == read.Version && stored.StatusAt(at) == access.Pending
}

func (m *Store) close(id access.InvitationID, status access.Status, at time.Time, by access.UserID) {
	invitation := m.invitations[id]
	invitation.Status, invitation.ClosedAt, invitation.AcceptedBy = status, moment(at), by
	m.invitations[id] = invitation
	if m.offers[slotOf(invitation)] == id {
		delete(m.offers, slotOf(invitation))
	}
}

// Expire implements [access.Store].
func (m *Store) Expire(ctx context.Context, w access.InvitationClosure) error {
	return m.write(ctx, func() bool { return m.over(w) }, func() { m.expire(w) })
}

// over reports whether an invitation is past its time and nobody has closed it.
// The stored invitation has the version that was read, or its item is removed.
func (m *Store) over(w access.InvitationClosure) bool {
	stored, there := m.invitations[w.Invitation.ID]
	if !there {
		stored = w.Invitation
	}
	return stored.Version == w.Invitation.Version && stored.Status == access.Pending && stored.StatusAt(w.At) == access.Expired
}

func (m *Store) expire(w access.InvitationClosure) {
	if _, there := m.invitations[w.Invitation.ID]; !there {
		m.invitations[w.Invitation.ID] = copyInvitation(w.Invitation)
	}
	m.close(w.Invitation.ID, access.Expired, w.At, "")
	m.putRecords(w.Event)
}

// RemoveInvitation removes the item of an invitation, and nothing else that the
// store keeps of it. DynamoDB's time-to-live does the same.
func (m *Store) RemoveInvitation(_ context.Context, id access.InvitationID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.invitations, id)
	return nil
}
