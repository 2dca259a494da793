package redrive

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// position is the part of a message in which Lambda names changes of the table that a function
// could not process.
type position struct {
	StreamARN string `json:"streamArn"`
	Shard     string `json:"shardId"`
	Start     string `json:"startSequenceNumber"`
	End       string `json:"endSequenceNumber"`
	Size      int    `json:"batchSize"`
}

// streamRecord is a change as Lambda gives it to a function.
type streamRecord struct {
	EventName string         `json:"eventName"`
	Change    map[string]any `json:"dynamodb"`

	kind string // of the item
	// removedByTTL is set if DynamoDB removed the item when its time was over.
	removedByTTL bool
}

// errTrimmed means that a change is no longer in the stream, which has those of 24 hours.
var errTrimmed = errors.New("the change is no longer in the table's stream, which has those of the last 24 hours: see docs/operations.md")

// read returns the changes at a position.
func read(ctx context.Context, client *dynamodbstreams.Client, p position) ([]streamRecord, error) {
	iterator, err := client.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &p.StreamARN, ShardId: &p.Shard, ShardIteratorType: types.ShardIteratorTypeAtSequenceNumber, SequenceNumber: &p.Start,
	})
	if err != nil {
		return nil, readError(err)
	}
	var records []streamRecord
	last, ok := new(big.Int).SetString(p.End, 10)
	if !ok {
		return nil, fmt.Errorf("the position ends at %q", p.End)
	}
	// A page may be empty although later ones have records.
	for next, pages := iterator.ShardIterator, 0; next != nil && pages < maxPages; pages++ {
		page, err := client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: next})
		if err != nil {
			return nil, readError(err)
		}
		for _, r := range page.Records {
			number, _ := new(big.Int).SetString(aws.ToString(r.Dynamodb.SequenceNumber), 10)
			if number == nil || number.Cmp(last) > 0 {
				if len(records) == 0 {
					return nil, errTrimmed
				}
				return records, nil
			}
			records = append(records, recordOf(r))
			if number.Cmp(last) == 0 {
				return records, nil
			}
		}
		next = page.NextShardIterator
	}
	if len(records) == 0 {
		return nil, errTrimmed
	}
	return records, nil
}

// maxPages bounds the pages that are read of a shard.
const maxPages = 100

func readError(err error) error {
	if _, trimmed := errors.AsType[*types.TrimmedDataAccessException](err); trimmed {
		return errTrimmed
	}
	if _, gone := errors.AsType[*types.ResourceNotFoundException](err); gone { // of the shard
		return errTrimmed
	}
	return fmt.Errorf("read the table's stream: %w", err)
}

func recordOf(r types.Record) streamRecord {
	record := streamRecord{EventName: string(r.EventName), Change: map[string]any{
		"SequenceNumber": aws.ToString(r.Dynamodb.SequenceNumber), "Keys": imageOf(r.Dynamodb.Keys),
	}}
	image := r.Dynamodb.NewImage
	if image == nil {
		image = r.Dynamodb.OldImage
	}
	if kind, is := image["kind"].(*types.AttributeValueMemberS); is {
		record.kind = kind.Value
	}
	if r.Dynamodb.NewImage != nil {
		record.Change["NewImage"] = imageOf(r.Dynamodb.NewImage)
	}
	if r.Dynamodb.OldImage != nil {
		record.Change["OldImage"] = imageOf(r.Dynamodb.OldImage)
	}
	by := r.UserIdentity
	record.removedByTTL = by != nil && aws.ToString(by.Type) == "Service" && aws.ToString(by.PrincipalId) == "dynamodb.amazonaws.com"
	return record
}

// imageOf returns an item as JSON has it: {"name": {"S": "text"}}. T is an attribute's value in
// one of the SDK's packages, which have the same types under the same names.
func imageOf[T any](item map[string]T) map[string]any {
	image := make(map[string]any, len(item))
	for name, value := range item {
		image[name] = attributeOf(value)
	}
	return image
}

func attributeOf(value any) map[string]any {
	of := reflect.Indirect(reflect.ValueOf(value))
	kind, inner := strings.TrimPrefix(of.Type().Name(), "AttributeValueMember"), of.FieldByName("Value")
	switch kind {
	case "M":
		members := map[string]any{}
		for entries := inner.MapRange(); entries.Next(); {
			members[entries.Key().String()] = attributeOf(entries.Value().Interface())
		}
		return map[string]any{kind: members}
	case "L":
		members := make([]any, 0, inner.Len())
		for n := range inner.Len() {
			members = append(members, attributeOf(inner.Index(n).Interface()))
		}
		return map[string]any{kind: members}
	}
	return map[string]any{kind: inner.Interface()} // octets become base64
}
