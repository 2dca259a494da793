package dynamo

import (
	"context"
	"maps"

	"admit/shared/access"
	"admit/shared/delivery"
)

// noClaim is stored as the end of a released claim.
const noClaim = 0

// SettleDelivery writes the outcome of a claim and ends the claim. A delivery that is
// still queued releases the claim: the email stays "sending" in the table, and can
// be claimed at once.
func (s Store) SettleDelivery(ctx context.Context, w delivery.Settlement) error {
	values := deliveryArgs(w.Delivery, args{":queued": textOf(DeliveryQueued), ":sending": textOf(deliverySending), ":round": numberOf(w.Attempt)})
	update := setDelivery
	if w.Delivery.Status == access.Queued {
		update += ", #claimedUntil = :noClaim"
		values[":delivery"], values[":noClaim"] = textOf(deliverySending), numberOf(noClaim)
	} else {
		update += " REMOVE #claimedUntil"
	}
	if w.Forget != nil {
		update += " DELETE #secrets :secret"
		values[":secret"] = hashSetOf(*w.Forget)
	}
	const unsettled = "#delivery IN (:queued, :sending) AND #round = :round"
	if w.Event == nil {
		return s.updateOne(ctx, invitationKey(w.Invitation), update, unsettled, values)
	}
	t := s.begin()
	t.update(invitationKey(w.Invitation), update, unsettled, values)
	t.putEvent(*w.Event)
	return s.commit(ctx, t)
}

// setDelivery is the update that writes a delivery. deliveryArgs adds its values.
const setDelivery = "SET #delivery = :delivery, #tentative = :tentative, #deliveryAt = :at, #deliveryDetail = :detail, #message = :message"

func deliveryArgs(d access.Delivery, a args) args {
	maps.Copy(a, args{":delivery": textOf(d.Status), ":tentative": booleanOf(d.Tentative), ":at": numberOf(millis(d.At)), ":detail": textOf(d.Detail), ":message": textOf(d.Message)})
	return a
}
