package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/idempotency"
	"admit/shared/transient"
)

// Store is an access.Store and an idempotency.Store in one DynamoDB table.
type Store struct {
	Client *dynamodb.Client
	Table  string
}

var (
	_ access.Store      = Store{}
	_ idempotency.Store = Store{}
	_ delivery.Store    = Store{}
)

// get reads one item into out, or answers access.ErrNone.
func (s Store) get(ctx context.Context, k key, out any) error {
	item, err := s.item(ctx, k)
	if err != nil {
		return err
	}
	return attributevalue.UnmarshalMap(item, out)
}

// item reads one item, or answers access.ErrNone.
func (s Store) item(ctx context.Context, k key) (map[string]types.AttributeValue, error) {
	answer, err := s.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.Table, Key: k.attributes(), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, failure(err)
	}
	if answer.Item == nil {
		return nil, access.ErrNone
	}
	return answer.Item, nil
}

// maxBatch is how many items one BatchGetItem may ask for.
const maxBatch = 100

// batch reads those of the items that are there, by key.
func (s Store) batch(ctx context.Context, keys []key) (map[key]map[string]types.AttributeValue, error) {
	found := make(map[key]map[string]types.AttributeValue, len(keys))
	for len(keys) > 0 {
		n := min(len(keys), maxBatch)
		if err := s.batchOnce(ctx, keys[:n], found); err != nil {
			return nil, err
		}
		keys = keys[n:]
	}
	return found, nil
}

func (s Store) batchOnce(ctx context.Context, keys []key, found map[key]map[string]types.AttributeValue) error {
	wanted := make([]map[string]types.AttributeValue, 0, len(keys))
	for _, k := range keys {
		wanted = append(wanted, k.attributes())
	}
	request := map[string]types.KeysAndAttributes{s.Table: {Keys: wanted, ConsistentRead: aws.Bool(true)}}
	var backoff access.Backoff
	for {
		answer, err := s.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: request})
		if err != nil {
			return failure(err)
		}
		for _, item := range answer.Responses[s.Table] {
			found[keyOf(item)] = item
		}
		if request = answer.UnprocessedKeys; len(request) == 0 {
			return nil
		}
		if err := backoff.Wait(ctx); err != nil {
			return failure(err)
		}
	}
}

// query reads a partition from its beginning, or from after a sort key, page by
// page, until each returns false.
func (s Store) query(ctx context.Context, q query, each func(map[string]types.AttributeValue) (more bool, err error)) error {
	if q.after != "" && !q.reachable() {
		return nil
	}
	values, err := attributevalue.MarshalMap(map[string]any{":pk": q.partition, ":prefix": q.prefix})
	if err != nil {
		return err
	}
	condition := "pk = :pk AND begins_with(sk, :prefix)"
	if q.prefix == "" {
		condition = "pk = :pk"
		delete(values, ":prefix")
	}
	input := &dynamodb.QueryInput{
		TableName: &s.Table, KeyConditionExpression: &condition, ExpressionAttributeValues: values,
		ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(!q.backward), Limit: q.limit(),
	}
	if q.after != "" {
		input.ExclusiveStartKey = key{q.partition, q.after}.attributes()
	}
	for {
		answer, err := s.Client.Query(ctx, input)
		if err != nil {
			return failure(err)
		}
		for _, item := range answer.Items {
			if more, err := each(item); err != nil || !more {
				return err
			}
		}
		if input.ExclusiveStartKey = answer.LastEvaluatedKey; input.ExclusiveStartKey == nil {
			return nil
		}
		input.Limit = nil // little of the first page was wanted: read on in large ones
	}
}

// page gathers a page of a list that is a partition. It reads one item more than
// the page has, so that a page leads on only to where there is more.
func page[Item, T any](ctx context.Context, s Store, q query, limit int, is func(Item) T) (access.Page[T], error) {
	list := access.Page[T]{Items: []T{}}
	last := ""
	q.page = limit + 1
	err := s.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		if len(list.Items) == limit {
			list.Next = last
			return false, nil
		}
		stored, err := read[Item](item)
		list.Items, last = append(list.Items, is(stored)), keyOf(item).sort
		return true, err
	})
	return list, err
}

// query says what to read of a partition.
type query struct {
	partition string
	prefix    string // of the sort key
	after     string // a sort key
	backward  bool
	page      int // items to read at first; 0: as many as fit
}

// reachable tells whether the position can be one of this query. Nothing comes
// after one that somebody made up, and DynamoDB refuses it.
func (q query) reachable() bool {
	const maxSortKey = 1024 // octets
	return strings.HasPrefix(q.after, q.prefix) && len(q.after) <= maxSortKey && utf8.ValidString(q.after)
}

func (q query) limit() *int32 {
	if q.page == 0 {
		return nil
	}
	return aws.Int32(int32(min(q.page, 1000))) //nolint:gosec // bounded on the same line
}

func (k key) attributes() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		PartitionKey: &types.AttributeValueMemberS{Value: k.partition},
		SortKey:      &types.AttributeValueMemberS{Value: k.sort},
	}
}

func keyOf(item map[string]types.AttributeValue) key {
	text := func(name string) string {
		value, _ := item[name].(*types.AttributeValueMemberS)
		if value == nil {
			return ""
		}
		return value.Value
	}
	return key{text(PartitionKey), text(SortKey)}
}

// read unmarshals an item of a query or a batch.
func read[T any](item map[string]types.AttributeValue) (T, error) {
	var out T
	if err := attributevalue.UnmarshalMap(item, &out); err != nil {
		return out, fmt.Errorf("an item of the table is not what it should be: %w", err)
	}
	return out, nil
}

// failure tells what a failed call means to the domain. A condition that did
// not hold and a transaction that met another are stale decisions; what may
// pass is unavailable; the rest nobody foresaw.
func failure(err error) error {
	if canceled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		return cancellation(canceled)
	}
	if _, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok {
		return access.ErrStale
	}
	if _, ok := errors.AsType[*types.TransactionConflictException](err); ok {
		return access.ErrStale
	}
	if _, ok := errors.AsType[*types.TransactionInProgressException](err); ok {
		return access.ErrStale
	}
	if transient.Is(err) {
		return unavailable(err)
	}
	return err
}

// Codes of what an item had to do with it that a transaction was not written.
const (
	none            = "None"
	conditionFailed = "ConditionalCheckFailed"
	conflict        = "TransactionConflict"
)

func cancellation(canceled *types.TransactionCanceledException) error {
	for _, reason := range canceled.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case conditionFailed, conflict:
			return access.ErrStale
		case "ThrottlingError", "ProvisionedThroughputExceeded":
			return unavailable(canceled)
		}
	}
	return canceled
}

func unavailable(cause error) error {
	return &access.Error{Kind: access.Unavailable, Detail: "The store did not answer in time. Try again.", Cause: cause}
}
