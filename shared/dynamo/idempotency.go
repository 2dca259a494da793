package dynamo

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
	"admit/shared/idempotency"
)

// idempotencyItem is the record of an idempotency key. KeptUntil, in milliseconds,
// ends it: Begin compares KeptUntil with the clock of the request, because DynamoDB
// may remove an item long after ExpiresAt.
type idempotencyItem struct {
	header
	Fingerprint []byte
	Seed        access.Seed
	Holder      string // an id of the call of Begin that has the lease
	Until       int64  // the end of the lease
	Answer      []byte
	KeptUntil   int64
	ExpiresAt   int64
}

func (i *idempotencyItem) fields(f *fields) {
	i.header.fields(f)
	octets(f, "body", &i.Fingerprint)
	text(f, "seed", &i.Seed)
	text(f, "holder", &i.Holder)
	number(f, "until", &i.Until)
	optionalList(f, "answer", &i.Answer, octets)
	number(f, "keptUntil", &i.KeptUntil)
	number(f, "expiresAt", &i.ExpiresAt)
}

// Begin implements [idempotency.Store]. It writes without reading first. A write
// whose condition fails returns the item that exists.
func (s Store) Begin(ctx context.Context, l idempotency.Lease) (idempotency.Record, error) {
	holder := access.NewID()
	begun := idempotencyItem{header: idempotencyKey(l.Key).header(kindIdempotency), Holder: holder,
		Fingerprint: l.Fingerprint[:], Seed: l.Seed, Until: millis(l.Until), KeptUntil: millis(l.ExpiresAt), ExpiresAt: removableAt(l)}
	condition := absent + " OR #keptUntil <= :at"
	_, err := s.Client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.Table, Item: attributesOf(&begun), ConditionExpression: &condition,
		ExpressionAttributeNames: namesIn("", condition), ExpressionAttributeValues: args{":at": numberOf(millis(l.At))},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if err == nil {
		return idempotency.Record{Owned: true, Seed: l.Seed, Fingerprint: l.Fingerprint}, nil
	}
	existing, err := existingItem(err)
	if err != nil || existing.Answer != nil || existing.Until > millis(l.At) || !bytes.Equal(existing.Fingerprint, l.Fingerprint[:]) {
		return existing.record(holder), err
	}
	return s.continueLease(ctx, l, existing, holder)
}

// continueLease gives the lease of an abandoned request to a new holder.
func (s Store) continueLease(ctx context.Context, l idempotency.Lease, abandoned idempotencyItem, holder string) (idempotency.Record, error) {
	err := s.tryUpdate(ctx, idempotencyKey(l.Key),
		"SET #holder = :holder, #until = :until, #keptUntil = :kept, #expiresAt = :expiresAt",
		"#holder = :abandoned AND attribute_not_exists(#answer)",
		args{":holder": textOf(holder), ":abandoned": textOf(abandoned.Holder), ":until": numberOf(millis(l.Until)), ":kept": numberOf(millis(l.ExpiresAt)), ":expiresAt": numberOf(removableAt(l))})
	if err == nil {
		abandoned.Holder = holder
		return abandoned.record(holder), nil
	}
	existing, err := existingItem(err)
	return existing.record(holder), err
}

// record returns the item as a record for a holder. A holder owns a record without an
// answer that names it, also if the condition of its own write failed: then the SDK
// repeated a write that had succeeded.
func (i idempotencyItem) record(holder string) idempotency.Record {
	r := idempotency.Record{Owned: i.Holder == holder && i.Answer == nil, Seed: i.Seed, Answer: i.Answer}
	copy(r.Fingerprint[:], i.Fingerprint)
	return r
}

// existingItem returns the item that did not meet the condition of a write. For any
// other error it returns what the error means to the domain.
func existingItem(err error) (idempotencyItem, error) {
	refused, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
	if !ok || refused.Item == nil {
		return idempotencyItem{}, failure(err)
	}
	return read[idempotencyItem](itemOf(refused.Item))
}

// Finish implements [idempotency.Store].
func (s Store) Finish(ctx context.Context, l idempotency.Lease, answer []byte) error {
	if answer == nil {
		answer = []byte{}
	}
	return s.updateOne(ctx, idempotencyKey(l.Key),
		"SET #answer = :answer, #keptUntil = :kept, #expiresAt = :expiresAt",
		"#seed = :seed AND attribute_not_exists(#answer)",
		args{":answer": octetsOf(answer), ":kept": numberOf(millis(l.ExpiresAt)), ":expiresAt": numberOf(removableAt(l)), ":seed": textOf(l.Seed)})
}

// Release implements [idempotency.Store]. The item keeps its seed, so that the next
// try finds what this one has created.
func (s Store) Release(ctx context.Context, l idempotency.Lease) error {
	return s.updateOne(ctx, idempotencyKey(l.Key), "SET #until = :past",
		"#seed = :seed AND attribute_not_exists(#answer)", args{":past": numberOf(0), ":seed": textOf(l.Seed)})
}

// Forget implements [idempotency.Store]. It sets keptUntil to the past, so that the
// next Begin replaces the item. Its condition on until protects a record that another
// try has continued.
func (s Store) Forget(ctx context.Context, l idempotency.Lease) error {
	return s.updateOne(ctx, idempotencyKey(l.Key), "SET #keptUntil = :past, #expiresAt = :now",
		"#seed = :seed AND #until = :until AND attribute_not_exists(#answer)",
		args{":past": numberOf(0), ":now": numberOf(l.At.Unix()), ":seed": textOf(l.Seed), ":until": numberOf(millis(l.Until))})
}

// removableAt returns when DynamoDB may remove the item, in seconds. It is rounded
// up, so that no item is removed before it expires.
func removableAt(l idempotency.Lease) int64 { return l.ExpiresAt.Add(time.Second).Unix() }
