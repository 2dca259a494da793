package accesstest

import (
	"context"
	"time"

	"admit/shared/access"
)

// Accept implements [access.Store].
func (m *Memory) Accept(ctx context.Context, w access.Acceptance) error {
	at := seat{w.After.User.ID, w.After.Organisation}
	return m.write(ctx, func() bool {
		return m.pending(w.Invitation, w.At) &&
			m.rows[at].Version == w.Before.Version &&
			m.stands(w.Witness, at, w.Before) &&
			m.hasUser(w)
	}, func() {
		if w.NewUser != nil {
			m.users[w.NewUser.ID] = copyUser(*w.NewUser)
			m.addresses[w.NewUser.Email.Key()] = w.NewUser.ID
			delete(m.reservations, w.NewUser.Email.Key())
		}
		m.putRow(at, w.Before, w.After)
		m.close(w.Invitation.ID, access.Accepted, w.At, at.user)
		m.putRecords(w.Records...)
	})
}

// hasUser tells whether the accepting user is there, or is new with an id that is
// free and an address that is free or that its registration holds.
func (m *Memory) hasUser(w access.Acceptance) bool {
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
func (m *Memory) Close(ctx context.Context, w access.Closing) error {
	return m.write(ctx, func() bool {
		return m.pending(w.Invitation, w.At) && m.stands(w.Witness, seat{}, access.Row{})
	}, func() {
		m.close(w.Invitation.ID, w.Status, w.At, "")
		m.putRecords(w.Record)
	})
}

// pending tells whether the invitation is open in the version in which it was
// read. As long as it is, it has its place: what makes way for another is closed.
func (m *Memory) pending(read access.Invitation, at time.Time) bool {
	stored, there := m.invitations[read.ID]
	return there && stored.Version == read.Version && stored.StatusAt(at) == access.Pending
}

func (m *Memory) close(id access.InvitationID, status access.Status, at time.Time, by access.UserID) {
	invitation := m.invitations[id]
	invitation.Status, invitation.ClosedAt, invitation.AcceptedBy = status, moment(at), by
	m.invitations[id] = invitation
	if m.offers[slotOf(invitation)] == id {
		delete(m.offers, slotOf(invitation))
	}
}

// Expire implements [access.Store].
func (m *Memory) Expire(ctx context.Context, w access.Closing) error {
	return m.write(ctx, func() bool { return m.over(w) }, func() { m.expire(w) })
}

// over tells whether the time of an invitation is up and nobody has closed it:
// it is as it was read, or gone.
func (m *Memory) over(w access.Closing) bool {
	stored, there := m.invitations[w.Invitation.ID]
	if !there {
		stored = w.Invitation
	}
	return stored.Version == w.Invitation.Version && stored.Status == access.Pending && stored.StatusAt(w.At) == access.Expired
}

func (m *Memory) expire(w access.Closing) {
	if _, there := m.invitations[w.Invitation.ID]; !there {
		m.invitations[w.Invitation.ID] = copyInvitation(w.Invitation)
	}
	m.close(w.Invitation.ID, access.Expired, w.At, "")
	m.putRecords(w.Record)
}

// RemoveInvitation implements [TimeToLive].
func (m *Memory) RemoveInvitation(_ context.Context, id access.InvitationID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.invitations, id)
	return nil
}
