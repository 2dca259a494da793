package accesstest

import (
	"context"
	"slices"

	"admit/shared/access"
)

// stop is an address to which an organisation sends no mails.
type stop struct {
	organisation access.OrganisationID
	address      string // key
}

func stopOf(i access.Invitation) stop { return stop{i.Scope.Organisation, i.Email.Key()} }

// ClaimDelivery implements [access.Store].
func (m *Memory) ClaimDelivery(ctx context.Context, w access.Claim) error {
	return m.write(ctx, func() bool {
		invitation := m.invitations[w.Invitation]
		running, claimed := m.claims[w.Invitation]
		return m.queued(w.Invitation, w.Round) && invitation.StatusAt(w.At) == access.Pending &&
			(!claimed || !running.After(w.At) || slices.Contains(invitation.Secrets, w.Secret))
	}, func() {
		invitation := m.invitations[w.Invitation]
		if slices.Contains(invitation.Secrets, w.Secret) {
			return
		}
		if _, claimed := m.claims[w.Invitation]; claimed {
			invitation.Lapsed++
		}
		invitation.Secrets = append(slices.Clone(invitation.Secrets), w.Secret)
		m.invitations[w.Invitation] = invitation
		m.claims[w.Invitation] = moment(w.Until)
	})
}

// SettleDelivery implements [access.Store].
func (m *Memory) SettleDelivery(ctx context.Context, w access.Settlement) error {
	return m.write(ctx, func() bool { return m.queued(w.Invitation, w.Round) }, func() {
		invitation := m.invitations[w.Invitation]
		invitation.Delivery = copyDelivery(w.Delivery)
		if w.Forget != nil {
			invitation.Secrets = slices.DeleteFunc(slices.Clone(invitation.Secrets),
				func(hash access.SecretHash) bool { return hash == *w.Forget })
		}
		m.invitations[w.Invitation] = invitation
		delete(m.claims, w.Invitation)
		if w.Record != nil {
			m.putRecords(*w.Record)
		}
	})
}

// queued tells whether the mail of a round is still to be sent.
func (m *Memory) queued(id access.InvitationID, round int) bool {
	invitation, there := m.invitations[id]
	return there && invitation.Round == round && invitation.Delivery.Status == access.Queued
}

// ReportDelivery implements [access.Store].
func (m *Memory) ReportDelivery(ctx context.Context, w access.Report) error {
	return m.write(ctx, func() bool {
		stored, there := m.invitations[w.Before.ID]
		return there && stored.Round == w.Before.Round && stored.Delivery == copyDelivery(w.Before.Delivery)
	}, func() {
		invitation := m.invitations[w.Before.ID]
		invitation.Delivery = copyDelivery(w.Delivery)
		m.invitations[w.Before.ID] = invitation
		delete(m.claims, w.Before.ID)
		if w.Stop != "" {
			m.stops[stopOf(invitation)] = w.Stop
		}
		m.putRecords(w.Record)
	})
}
