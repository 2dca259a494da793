package dynamotest

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// Filler fills a table fast, to measure what a request costs in a large one. A store on
// the client of a filler makes the same items as ever, but a transaction writes nothing:
// the filler collects its puts, updates and deletions, and [Filler.Flush] writes them
// without conditions, many at a time. Of equal updates of an item it makes one, so counts
// are too low.
type Filler struct {
	// LeaveOut reports whether not to write an item that is put; nil writes every item.
	LeaveOut func(item map[string]types.AttributeValue) bool
	Written  atomic.Int64 // items that were put

	client *dynamodb.Client
	table  string
	keys   []string // the names of the key attributes

	mu      sync.Mutex
	puts    map[string]types.WriteRequest // by key
	updates map[string]types.Update       // by key, expression and values
	deletes map[string]types.WriteRequest // by key
}

// NewFiller returns a filler of a table with these key attributes, both strings.
func NewFiller(client *dynamodb.Client, table, partitionKey, sortKey string) *Filler {
	f := &Filler{client: client, table: table, keys: []string{partitionKey, sortKey}}
	f.begin()
	return f
}

// begin forgets what was collected.
func (f *Filler) begin() {
	f.puts, f.updates, f.deletes = map[string]types.WriteRequest{}, map[string]types.Update{}, map[string]types.WriteRequest{}
}

// Client returns a client whose transactions the filler collects.
func (f *Filler) Client() *dynamodb.Client {
	return dynamodb.New(f.client.Options(), func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, f.intercept) })
}

// intercept collects transactions instead of sending them.
func (f *Filler) intercept(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Filler",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			transaction, ok := in.Parameters.(*dynamodb.TransactWriteItemsInput)
			if !ok {
				return next.HandleInitialize(ctx, in)
			}
			f.collect(transaction.TransactItems)
			return middleware.InitializeOutput{Result: &dynamodb.TransactWriteItemsOutput{}}, middleware.Metadata{}, nil
		}), middleware.After)
}

func (f *Filler) collect(items []types.TransactWriteItem) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, item := range items {
		switch {
		case item.Put != nil && (f.LeaveOut == nil || !f.LeaveOut(item.Put.Item)):
			f.puts[f.key(item.Put.Item)] = types.WriteRequest{PutRequest: &types.PutRequest{Item: item.Put.Item}}
		case item.Update != nil:
			values, _ := json.Marshal(item.Update.ExpressionAttributeValues) // always text
			f.updates[f.key(item.Update.Key)+*item.Update.UpdateExpression+string(values)] = *item.Update
		case item.Delete != nil:
			f.deletes[f.key(item.Delete.Key)] = types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: item.Delete.Key}}
		}
	}
}

// key returns the key of an item as one string.
func (f *Filler) key(item map[string]types.AttributeValue) string {
	var parts []string
	for _, name := range f.keys {
		if value, ok := item[name].(*types.AttributeValueMemberS); ok {
			parts = append(parts, value.Value)
		}
	}
	return strings.Join(parts, "\n")
}

// The number of items in a call of BatchWriteItem, which is DynamoDB's limit, and of
// calls at the same time.
const batchSize, writers = 25, 16

// Flush writes what was collected: the puts, and then the updates and deletions. It
// returns the first error.
func (f *Filler) Flush(ctx context.Context) error {
	f.mu.Lock()
	puts, updates, deletes := f.puts, f.updates, f.deletes
	f.begin()
	f.mu.Unlock()
	if err := together(f.batches(ctx, puts)); err != nil {
		return err
	}
	f.Written.Add(int64(len(puts)))
	var calls []func() error
	for _, u := range updates {
		calls = append(calls, f.update(ctx, u))
	}
	if err := together(calls); err != nil {
		return err
	}
	return together(f.batches(ctx, deletes))
}

// batches returns the calls that make writes, as many in each as DynamoDB takes.
func (f *Filler) batches(ctx context.Context, writes map[string]types.WriteRequest) (calls []func() error) {
	for batch := range slices.Chunk(slices.Collect(maps.Values(writes)), batchSize) {
		calls = append(calls, f.write(ctx, batch))
	}
	return calls
}

// write returns a call that makes writes until DynamoDB has made all of them.
func (f *Filler) write(ctx context.Context, writes []types.WriteRequest) func() error {
	return func() error {
		request := map[string][]types.WriteRequest{f.table: writes}
		for len(request) > 0 {
			answer, err := f.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: request})
			if err != nil {
				return err
			}
			request = answer.UnprocessedItems
		}
		return nil
	}
}

// update returns a call that makes an update, without its condition.
func (f *Filler) update(ctx context.Context, u types.Update) func() error {
	return func() error {
		_, err := f.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: u.TableName, Key: u.Key, UpdateExpression: u.UpdateExpression,
			ExpressionAttributeNames: used(u.ExpressionAttributeNames, *u.UpdateExpression), ExpressionAttributeValues: used(u.ExpressionAttributeValues, *u.UpdateExpression)})
		return err
	}
}

// together makes calls, some at the same time, and returns the first error.
func together(calls []func() error) error {
	queue := make(chan func() error)
	var failed error
	var once sync.Once
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for call := range queue {
				if err := call(); err != nil {
					once.Do(func() { failed = err })
				}
			}
		})
	}
	for _, call := range calls {
		queue <- call
	}
	close(queue)
	all.Wait()
	return failed
}

// used returns the placeholders that an expression has. DynamoDB refuses others, such as
// those of the condition that the filler leaves out.
func used[T any](placeholders map[string]T, expression string) map[string]T {
	var kept map[string]T
	for _, word := range strings.FieldsFunc(expression, func(c rune) bool { return strings.ContainsRune(" ,.()=<>+-", c) }) {
		value, is := placeholders[word]
		if !is {
			continue
		}
		if kept == nil {
			kept = map[string]T{}
		}
		kept[word] = value
	}
	return kept
}
