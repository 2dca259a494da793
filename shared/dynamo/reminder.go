package dynamo

import (
	"context"

	"admit/shared/access"
	"admit/shared/delivery"
)

// ClaimReminder stores when the reminder of an attempt is sent, and the hash of its token.
func (s Store) ClaimReminder(ctx context.Context, w delivery.ReminderClaim) error {
	return s.updateOne(ctx, invitationKey(w.Invitation), "SET #remindedAt = :at ADD #secrets :secret",
		"#status = :pending AND #expiresAt > :now AND #round = :round AND #delivery IN (:sent, :delayed, :delivered) AND "+
			"(attribute_not_exists(#remindedAt) OR contains(#secrets, :own))",
		args{":at": numberOf(millis(w.At)), ":secret": hashSetOf(w.Token), ":own": octetsOf(w.Token[:]), ":pending": textOf(access.Pending),
			":now": numberOf(w.At.Unix()), ":round": numberOf(w.Attempt),
			":sent": textOf(access.Sent), ":delayed": textOf(access.Delayed), ":delivered": textOf(access.Delivered)})
}

// ReleaseReminder removes what a claim has stored.
func (s Store) ReleaseReminder(ctx context.Context, w delivery.ReminderClaim) error {
	return s.updateOne(ctx, invitationKey(w.Invitation), "REMOVE #remindedAt DELETE #secrets :secret",
		"#round = :round AND contains(#secrets, :own)",
		args{":secret": hashSetOf(w.Token), ":own": octetsOf(w.Token[:]), ":round": numberOf(w.Attempt)})
}

// RecordReminder writes the event of a reminder.
func (s Store) RecordReminder(ctx context.Context, e access.Event) error {
	t := s.begin()
	t.putEvent(e)
	return s.commit(ctx, t)
}
