package dynamo

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
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
	Client    *dynamodb.Client
	Table     string
	Retention access.Retention // of what the store writes
}

// Retaining returns a store whose writes have a retention.
func (s Store) Retaining(r access.Retention) Store {
	s.Retention = r
	return s
}

var (
	_ access.Store      = Store{}
	_ idempotency.Store = Store{}
	_ delivery.Store    = Store{}
)

// get reads one item into out, or returns access.ErrNotFound.
func (s Store) get(ctx context.Context, k key, out storable) error {
	item, err := s.item(ctx, k)
	if err != nil {
		return err
	}
	return item.into(out)
}

// item reads one item, or returns access.ErrNotFound.
func (s Store) item(ctx context.Context, k key) (item, error) {
	var answer response
	_, err := s.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.Table, Key: k.attributes(), ConsistentRead: aws.Bool(true),
	}, answer.of(&dynamodb.GetItemOutput{}))
	if err != nil {
		return nil, failure(err)
	}
	if len(answer.items) == 0 {
		return nil, access.ErrNotFound
	}
	return answer.items[0], nil
}

// maxBatch is how many items one BatchGetItem may read.
const maxBatch = 100

// batch reads items by key, and leaves out those that do not exist.
func (s Store) batch(ctx context.Context, keys []key) (map[key]item, error) {
	found := make(map[key]item, len(keys))
	switch {
	case len(keys) == 0:
		return found, nil
	case len(keys) <= maxBatch:
		return found, s.batchOnce(ctx, keys, found)
	}
	chunks := slices.Collect(slices.Chunk(keys, maxBatch))
	parts, errs := make([]map[key]item, len(chunks)), make([]error, len(chunks))
	var calls sync.WaitGroup // made at the same time
	for n, chunk := range chunks {
		parts[n] = make(map[key]item, len(chunk))
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
func (s Store) batchOnce(ctx context.Context, keys []key, found map[key]item) error {
	request := batchRequest{keys: keys}
	input := &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
		s.Table: {Keys: []map[string]types.AttributeValue{}, ConsistentRead: aws.Bool(true)},
	}}
	var backoff access.Backoff
	for {
		var answer response
		output, err := s.Client.BatchGetItem(ctx, input, request.to, answer.of(&dynamodb.BatchGetItemOutput{}))
		if err != nil {
			return failure(err)
		}
		for _, item := range answer.items {
			found[keyOf(item)] = item
		}
		if len(output.UnprocessedKeys) == 0 {
			return nil
		}
		request.keys = nil
		for _, unprocessed := range output.UnprocessedKeys[s.Table].Keys {
			request.keys = append(request.keys, keyOf(itemOf(unprocessed)))
		}
		if err := backoff.Wait(ctx); err != nil {
			return failure(err)
		}
	}
}

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
	values := map[string]types.AttributeValue{":pk": &types.AttributeValueMemberS{Value: q.partition}}
	condition := "pk = :pk"
	switch {
	case q.prefix != "":
		condition, values[":prefix"] = condition+" AND begins_with(sk, :prefix)", textOf(q.prefix)
	case q.from != "" && q.to != "":
		condition, values[":from"], values[":to"] = condition+" AND sk BETWEEN :from AND :to", textOf(q.from), textOf(q.to)
	case q.from != "":
		condition, values[":from"] = condition+" AND sk >= :from", textOf(q.from)
	case q.to != "":
		condition, values[":to"] = condition+" AND sk < :to", textOf(q.to)
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
	var answer response
	if _, err := p.store.Client.Query(ctx, p.input, answer.of(&dynamodb.QueryOutput{})); err != nil {
		return nil, failure(err)
	}
	p.input.Limit = nil // the first page was not enough: continue with the largest pages
	if p.done = answer.last == nil; !p.done {
		p.input.ExclusiveStartKey = keyOf(answer.last).attributes()
	}
	return answer.items, nil
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
func page[Item, T any, P pointerTo[Item]](ctx context.Context, s Store, q query, limit int, toDomain func(Item) T) (access.Page[T], error) {
	list := access.Page[T]{Items: []T{}}
	last := ""
	q.firstPage = limit + 1
	err := s.query(ctx, q, func(item item) (bool, error) {
		if len(list.Items) == limit {
			list.Next = last
			return false, nil
		}
		stored, err := read[Item, P](item)
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
	from, to  string // without a prefix: the bounds of the sort key, of which no item has the upper one
	after     string // the sort key after which to begin; empty: at the beginning
	backward  bool
	firstPage int // how many items the first page has; 0: as many as fit into 1 MB
}

// validStart reports whether after can be the position of an item of the query.
// DynamoDB refuses other positions. A client may send any, and gets an empty page.
func (q query) validStart() bool {
	const maxSortKey = 1024 // octets; a limit of DynamoDB
	inside := strings.HasPrefix(q.after, q.prefix) && q.after >= q.from && (q.to == "" || q.after < q.to)
	return inside && len(q.after) <= maxSortKey && utf8.ValidString(q.after)
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
	both := [...]types.AttributeValueMemberS{{Value: k.partition}, {Value: k.sort}}
	return map[string]types.AttributeValue{PartitionKey: &both[0], SortKey: &both[1]}
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
