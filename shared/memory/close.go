package memory

import (
	"context"
	"time"

	"admit/shared/access"
)

// Close implements [access.Store].
func (m *Store) Close(ctx context.Context, w access.InvitationClosure) error {
	return m.write(ctx, func() bool {
		return m.pending(w.Invitation, w.At) && m.stillHeld(w.Authority, w.At, membershipKey{}, access.Membership{})
	}, func() {
		m.close(w.Invitation.ID, w.Status, w.At, "")
		m.putEvents(w.Event)
	})
}

// pending reports whether an invitation is pending and still has the version that
// was read. It does not look at the slot, because a pending invitation holds its
// slot: the write that gives the slot to another invitation closes this one.
func (m *Store) pending(read access.Invitation, at time.Time) bool {
	stored, found := m.invitations[read.ID]
	return found && stored.Version == read.Version && stored.StatusAt(at) == access.Pending
}

// close closes an invitation and releases its slot. Nobody asks to accept it any more,
// unless it has expired and may be resent.
func (m *Store) close(id access.InvitationID, status access.Status, at time.Time, by access.UserID) {
	invitation := m.invitations[id]
	invitation.Status, invitation.ClosedAt, invitation.AcceptedBy = status, truncated(at), by
	invitation.KeptUntil = m.retention.InvitationUntil(at).UTC().Truncate(time.Second)
	if status != access.Expired {
		invitation.AcceptanceRequest, invitation.Notice = access.AcceptanceRequest{}, access.Notice{}
	}
	m.invitations[id] = invitation
	if m.slots[slotOf(invitation)] == id {
		delete(m.slots, slotOf(invitation))
	}
}

// Expire implements [access.Store].
func (m *Store) Expire(ctx context.Context, w access.InvitationClosure) error {
	return m.write(ctx, func() bool { return m.expirable(w) }, func() { m.expire(w) })
}

// expirable reports whether an invitation has expired and has not been closed. The
// stored invitation must have the version that was read, or must have been removed
// (see RemoveInvitation).
func (m *Store) expirable(w access.InvitationClosure) bool {
	stored, found := m.invitations[w.Invitation.ID]
	if !found {
		stored = w.Invitation
	}
	return stored.Version == w.Invitation.Version && stored.Status == access.Pending && stored.StatusAt(w.At) == access.Expired
}

// expire closes an expired invitation. It stores the invitation again if it was
// removed.
func (m *Store) expire(w access.InvitationClosure) {
	if _, found := m.invitations[w.Invitation.ID]; !found {
		m.invitations[w.Invitation.ID] = copyInvitation(w.Invitation)
	}
	m.close(w.Invitation.ID, access.Expired, w.At, "")
	m.putEvents(w.Event)
}
