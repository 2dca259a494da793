package memory

import (
	"context"
	"slices"

	"admit/shared/access"
)

// Invite implements [access.Store].
func (m *Store) Invite(ctx context.Context, w access.Offer) error {
	return m.writeWithin(ctx, func() bool { return m.free(w) }, func() error { return m.within(w) }, func() { m.putOffer(w) })
}

// Resend implements [access.Store].
func (m *Store) Resend(ctx context.Context, w access.InvitationResend) error {
	return m.writeWithin(ctx, func() bool {
		stored, there := m.invitations[w.Before.ID]
		return there && stored.Version == w.Before.Version && stored.Status == w.Before.Status && m.room(w.Offer)
	}, func() error { return m.within(w.Offer) }, func() {
		delete(m.claims, w.Before.ID)
		m.putOffer(w.Offer)
	})
}

// free reports whether a new invitation may be stored.
func (m *Store) free(w access.Offer) bool {
	_, taken := m.invitations[w.Invitation.ID]
	return !taken && m.room(w)
}

// room reports whether the slot of an offer is free, or held by the same
// invitation, or held by the expired invitation that the offer replaces. It also
// checks that the suppression is still as it was read.
func (m *Store) room(w access.Offer) bool {
	if !m.suppressed(w.Lift) {
		return false
	}
	holder, held := m.offers[slotOf(w.Invitation)]
	if w.Expired != nil {
		return held && holder == w.Expired.Invitation.ID && m.over(*w.Expired)
	}
	return !held || holder == w.Invitation.ID
}

func (m *Store) putOffer(w access.Offer) {
	if w.Expired != nil {
		m.expire(*w.Expired)
	}
	invitation := copyInvitation(w.Invitation)
	m.invitations[invitation.ID] = invitation
	m.offers[slotOf(invitation)] = invitation.ID
	m.suppress(w.Lift)
	m.widen(invitation)
	m.count(w)
	m.putRecords(w.Event)
}

// UpdateInvitation implements [access.Store].
func (m *Store) UpdateInvitation(ctx context.Context, w access.InvitationUpdate) error {
	return m.write(ctx, func() bool { return m.pending(w.Before, w.At) }, func() {
		after := copyInvitation(w.After)
		if !slices.Equal(w.Before.Roles, after.Roles) {
			m.widen(after)
		}
		invitation := m.invitations[w.Before.ID]
		invitation.Roles, invitation.Version = after.Roles, after.Version
		invitation.FirstName, invitation.LastName, invitation.Inviter = after.FirstName, after.LastName, after.Inviter
		m.invitations[w.Before.ID] = invitation
		m.putRecords(w.Event)
	})
}

// ReleaseSlot implements [access.Store].
func (m *Store) ReleaseSlot(ctx context.Context, scope access.Scope, address access.Address) error {
	at := slot{scope, address.Key()}
	return m.write(ctx, func() bool { return true }, func() {
		if _, there := m.invitations[m.offers[at]]; !there {
			delete(m.offers, at)
		}
	})
}

// widen gives the invitations to an address a new version.
func (m *Store) widen(i access.Invitation) {
	m.versions[recipient{i.Scope.Organisation, i.Email.Key()}] = access.NewID()
}

func slotOf(i access.Invitation) slot { return slot{i.Scope, i.Email.Key()} }
