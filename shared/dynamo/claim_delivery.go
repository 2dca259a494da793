package dynamo

import (
	"context"

	"admit/shared/access"
	"admit/shared/delivery"
)

// ClaimDelivery claims the email of an attempt for the caller, and adds the hash of
// the token that the email will contain. If that hash is stored already, the claim
// succeeds again, because the SDK repeats a write whose answer was lost. The update
// removes the detail and the message id of the delivery, which makes room for the
// end of the claim. So a claim without a hash does not enlarge the item.
func (s Store) ClaimDelivery(ctx context.Context, w delivery.Claim) error {
	update := "SET #delivery = :sending, #claimedUntil = :until REMOVE #deliveryDetail, #message"
	values := args{":pending": textOf(access.Pending), ":now": numberOf(w.At.Unix()), ":round": numberOf(w.Attempt), ":queued": textOf(DeliveryQueued),
		":sending": textOf(deliverySending), ":until": numberOf(millis(w.Until)), ":at": numberOf(millis(w.At))}
	unclaimed := "(#delivery = :queued OR (#delivery = :sending AND #claimedUntil <= :at))"
	if w.Unknown == 0 {
		unclaimed += " AND attribute_not_exists(#secrets)"
	} else {
		unclaimed += " AND size(#secrets) = :unknown"
		values[":unknown"] = numberOf(w.Unknown)
	}
	if w.Token != nil {
		update += " ADD #secrets :secret"
		unclaimed = "((" + unclaimed + ") OR (#delivery = :sending AND contains(#secrets, :own)))"
		values[":secret"], values[":own"] = hashSetOf(*w.Token), octetsOf(w.Token[:])
	}
	return s.updateOne(ctx, invitationKey(w.Invitation), update,
		"#status = :pending AND #expiresAt > :now AND #round = :round AND "+unclaimed, values)
}
