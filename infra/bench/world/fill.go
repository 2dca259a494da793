package world

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"admit/shared/dynamo"
)

// Filler stores many things quickly. Its store makes the same items as ever, but a
// transaction writes nothing: the filler collects what it would put, and writes that in
// batches, without conditions. Updates follow the puts of their batch. Events are left
// out, because no measurement of growth reads them.
type Filler struct {
	store   dynamo.Store
	client  *dynamodb.Client
	mu      sync.Mutex
	puts    map[string]types.WriteRequest // by key
	updates []types.Update
	deletes []types.Delete
	Written atomic.Int64 // items
}

// NewFiller returns a filler of the table of a store.
func NewFiller(store dynamo.Store) *Filler {
	f := &Filler{client: store.Client, puts: map[string]types.WriteRequest{}}
	options := store.Client.Options()
	options.APIOptions = append(options.APIOptions, f.intercept)
	f.store = dynamo.Store{Client: dynamodb.New(options), Table: store.Table}
	return f
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
		case item.Put != nil && text(item.Put.Item, dynamo.KindAttribute) != dynamo.KindEvent:
			key := text(item.Put.Item, dynamo.PartitionKey) + "\n" + text(item.Put.Item, dynamo.SortKey)
			f.puts[key] = types.WriteRequest{PutRequest: &types.PutRequest{Item: item.Put.Item}}
		case item.Update != nil:
			f.updates = append(f.updates, *item.Update)
		case item.Delete != nil:
			f.deletes = append(f.deletes, *item.Delete)
		}
	}
}

func text(item map[string]types.AttributeValue, name string) string {
	value, _ := item[name].(*types.AttributeValueMemberS)
	if value == nil {
		return ""
	}
	return value.Value
}

// The number of items in a call of BatchWriteItem, which is DynamoDB's limit, and of
// calls at the same time.
const batchSize, writers = 25, 16

// flush writes what was collected.
func (f *Filler) flush(ctx context.Context) error {
	f.mu.Lock()
	puts, updates, deletes := f.puts, f.updates, f.deletes
	f.puts, f.updates, f.deletes = map[string]types.WriteRequest{}, nil, nil
	f.mu.Unlock()
	var calls []func() error
	var batch []types.WriteRequest
	for _, put := range puts {
		if batch = append(batch, put); len(batch) == batchSize {
			calls, batch = append(calls, f.put(ctx, batch)), nil
		}
	}
	if len(batch) > 0 {
		calls = append(calls, f.put(ctx, batch))
	}
	if err := together(calls); err != nil {
		return err
	}
	calls = nil
	for _, u := range updates {
		calls = append(calls, func() error {
			_, err := f.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: u.TableName, Key: u.Key, UpdateExpression: u.UpdateExpression,
				ExpressionAttributeNames: used(u.ExpressionAttributeNames, *u.UpdateExpression), ExpressionAttributeValues: used(u.ExpressionAttributeValues, *u.UpdateExpression)})
			return err
		})
	}
	for _, d := range deletes {
		calls = append(calls, func() error {
			_, err := f.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: d.TableName, Key: d.Key})
			return err
		})
	}
	f.Written.Add(int64(len(puts)))
	return together(calls)
}

// put returns a call that writes items until DynamoDB has taken all of them.
func (f *Filler) put(ctx context.Context, items []types.WriteRequest) func() error {
	return func() error {
		request := map[string][]types.WriteRequest{f.store.Table: items}
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
	for name, value := range placeholders {
		if !hasWord(expression, name) {
			continue
		}
		if kept == nil {
			kept = map[string]T{}
		}
		kept[name] = value
	}
	return kept
}

// Each calls do for the numbers from first to last, and writes what the store of the
// filler was given.
func (f *Filler) Each(ctx context.Context, first, last int, do func(store dynamo.Store, n int) error) error {
	const atOnce = 5000
	for n := first; n < last; n++ {
		if err := do(f.store, n); err != nil {
			return errors.Join(fmt.Errorf("fill: %w", err), ctx.Err())
		}
		if (n-first+1)%atOnce == 0 {
			if err := f.flush(ctx); err != nil {
				return err
			}
		}
	}
	return f.flush(ctx)
}
