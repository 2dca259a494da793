package accesstest

import (
	"context"
	"slices"
	"time"

	"admit/shared/access"
)

// claim is the right to send the mail of a round, until a moment.
type claim struct {
	round int
	until time.Time
}

// ClaimDelivery implements [access.Store].
func (m *Memory) ClaimDelivery(ctx context.Context, w access.Claim) error {
	return m.write(ctx, func() bool {
		invitation := m.invitations[w.Invitation]
		running, claimed := m.claims[w.Invitation]
		return m.queued(w.Invitation, w.Round) && invitation.StatusAt(w.At) == access.Pending &&
			!(claimed && running.round == w.Round && running.until.After(w.At))
	}, func() {
		invitation := m.invitations[w.Invitation]
		if lapsed, claimed := m.claims[w.Invitation]; claimed && lapsed.round == w.Round {
			invitation.Lapsed++
		}
		invitation.Secrets = append(slices.Clone(invitation.Secrets), w.Secret)
		m.invitations[w.Invitation] = invitation
		m.claims[w.Invitation] = claim{w.Round, moment(w.Until)}
	})
}

// SettleDelivery implements [access.Store].
func (m *Memory) SettleDelivery(ctx context.Context, w access.Settlement) error {
	return m.write(ctx, func() bool { return m.queued(w.Invitation, w.Round) }, func() {
		invitation := m.invitations[w.Invitation]
		invitation.Delivery = w.Delivery
		invitation.Delivery.At = moment(w.Delivery.At)
		if w.Forget != nil {
			invitation.Secrets = slices.DeleteFunc(slices.Clone(invitation.Secrets),
				func(hash access.SecretHash) bool { return hash == *w.Forget })
		}
		m.invitations[w.Invitation] = invitation
		delete(m.claims, w.Invitation)
	})
}

// queued tells whether the mail of a round is still to be sent.
func (m *Memory) queued(id access.InvitationID, round int) bool {
	invitation, there := m.invitations[id]
	return there && invitation.Round == round && invitation.Delivery.Status == access.Queued
}
