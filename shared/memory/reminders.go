package memory

import (
	"context"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// ClaimReminder implements [delivery.Store].
func (m *Store) ClaimReminder(ctx context.Context, w delivery.ReminderClaim) error {
	return m.write(ctx, func() bool {
		i, found := m.invitations[w.Invitation]
		return found && i.Attempt == w.Attempt && i.StatusAt(w.At) == access.Pending && i.Delivery.WasSent() && i.RemindedAt.IsZero() &&
			(i.ReminderClaimedAt.IsZero() || m.hasClaimed(w))
	}, func() {
		i := m.invitations[w.Invitation]
		if !m.hasClaimed(w) {
			i.TokenHashes = append(slices.Clone(i.TokenHashes), w.Token)
		}
		i.ReminderClaimedAt = truncated(w.At)
		m.invitations[w.Invitation] = i
	})
}

// hasClaimed reports whether a claim of a reminder is stored.
func (m *Store) hasClaimed(w delivery.ReminderClaim) bool {
	i := m.invitations[w.Invitation]
	return i.Attempt == w.Attempt && !i.ReminderClaimedAt.IsZero() && slices.Contains(i.TokenHashes, w.Token)
}

// ReleaseReminder implements [delivery.Store].
func (m *Store) ReleaseReminder(ctx context.Context, w delivery.ReminderClaim) error {
	return m.write(ctx, func() bool { return m.hasClaimed(w) }, func() {
		i := m.invitations[w.Invitation]
		i.TokenHashes = slices.DeleteFunc(slices.Clone(i.TokenHashes), func(hash access.TokenHash) bool { return hash == w.Token })
		i.ReminderClaimedAt = time.Time{}
		m.invitations[w.Invitation] = i
	})
}

// SettleReminder implements [delivery.Store].
func (m *Store) SettleReminder(ctx context.Context, w delivery.ReminderSettlement) error {
	return m.write(ctx, func() bool {
		i := m.invitations[w.Invitation]
		return i.Attempt == w.Attempt && !i.ReminderClaimedAt.IsZero()
	}, func() {
		i := m.invitations[w.Invitation]
		i.ReminderClaimedAt, i.RemindedAt = time.Time{}, truncated(w.Event.At)
		m.invitations[w.Invitation] = i
		m.putEvents(w.Event)
	})
}
