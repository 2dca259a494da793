package dynamo

import (
	"context"
	"errors"
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// givenBack stands for the end of a claim that its holder gave back.
const givenBack = 0

// ClaimDelivery takes the mail of a round, if nobody else has it, and adds the
// secret that the mail will carry. A claim that holds this very secret is its
// own: the SDK repeats a write whose answer was lost.
func (s Store) ClaimDelivery(ctx context.Context, w access.Claim) error {
	const (
		claim   = "SET #delivery = :sending, #claimedUntil = :until ADD #secrets :secret"
		waiting = "#status = :pending AND #expiresAt > :now AND #round = :round AND "
		free    = "(#delivery = :queued OR (#delivery = :sending AND (#claimedUntil = :givenBack OR contains(#secrets, :mine))))"
		lapsed  = "#delivery = :sending AND #claimedUntil BETWEEN :one AND :at"
	)
	values := func(more args) args {
		a := args{":pending": access.Pending, ":now": w.At.Unix(), ":round": w.Round, ":sending": deliverySending,
			":until": millis(w.Until), ":secret": binarySet{w.Secret[:]}}
		maps.Copy(a, more)
		return a
	}
	err := s.updateOne(ctx, invitationKey(w.Invitation), claim, waiting+free,
		values(args{":queued": DeliveryQueued, ":givenBack": givenBack, ":mine": w.Secret[:]}))
	if !errors.Is(err, access.ErrStale) {
		return err
	}
	return s.updateOne(ctx, invitationKey(w.Invitation), claim+", #lapsed :one", waiting+lapsed,
		values(args{":one": 1, ":at": millis(w.At)}))
}

// SettleDelivery writes what became of the mail, or gives the claim back.
func (s Store) SettleDelivery(ctx context.Context, w access.Settlement) error {
	values := deliveryArgs(w.Delivery, args{":queued": DeliveryQueued, ":sending": deliverySending, ":round": w.Round})
	update := setDelivery
	if w.Delivery.Status == access.Queued {
		update += ", #claimedUntil = :givenBack"
		values[":delivery"], values[":givenBack"] = deliverySending, givenBack
	} else {
		update += " REMOVE #claimedUntil"
	}
	if w.Forget != nil {
		update += " DELETE #secrets :secret"
		values[":secret"] = binarySet{w.Forget[:]}
	}
	const unsettled = "#delivery IN (:queued, :sending) AND #round = :round"
	if w.Record == nil {
		return s.updateOne(ctx, invitationKey(w.Invitation), update, unsettled, values)
	}
	t := s.begin()
	t.update(invitationKey(w.Invitation), update, unsettled, values)
	t.record(*w.Record)
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
