package dynamo

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// requestItem is a request that is remembered. Until when is judged by the clock
// of whoever asks: DynamoDB removes it some time after.
type requestItem struct {
	keyed
	Body      []byte      `dynamodbav:"body"`
	Seed      access.Seed `dynamodbav:"seed"`
	Holder    string      `dynamodbav:"holder"` // the call of Begin to which it was given
	Until     int64       `dynamodbav:"until"`  // the holder works on it
	Answer    []byte      `dynamodbav:"answer,omitempty"`
	KeptUntil int64       `dynamodbav:"keptUntil"`
	ExpiresAt int64       `dynamodbav:"expiresAt"`
}

// Begin remembers a request with one write, and reads nothing: a write that is
// in vain tells what stands there instead.
func (s Store) Begin(ctx context.Context, r access.Attempt) (access.Remembered, error) {
	holder := access.NewID()
	item, err := attributevalue.MarshalMap(requestItem{keyed: requestKey(r.Key).of("request"), Holder: holder,
		Body: r.Body[:], Seed: r.Seed, Until: millis(r.Until), KeptUntil: millis(r.ExpiresAt), ExpiresAt: forgetAt(r)})
	if err != nil {
		return access.Remembered{}, err
	}
	condition := absent + " OR #keptUntil <= :at"
	names, values, err := placeholders(condition, args{":at": millis(r.At)})
	if err != nil {
		return access.Remembered{}, err
	}
	_, err = s.Client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.Table, Item: item, ConditionExpression: &condition,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if err == nil {
		return access.Remembered{Mine: true, Seed: r.Seed, Body: r.Body}, nil
	}
	there, err := met(err)
	if err != nil || there.Answer != nil || there.Until > millis(r.At) || !bytes.Equal(there.Body, r.Body[:]) {
		return there.remembered(holder), err
	}
	return s.takeOver(ctx, r, there, holder)
}

// takeOver continues a request that nobody works on.
func (s Store) takeOver(ctx context.Context, r access.Attempt, abandoned requestItem, holder string) (access.Remembered, error) {
	err := s.tryUpdate(ctx, requestKey(r.Key),
		"SET #holder = :holder, #until = :until, #keptUntil = :kept, #expiresAt = :expiresAt",
		"#holder = :was AND attribute_not_exists(#answer)",
		args{":holder": holder, ":was": abandoned.Holder, ":until": millis(r.Until), ":kept": millis(r.ExpiresAt), ":expiresAt": forgetAt(r)})
	if err == nil {
		abandoned.Holder = holder
		return abandoned.remembered(holder), nil
	}
	there, err := met(err)
	return there.remembered(holder), err
}

// remembered is the request as it stands, to one who would hold it. Whoever holds
// it already began it in a write whose answer was lost.
func (i requestItem) remembered(holder string) access.Remembered {
	r := access.Remembered{Mine: i.Holder == holder && i.Answer == nil, Seed: i.Seed, Answer: i.Answer}
	copy(r.Body[:], i.Body)
	return r
}

// met is the request that a write met where it wanted to write.
func met(err error) (requestItem, error) {
	refused, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
	if !ok || refused.Item == nil {
		return requestItem{}, failure(err)
	}
	return read[requestItem](refused.Item)
}

// Finish remembers the answer.
func (s Store) Finish(ctx context.Context, r access.Attempt, answer []byte) error {
	if answer == nil {
		answer = []byte{}
	}
	return s.updateOne(ctx, requestKey(r.Key),
		"SET #answer = :answer, #keptUntil = :kept, #expiresAt = :expiresAt",
		"#seed = :seed AND attribute_not_exists(#answer)",
		args{":answer": answer, ":kept": millis(r.ExpiresAt), ":expiresAt": forgetAt(r), ":seed": r.Seed})
}

// Drop lets anybody take the request over at once. Its seed stays: what was
// created before it was given up is found by it.
func (s Store) Drop(ctx context.Context, r access.Attempt) error {
	return s.updateOne(ctx, requestKey(r.Key), "SET #until = :nobody",
		"#seed = :seed AND attribute_not_exists(#answer)", args{":nobody": 0, ":seed": r.Seed})
}

// Free ends the time of a request, so that the next Begin writes over it. Only
// the attempt that holds it may: another may have taken it over and be at work.
func (s Store) Free(ctx context.Context, r access.Attempt) error {
	return s.updateOne(ctx, requestKey(r.Key), "SET #keptUntil = :past, #expiresAt = :now",
		"#seed = :seed AND #until = :until AND attribute_not_exists(#answer)",
		args{":past": 0, ":now": r.At.Unix(), ":seed": r.Seed, ":until": millis(r.Until)})
}

// forgetAt is when DynamoDB may remove a request: not before its time is up.
func forgetAt(r access.Attempt) int64 { return r.ExpiresAt.Add(time.Second).Unix() }
