package dynamo

import (
	"context"

	"admit/shared/access"
	"admit/shared/delivery"
)

// ClaimReminder stores that the reminder of an attempt is being sent, and the hash of its token.
func (s Store) ClaimReminder(ctx context.Context, w delivery.ReminderClaim) error {
	return s.updateOne(ctx, invitationKey(w.Invitation), "SET #reminderClaimedAt = :at ADD #secrets :secret",
		"#status = :pending AND #expiresAt > :now AND #round = :round AND #delivery IN (:sent, :delayed, :delivered) AND "+
			"attribute_not_exists(#remindedAt) AND (attribute_not_exists(#reminderClaimedAt) OR contains(#secrets, :own))",
		args{":at": numberOf(millis(w.At)), ":secret": hashSetOf(w.Token), ":own": octetsOf(w.Token[:]), ":pending": textOf(access.Pending),
			":now": numberOf(w.At.Unix()), ":round": numberOf(w.Attempt),
			":sent": textOf(access.Sent), ":delayed": textOf(access.Delayed), ":delivered": textOf(access.Delivered)})
}

// ReleaseReminder removes what a claim has stored.
func (s Store) ReleaseReminder(ctx context.Context, w delivery.ReminderClaim) error {
	return s.updateOne(ctx, invitationKey(w.Invitation), "REMOVE #reminderClaimedAt DELETE #secrets :secret",
		"#round = :round AND attribute_exists(#reminderClaimedAt) AND contains(#secrets, :own)",
		args{":secret": hashSetOf(w.Token), ":own": octetsOf(w.Token[:]), ":round": numberOf(w.Attempt)})
}

// SettleReminder writes when the reminder was sent, together with its event, and ends the claim.
func (s Store) SettleReminder(ctx context.Context, w delivery.ReminderSettlement) error {
	t := s.begin()
	t.update(invitationKey(w.Invitation), "SET #remindedAt = :at REMOVE #reminderClaimedAt",
		"#round = :round AND attribute_exists(#reminderClaimedAt)",
		args{":at": numberOf(millis(w.Event.At)), ":round": numberOf(w.Attempt)})
	t.putEvent(w.Event)
	return s.commit(ctx, t)
}
