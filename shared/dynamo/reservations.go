package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// addressItem says who has an address: a user, or a registration that has reserved it.
// The time-to-live removes a reservation that was not released. The item of a user
// has no time-to-live. It has the language in which the user accepted last, because
// everything that writes an email to the address reads this item.
type addressItem struct {
	header
	User      access.UserID
	Language  string
	Holder    string // of the reservation
	Until     int64
	ExpiresAt int64
}

func (a *addressItem) fields(f *fields) {
	a.header.fields(f)
	optional(f, "user", &a.User, text)
	optional(f, "language", &a.Language, text)
	optional(f, "holder", &a.Holder, text)
	optional(f, "until", &a.Until, number)
	optional(f, "expiresAt", &a.ExpiresAt, number)
}

// ReserveAddress reserves an address with one write and no read. The holder may
// reserve the address again, because the SDK repeats a write whose answer was lost.
func (s Store) ReserveAddress(ctx context.Context, w access.Reservation) error {
	expires := w.Until.Unix() + 1 // not before the reservation ends
	return s.updateOne(ctx, addressKey(w.Address),
		"SET #kind = :kind, #holder = :holder, #until = :until, #expiresAt = :expires",
		available+" OR ("+held+")",
		args{":kind": textOf(kindAddress), ":holder": textOf(w.Holder), ":until": numberOf(millis(w.Until)), ":expires": numberOf(expires), ":at": numberOf(millis(w.At))})
}

// ReleaseAddress deletes a reservation. It is stale unless the holder has it.
func (s Store) ReleaseAddress(ctx context.Context, w access.Reservation) error {
	return s.deleteOne(ctx, addressKey(w.Address), held, args{":holder": textOf(w.Holder)})
}

// available is the condition that an address has no user and is not reserved at :at.
// held is the condition that a holder has reserved the address, even if the
// reservation has ended.
const (
	available = "(attribute_not_exists(#user) AND (attribute_not_exists(#until) OR #until <= :at))"
	held      = "attribute_not_exists(#user) AND #holder = :holder"
)

// putUser writes a new user. It is stale if a user has the id or the address. If there
// is a holder, the holder must have reserved the address; otherwise the address must
// not be reserved.
func (t *transaction) putUser(user access.User, language, holder string, at time.Time) {
	t.put(&userItem{header: userKey(user.ID).header(kindUser), User: storeUser(user)}, absent, nil)
	address := addressItem{header: addressKey(user.Email).header(kindAddress), User: user.ID, Language: language}
	if holder == "" {
		t.put(&address, available, args{":at": numberOf(millis(at))})
	} else {
		t.put(&address, held, args{":holder": textOf(holder)})
	}
}

// keepLanguage keeps a language with the address of a user. It is stale unless the user has
// the address.
func (t *transaction) keepLanguage(user access.User, language string) {
	t.update(addressKey(user.Email), "SET #language = :language", "#user = :user", args{":language": textOf(language), ":user": textOf(user.ID)})
}

// deleteOne deletes a single item on a condition, without a transaction.
func (s Store) deleteOne(ctx context.Context, k key, condition string, a args) error {
	_, err := s.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: &s.Table, Key: k.attributes(), ConditionExpression: &condition,
		ExpressionAttributeNames: namesIn("", condition), ExpressionAttributeValues: a,
	})
	if err != nil {
		return failure(err)
	}
	return nil
}
