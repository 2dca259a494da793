package memory

import (
	"context"

	"admit/shared/access"
)

// Invite implements [access.Store].
func (m *Store) Invite(ctx context.Context, w access.Offer) error {
	return m.writeLimited(ctx, func() bool { return m.creatable(w) }, func() error { return m.checkLimits(w) }, func() { m.putOffer(w) })
}

// Resend implements [access.Store].
func (m *Store) Resend(ctx context.Context, w access.InvitationResend) error {
	return m.writeLimited(ctx, func() bool {
		stored, found := m.invitations[w.Before.ID]
		return found && stored.Version == w.Before.Version && stored.Status == w.Before.Status && m.slotAvailable(w.Offer)
	}, func() error { return m.checkLimits(w.Offer) }, func() {
		delete(m.claims, w.Before.ID)
		m.putOffer(w.Offer)
	})
}

// creatable reports whether a new invitation may be stored: its id is free and its
// slot is available.
func (m *Store) creatable(w access.Offer) bool {
	_, taken := m.invitations[w.Invitation.ID]
	return !taken && m.slotAvailable(w) && m.replaceable(w.Replaces)
}

// replaceable reports whether an invitation that an offer replaces, unless it is nil, may
// be revoked.
func (m *Store) replaceable(w *access.InvitationClosure) bool {
	return w == nil || m.pending(w.Invitation, w.At) && m.stillHeld(w.Authority, w.At, membershipKey{}, access.Membership{})
}

// slotAvailable reports whether the slot of an offer is free, held by the same
// invitation, or held by the expired invitation that the offer replaces. It also
// requires that the suppression that the offer lifts has not changed.
func (m *Store) slotAvailable(w access.Offer) bool {
	if !m.suppressionUnchanged(w.Lift) {
		return false
	}
	holder, held := m.slots[slotOf(w.Invitation)]
	if w.Expired != nil {
		return held && holder == w.Expired.Invitation.ID && m.expirable(*w.Expired)
	}
	return !held || holder == w.Invitation.ID
}

// putOffer stores an invitation, takes its slot, and counts its email.
func (m *Store) putOffer(w access.Offer) {
	if w.Expired != nil {
		m.expire(*w.Expired)
	}
	if w.Replaces != nil {
		m.close(w.Replaces.Invitation.ID, w.Replaces.Status, w.Replaces.At, "")
		m.putEvents(w.Replaces.Event)
	}
	invitation := copyInvitation(w.Invitation)
	m.invitations[invitation.ID] = invitation
	m.slots[slotOf(invitation)] = invitation.ID
	m.suppress(w.Lift)
	m.countMail(w)
	m.putEvents(w.Event)
}

// UpdateInvitation implements [access.Store].
func (m *Store) UpdateInvitation(ctx context.Context, w access.InvitationUpdate) error {
	return m.write(ctx, func() bool { return m.pending(w.Before, w.At) }, func() {
		after := copyInvitation(w.After)
		invitation := m.invitations[w.Before.ID]
		invitation.Roles, invitation.Version = after.Roles, after.Version
		invitation.FirstName, invitation.LastName, invitation.Inviter = after.FirstName, after.LastName, after.Inviter
		invitation.Ends, invitation.ReturnURL, invitation.Metadata = after.Ends, after.ReturnURL, after.Metadata
		invitation.AcceptanceRequest = after.AcceptanceRequest
		if !w.After.Notice.QueuedAt.Equal(w.Before.Notice.QueuedAt) {
			m.queueNotice(&invitation, after.Notice)
		}
		m.invitations[w.Before.ID] = invitation
		m.putEvents(w.Event)
	})
}

// ReleaseSlot implements [access.Store].
func (m *Store) ReleaseSlot(ctx context.Context, scope access.Scope, address access.Address) error {
	at := slot{scope, address.Key()}
	return m.write(ctx, func() bool { return true }, func() {
		if _, exists := m.invitations[m.slots[at]]; !exists {
			delete(m.slots, at)
		}
	})
}

// slotOf returns the key of the slot of an invitation.
func slotOf(i access.Invitation) slot { return slot{i.Scope, i.Email.Key()} }
