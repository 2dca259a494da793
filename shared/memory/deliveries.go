package memory

import (
	"context"
	"slices"

	"admit/shared/access"
	"admit/shared/delivery"
)

// ClaimDelivery implements [delivery.Store].
func (m *Store) ClaimDelivery(ctx context.Context, w delivery.Claim) error {
	return m.write(ctx, func() bool {
		invitation := m.invitations[w.Invitation]
		return m.queued(w.Invitation, w.Attempt) && invitation.StatusAt(w.At) == access.Pending &&
			(m.claimedBy(w) || !m.claims[w.Invitation].After(w.At) && len(invitation.TokenHashes) == w.Unknown)
	}, func() {
		invitation := m.invitations[w.Invitation]
		if w.Token != nil && !m.claimedBy(w) {
			invitation.TokenHashes = append(slices.Clone(invitation.TokenHashes), *w.Token)
		}
		invitation.Delivery.Detail, invitation.Delivery.Message = "", ""
		m.invitations[w.Invitation] = invitation
		m.claims[w.Invitation] = truncated(w.Until)
	})
}

// claimedBy reports whether the same claim has been stored already: its hash is
// among those of the invitation.
func (m *Store) claimedBy(w delivery.Claim) bool {
	return w.Token != nil && slices.Contains(m.invitations[w.Invitation].TokenHashes, *w.Token)
}

// SettleDelivery implements [delivery.Store].
func (m *Store) SettleDelivery(ctx context.Context, w delivery.Settlement) error {
	return m.write(ctx, func() bool { return m.queued(w.Invitation, w.Attempt) }, func() {
		invitation := m.invitations[w.Invitation]
		invitation.Delivery = copyDelivery(w.Delivery)
		if w.Forget != nil {
			invitation.TokenHashes = slices.DeleteFunc(slices.Clone(invitation.TokenHashes),
				func(hash access.TokenHash) bool { return hash == *w.Forget })
		}
		m.invitations[w.Invitation] = invitation
		delete(m.claims, w.Invitation)
		if w.Event != nil {
			m.putEvents(*w.Event)
		}
	})
}

// queued reports whether the email of an attempt is still queued.
func (m *Store) queued(id access.InvitationID, attempt int) bool {
	invitation, found := m.invitations[id]
	return found && invitation.Attempt == attempt && invitation.Delivery.Status == access.Queued
}

// UpdateDelivery implements [delivery.Store].
func (m *Store) UpdateDelivery(ctx context.Context, w delivery.StatusUpdate) error {
	return m.write(ctx, func() bool {
		stored, found := m.invitations[w.Before.ID]
		return found && stored.Attempt == w.Before.Attempt && stored.Delivery == copyDelivery(w.Before.Delivery) && m.suppressionUnchanged(w.Suppress)
	}, func() {
		invitation := m.invitations[w.Before.ID]
		invitation.Delivery = copyDelivery(w.Delivery)
		m.invitations[w.Before.ID] = invitation
		delete(m.claims, w.Before.ID)
		m.suppress(w.Suppress)
		m.putEvents(w.Event)
	})
}
