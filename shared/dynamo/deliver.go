package dynamo

import (
	"context"
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
	"admit/shared/delivery"
)

// claimReleased stands for the end of a claim that its holder gave back.
const claimReleased = 0

// ClaimDelivery takes the mail of a round, if nobody else has it, and adds the
// secret that the mail will carry. A claim that holds this very secret is its
// own: the SDK repeats a write whose answer was lost. What is removed makes room
// for the end of the claim, so that a claim without a secret enlarges no item.
func (s Store) ClaimDelivery(ctx context.Context, w delivery.Claim) error {
	update := "SET #delivery = :sending, #claimedUntil = :until REMOVE #deliveryDetail, #message"
	values := args{":pending": access.Pending, ":now": w.At.Unix(), ":round": w.Attempt, ":queued": DeliveryQueued,
		":sending": deliverySending, ":until": millis(w.Until), ":at": millis(w.At)}
	free := "(#delivery = :queued OR (#delivery = :sending AND #claimedUntil <= :at))"
	if w.Unknown == 0 {
		free += " AND attribute_not_exists(#secrets)"
	} else {
		free += " AND size(#secrets) = :unknown"
		values[":unknown"] = w.Unknown
	}
	if w.Token != nil {
		update += " ADD #secrets :secret"
		free = "((" + free + ") OR (#delivery = :sending AND contains(#secrets, :mine)))"
		values[":secret"], values[":mine"] = binarySet{w.Token[:]}, w.Token[:]
	}
	return s.updateOne(ctx, invitationKey(w.Invitation), update,
		"#status = :pending AND #expiresAt > :now AND #round = :round AND "+free, values)
}

// SettleDelivery writes what became of the mail, or gives the claim back.
func (s Store) SettleDelivery(ctx context.Context, w delivery.Settlement) error {
	values := deliveryArgs(w.Delivery, args{":queued": DeliveryQueued, ":sending": deliverySending, ":round": w.Attempt})
	update := setDelivery
	if w.Delivery.Status == access.Queued {
		update += ", #claimedUntil = :givenBack"
		values[":delivery"], values[":givenBack"] = deliverySending, claimReleased
	} else {
		update += " REMOVE #claimedUntil"
	}
	if w.Forget != nil {
		update += " DELETE #secrets :secret"
		values[":secret"] = binarySet{w.Forget[:]}
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

// setDelivery writes what deliveryArgs tells of a mail.
const setDelivery = "SET #delivery = :delivery, #tentative = :tentative, #deliveryAt = :at, #deliveryDetail = :detail, #message = :message"

func deliveryArgs(d access.Delivery, a args) args {
	maps.Copy(a, args{":delivery": d.Status, ":tentative": d.Tentative, ":at": millis(d.At), ":detail": d.Detail, ":message": d.Message})
	return a
}

// binarySet is a set of byte strings, as DynamoDB's ADD and DELETE take it.
type binarySet [][]byte

// MarshalDynamoDBAttributeValue makes the set.
func (b binarySet) MarshalDynamoDBAttributeValue() (types.AttributeValue, error) {
	return &types.AttributeValueMemberBS{Value: b}, nil
}
