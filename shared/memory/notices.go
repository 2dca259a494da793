package memory

import (
	"context"

	"admit/shared/access"
	"admit/shared/delivery"
)

// RequestRenewal implements [access.Store].
func (m *Store) RequestRenewal(ctx context.Context, w access.RenewalRequest) error {
	return m.write(ctx, func() bool {
		stored, found := m.invitations[w.Before.ID]
		return found && stored.Version == w.Before.Version && stored.Status == access.Expired
	}, func() {
		invitation, after := m.invitations[w.Before.ID], copyInvitation(w.After)
		invitation.RenewalRequestedAt, invitation.Version = after.RenewalRequestedAt, after.Version
		m.queueNotice(&invitation, after.Notice)
		m.invitations[w.Before.ID] = invitation
		m.putEvents(w.Event)
	})
}

// queueNotice queues a notice of an invitation, or removes it. Nobody has claimed it.
func (m *Store) queueNotice(i *access.Invitation, n access.Notice) {
	i.Notice = n
	delete(m.noticeClaims, i.ID)
}

// ClaimNotice implements [delivery.Store].
func (m *Store) ClaimNotice(ctx context.Context, w delivery.NoticeClaim) error {
	return m.write(ctx, func() bool {
		return m.noticed(w.Invitation, w.Notice) && m.invitations[w.Invitation].Notice.Tries == w.Notice.Tries &&
			!m.noticeClaims[w.Invitation].After(w.At)
	}, func() {
		invitation := m.invitations[w.Invitation]
		invitation.Notice.Tries++
		m.invitations[w.Invitation] = invitation
		m.noticeClaims[w.Invitation] = truncated(w.Until)
	})
}

// SettleNotice implements [delivery.Store].
func (m *Store) SettleNotice(ctx context.Context, w delivery.NoticeSettlement) error {
	return m.write(ctx, func() bool { return m.noticed(w.Invitation, w.Notice) }, func() {
		invitation := m.invitations[w.Invitation]
		after := access.Notice{}
		if w.NotSent {
			after = access.Notice{QueuedAt: invitation.Notice.QueuedAt, Tries: w.Notice.Tries}
		}
		m.queueNotice(&invitation, after)
		m.invitations[w.Invitation] = invitation
	})
}

// noticed reports whether a notice is still to be sent.
func (m *Store) noticed(id access.InvitationID, n access.Notice) bool {
	stored, found := m.invitations[id]
	return found && !n.QueuedAt.IsZero() && stored.Notice.QueuedAt.Equal(truncated(n.QueuedAt))
}
