package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/idempotency"
	"admit/shared/transient"
)

// Store is an [access.Store], a [delivery.Store] and an [idempotency.Store] in one
// DynamoDB table.
type Store struct {
	Client *dynamodb.Client
	Table  string
}

var (
	_ access.Store      = Store{}
	_ idempotency.Store = Store{}
	_ delivery.Store    = Store{}
)

// get reads one item into out, or returns access.ErrNotFound.
func (s Store) get(ctx context.Context, k key, out any) error {
	item, err := s.item(ctx, k)
	if err != nil {
		return err
	}
	return attributevalue.UnmarshalMap(item, out)
}

// item reads one item, or returns access.ErrNotFound.
func (s Store) item(ctx context.Context, k key) (map[string]types.AttributeValue, error) {
	answer, err := s.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.Table, Key: k.attributes(), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, failure(err)
	}
	if answer.Item == nil {
		return nil, access.ErrNotFound
	}
	return answer.Item, nil
}

// maxBatch is how many items one BatchGetItem may read.
const maxBatch = 100

// batch reads items by key, and leaves out those that do not exist.
func (s Store) batch(ctx context.Context, keys []key) (map[key]map[string]types.AttributeValue, error) {
	found := make(map[key]map[string]types.AttributeValue, len(keys))
	switch {
	case len(keys) == 0:
		return found, nil
	case len(keys) <= maxBatch:
		return found, s.batchOnce(ctx, keys, found)
	}
	chunks := slices.Collect(slices.Chunk(keys, maxBatch))
	parts, errs := make([]map[key]map[string]types.AttributeValue, len(chunks)), make([]error, len(chunks))
	var calls sync.WaitGroup // made at the same time
	for n, chunk := range chunks {
		parts[n] = make(map[key]map[string]types.AttributeValue, len(chunk))
		calls.Go(func() { errs[n] = s.batchOnce(ctx, chunk, parts[n]) })
	}
	calls.Wait()
	for _, part := range parts {
		maps.Copy(found, part)
	}
	return found, errors.Join(errs...)
}

// batchOnce reads up to maxBatch items into found. It repeats the call for keys that
// DynamoDB did not process.
func (s Store) batchOnce(ctx context.Context, keys []key, found map[key]map[string]types.AttributeValue) error {
	attributes := make([]map[string]types.AttributeValue, 0, len(keys))
	for _, k := range keys {
		attributes = append(attributes, k.attributes())
	}
	request := map[string]types.KeysAndAttributes{s.Table: {Keys: attributes, ConsistentRead: aws.Bool(true)}}
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

// item is an item as DynamoDB returns it.
type item = map[string]types.AttributeValue

// pages are the results of a query, a page at a time.
type pages struct {
	store Store
	input *dynamodb.QueryInput
	done  bool // there is no further page
}

// pages returns the pages of a query. It reads nothing yet.
func (s Store) pages(q query) *pages {
	if q.after != "" && !q.validStart() {
		return &pages{done: true}
	}
	values := item{":pk": &types.AttributeValueMemberS{Value: q.partition}}
	condition := "pk = :pk"
	if q.prefix != "" {
		condition += " AND begins_with(sk, :prefix)"
		values[":prefix"] = &types.AttributeValueMemberS{Value: q.prefix}
	}
	input := &dynamodb.QueryInput{
		TableName: &s.Table, KeyConditionExpression: &condition, ExpressionAttributeValues: values,
		ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(!q.backward), Limit: q.limit(),
	}
	if q.after != "" {
		input.ExclusiveStartKey = key{q.partition, q.after}.attributes()
	}
	return &pages{store: s, input: input}
}

// next reads the next page, which may be empty.
func (p *pages) next(ctx context.Context) ([]item, error) {
	answer, err := p.store.Client.Query(ctx, p.input)
	if err != nil {
		return nil, failure(err)
	}
	p.input.ExclusiveStartKey = answer.LastEvaluatedKey
	p.input.Limit = nil // the first page was not enough: continue with the largest pages
	p.done = answer.LastEvaluatedKey == nil
	return answer.Items, nil
}

// query calls each for the items of a query, until each returns false.
func (s Store) query(ctx context.Context, q query, each func(item) (more bool, err error)) error {
	pages := s.pages(q)
	for !pages.done {
		items, err := pages.next(ctx)
		if err != nil {
			return err
		}
		for _, item := range items {
			if more, err := each(item); err != nil || !more {
				return err
			}
		}
	}
	return nil
}

// page returns a page of a list that is a query. It reads one item more than the page
// has, so that Next is empty at the end of the list.
func page[Item, T any](ctx context.Context, s Store, q query, limit int, toDomain func(Item) T) (access.Page[T], error) {
	list := access.Page[T]{Items: []T{}}
	last := ""
	q.firstPage = limit + 1
	err := s.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		if len(list.Items) == limit {
			list.Next = last
			return false, nil
		}
		stored, err := read[Item](item)
		last = keyOf(item).sort
		list.Items, list.Positions = append(list.Items, toDomain(stored)), append(list.Positions, last)
		return true, err
	})
	return list, err
}

// query says which items of a partition to read, and in which order.
type query struct {
	partition string
	prefix    string // of the sort key
	after     string // the sort key after which to begin; empty: at the beginning
	backward  bool
	firstPage int // how many items the first page has; 0: as many as fit into 1 MB
}

// validStart reports whether after can be the position of an item of the query.
// DynamoDB refuses other positions. A client may send any, and gets an empty page.
func (q query) validStart() bool {
	const maxSortKey = 1024 // octets; a limit of DynamoDB
	return strings.HasPrefix(q.after, q.prefix) && len(q.after) <= maxSortKey && utf8.ValidString(q.after)
}

// limit returns the size of the first page, at most 1000.
func (q query) limit() *int32 {
	if q.firstPage == 0 {
		return nil
	}
	return aws.Int32(int32(min(q.firstPage, 1000))) //nolint:gosec // bounded on the same line
}

// attributes returns the key as DynamoDB takes it.
func (k key) attributes() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		PartitionKey: &types.AttributeValueMemberS{Value: k.partition},
		SortKey:      &types.AttributeValueMemberS{Value: k.sort},
	}
}

// keyOf returns the key of an item.
func keyOf(i item) key { return key{attribute(i, PartitionKey), attribute(i, SortKey)} }

// attribute returns an attribute that is a string. It is empty if there is none.
func attribute(i item, name string) string {
	value, _ := i[name].(*types.AttributeValueMemberS)
	if value == nil {
		return ""
	}
	return value.Value
}

// read unmarshals an item of a query or a batch.
func read[T any](item map[string]types.AttributeValue) (T, error) {
	var out T
	if err := attributevalue.UnmarshalMap(item, &out); err != nil {
		return out, fmt.Errorf("read an item of the table: %w", err)
	}
	return out, nil
}

// failure returns what the error of a call means to the domain. A failed condition and
// a conflict with another transaction are access.ErrStale. A transient failure is
// access.Unavailable. Any other error is returned as it is.
func failure(err error) error {
	if canceled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		return cancellation(canceled)
	}
	if coded, ok := errors.AsType[smithy.APIError](err); ok && slices.Contains(staleCodes, coded.ErrorCode()) {
		return access.ErrStale
	}
	if transient.Is(err) {
		return unavailable(err)
	}
	return err
}

// staleCodes are the codes of the errors that say that nothing was written because of
// another write.
var staleCodes = []string{"ConditionalCheckFailedException", "TransactionConflictException", "TransactionInProgressException"}

// The cancellation reasons of a transaction, one for each item.
const (
	none            = "None"
	conditionFailed = "ConditionalCheckFailed"
	conflict        = "TransactionConflict"
)

// throttled are the reasons that say that a partition or the table had no capacity left.
var throttled = []string{"ThrottlingError", "ProvisionedThroughputExceeded"}

// cancellation returns what a cancelled transaction means to the domain.
func cancellation(canceled *types.TransactionCanceledException) error {
	for _, reason := range canceled.CancellationReasons {
		switch code := aws.ToString(reason.Code); {
		case code == conditionFailed, code == conflict:
			return access.ErrStale
		case slices.Contains(throttled, code):
			return unavailable(canceled)
		}
	}
	return canceled
}

// unavailable returns a refusal that asks the client to try again.
func unavailable(cause error) error {
	return &access.Error{Kind: access.Unavailable, Detail: "The service is temporarily unavailable. Try again.", Cause: cause}
}
