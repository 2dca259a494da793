package dynamo

import (
	"context"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// UpdateDelivery writes what the provider told of the mail, and suppresses mails
// to the address if it says so.
func (s Store) UpdateDelivery(ctx context.Context, w delivery.StatusUpdate) error {
	was := w.Before.Delivery
	stored := string(was.Status)
	if was.Status == access.Queued {
		stored = deliverySending // or queued
	}
	t := s.begin()
	t.update(invitationKey(w.Before.ID),
		setDelivery+" REMOVE #claimedUntil",
		"#round = :round AND #delivery IN (:was, :stored) AND #tentative = :wasTentative AND #deliveryAt = :wasAt",
		deliveryArgs(w.Delivery, args{":round": w.Before.Attempt, ":was": was.Status, ":stored": stored,
			":wasTentative": was.Tentative, ":wasAt": millis(was.At)}))
	if w.Suppress != nil {
		t.putSuppression(*w.Suppress, time.Time{})
	}
	t.putEvent(w.Event)
	return s.commit(ctx, t)
}
