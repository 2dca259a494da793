package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// addressItem is who has an address: a user, or the registration that may make
// one. The time-to-live removes a reservation that was not released. A user's
// item has none.
type addressItem struct {
	keyed
	User      access.UserID `dynamodbav:"user,omitempty"`
	Holder    string        `dynamodbav:"holder,omitempty"` // of the reservation
	Until     int64         `dynamodbav:"until,omitempty"`
	ExpiresAt int64         `dynamodbav:"expiresAt,omitempty"`
}

// ReserveAddress reserves an address with one write, and reads nothing. The SDK
// repeats a write whose answer was lost, so the holder may reserve it again.
func (s Store) ReserveAddress(ctx context.Context, w access.Reservation) error {
	expires := w.Until.Unix() + 1 // not before the reservation ends
	return s.updateOne(ctx, addressKey(w.Address),
		"SET #kind = :kind, #holder = :holder, #until = :until, #expiresAt = :expires",
		available+" OR ("+held+")",
		args{":kind": "address", ":holder": w.Holder, ":until": millis(w.Until), ":expires": expires, ":at": millis(w.At)})
}

// ReleaseAddress removes a reservation.
func (s Store) ReleaseAddress(ctx context.Context, w access.Reservation) error {
	return s.deleteOne(ctx, addressKey(w.Address), held, args{":holder": w.Holder})
}

// available is the condition that an address has no user and no reservation that
// lasts, and held that a holder has reserved it.
const (
	available = "(attribute_not_exists(#user) AND (attribute_not_exists(#until) OR #until <= :at))"
	held      = "attribute_not_exists(#user) AND #holder = :holder"
)

// putUser writes a user whose id and address are free. If there is a holder, it
// must have reserved the address.
func (t *transaction) putUser(user access.User, holder string, at time.Time) {
	t.put(userItem{keyed: userKey(user.ID).of("user"), User: storeUser(user)}, absent, nil)
	address := addressItem{keyed: addressKey(user.Email).of("address"), User: user.ID}
	if holder == "" {
		t.put(address, available, args{":at": millis(at)})
	} else {
		t.put(address, held, args{":holder": holder})
	}
}

// deleteOne is a conditional delete of a single item, outside a transaction.
func (s Store) deleteOne(ctx context.Context, k key, condition string, a args) error {
	names, values, err := placeholders(condition, a)
	if err != nil {
		return err
	}
	_, err = s.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: &s.Table, Key: k.attributes(), ConditionExpression: &condition,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	})
	if err != nil {
		return failure(err)
	}
	return nil
}
