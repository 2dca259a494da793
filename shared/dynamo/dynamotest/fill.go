package dynamotest

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// Filler fills a table fast, to measure what a request costs in a large one. The client of
// a filler writes only the puts of a transaction, without conditions and many at a time. So
// the items are those that a store makes, and a store on that client needs no reads.
type Filler struct {
	client *dynamodb.Client
	slots  chan struct{} // limits the number of calls at the same time
	calls  sync.WaitGroup

	mu      sync.Mutex
	waiting map[string][]types.WriteRequest // by table

	failures sync.Mutex
	err      error
}

const (
	batchWrite    = 25 // items of one BatchWriteItem; a limit of DynamoDB
	parallelCalls = 16
)

// NewFiller returns a filler that writes through a client.
func NewFiller(client *dynamodb.Client) *Filler {
	return &Filler{client: client, slots: make(chan struct{}, parallelCalls), waiting: map[string][]types.WriteRequest{}}
}

// Client returns a client whose transactions are filled in. Call [Filler.Flush] after the
// last of them.
func (f *Filler) Client() *dynamodb.Client {
	return dynamodb.New(f.client.Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(slices.Clone(o.APIOptions), func(stack *middleware.Stack) error {
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Fill", f.take), middleware.Before)
		})
	})
}

// Flush writes what waits, and waits for all calls. It returns the first error.
func (f *Filler) Flush() error {
	f.mu.Lock()
	for table := range f.waiting {
		f.send(table)
	}
	f.mu.Unlock()
	f.calls.Wait()
	return f.failed(nil)
}

// failed returns the first error, after it has noted another one.
func (f *Filler) failed(err error) error {
	f.failures.Lock()
	defer f.failures.Unlock()
	f.err = cmp.Or(f.err, err)
	return f.err
}

// take keeps the puts of a transaction. It lets every other call through.
func (f *Filler) take(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	transaction, ok := in.Parameters.(*dynamodb.TransactWriteItemsInput)
	if !ok {
		return next.HandleInitialize(ctx, in)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, item := range transaction.TransactItems {
		if item.Put == nil {
			continue
		}
		table := aws.ToString(item.Put.TableName)
		f.waiting[table] = append(f.waiting[table], types.WriteRequest{PutRequest: &types.PutRequest{Item: item.Put.Item}})
		if len(f.waiting[table]) == batchWrite {
			f.send(table)
		}
	}
	return middleware.InitializeOutput{Result: &dynamodb.TransactWriteItemsOutput{}}, middleware.Metadata{}, f.failed(nil)
}

// send writes the requests that wait for a table. The caller holds the lock.
func (f *Filler) send(table string) {
	requests := map[string][]types.WriteRequest{table: f.waiting[table]}
	delete(f.waiting, table)
	f.slots <- struct{}{}
	f.calls.Go(func() {
		defer func() { <-f.slots }()
		for len(requests) > 0 {
			answer, err := f.client.BatchWriteItem(context.Background(), &dynamodb.BatchWriteItemInput{RequestItems: requests})
			if f.failed(err) != nil {
				return
			}
			requests = answer.UnprocessedItems
		}
	})
}
