package memory

import (
	"context"
	"slices"

	"admit/shared/access"
	"admit/shared/delivery"
)

// ClaimDelivery implements [access.Store].
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
		m.claims[w.Invitation] = moment(w.Until)
	})
}

// claimedBy reports whether the claim has been stored already.
func (m *Store) claimedBy(w delivery.Claim) bool {
	return w.Token != nil && slices.Contains(m.invitations[w.Invitation].TokenHashes, *w.Token)
}

// SettleDelivery implements [access.Store].
func (m *Store) SettleDelivery(ctx context.Context, w delivery.Settlement) error {
	return m.write(ctx, func() bool { return m.queued(w.Invitation, w.Attempt) }, func() {
		invitation := m.invitations[w.Invitation]
		invitation.Delivery = copyDelivery(w.Delivery)
		if w.Forget != nil {
			invitation.TokenHashes = slices.DeleteFunc(slices.Clone(invitation.TokenHashes),
				func(hash access.SecretHash) bool { return hash == *w.Forget })
		}
		m.invitations[w.Invitation] = invitation
		delete(m.claims, w.Invitation)
		if w.Event != nil {
			m.putRecords(*w.Event)
		}
	})
}

// queued reports whether the mail of an attempt is still to be sent.
func (m *Store) queued(id access.InvitationID, round int) bool {
	invitation, there := m.invitations[id]
	return there && invitation.Attempt == round && invitation.Delivery.Status == access.Queued
}

// UpdateDelivery implements [access.Store].
func (m *Store) UpdateDelivery(ctx context.Context, w delivery.StatusUpdate) error {
	return m.write(ctx, func() bool {
		stored, there := m.invitations[w.Before.ID]
		return there && stored.Attempt == w.Before.Attempt && stored.Delivery == copyDelivery(w.Before.Delivery) && m.suppressed(w.Suppress)
	}, func() {
		invitation := m.invitations[w.Before.ID]
		invitation.Delivery = copyDelivery(w.Delivery)
		m.invitations[w.Before.ID] = invitation
		delete(m.claims, w.Before.ID)
		m.suppress(w.Suppress)
		m.putRecords(w.Event)
	})
}
