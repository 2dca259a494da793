package dynamo

import (
	"context"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// UpdateDelivery writes the delivery that follows from a delivery event, and the
// suppression of the address if the event leads to one.
func (s Store) UpdateDelivery(ctx context.Context, w delivery.StatusUpdate) error {
	before := w.Before.Delivery
	stored := string(before.Status)
	if before.Status == access.Queued {
		stored = deliverySending // the other value that the domain reads as queued
	}
	t := s.begin()
	t.update(invitationKey(w.Before.ID),
		setDelivery+" REMOVE #claimedUntil",
		"#round = :round AND #delivery IN (:before, :stored) AND #tentative = :tentativeBefore AND #deliveryAt = :atBefore",
		deliveryArgs(w.Delivery, args{":round": numberOf(w.Before.Attempt), ":before": textOf(before.Status), ":stored": textOf(stored),
			":tentativeBefore": booleanOf(before.Tentative), ":atBefore": numberOf(millis(before.At))}))
	if w.Suppress != nil {
		t.putSuppression(*w.Suppress, time.Time{})
	}
	t.putEvent(w.Event)
	return s.commit(ctx, t)
}
