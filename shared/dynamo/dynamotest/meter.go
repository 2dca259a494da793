package dynamotest

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Meter measures the cost of calls to DynamoDB. A client is measured if the Watch of
// the meter is among its [dynamodb.Options.APIOptions].
//
// The meter uses the consumed capacity that DynamoDB Local reports, where it agrees
// with the AWS documentation. DynamoDB Local reports no unit for reading an item that
// does not exist, and almost none for a transaction. The meter computes both.
type Meter struct {
	client *dynamodb.Client // its own, which is not measured
	gate   *gate            // where calls wait during [Meter.Measure]
	mu     sync.Mutex
	cost   Cost
}

// NewMeter returns a meter for clients of [Endpoint].
func NewMeter(tb testing.TB) *Meter {
	tb.Helper()
	return MeterOf(Client(tb))
}

// MeterOf returns a meter that reads the sizes of items with a client.
func MeterOf(client *dynamodb.Client) *Meter { return &Meter{client: client} }

// Client returns a client of [Endpoint], with the given API options.
func Client(tb testing.TB, apiOptions ...func(*middleware.Stack) error) *dynamodb.Client {
	tb.Helper()
	return ClientOf(Endpoint(tb), sharedOutside(), apiOptions...)
}

// ClientOf returns a client of an endpoint, which sends its requests with an HTTP client.
func ClientOf(endpoint string, sender aws.HTTPClient, apiOptions ...func(*middleware.Stack) error) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(endpoint), APIOptions: apiOptions, HTTPClient: sender,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})
}

// sharedOutside returns the HTTP client of all clients.
var sharedOutside = sync.OnceValue(newOutside)

// Cost is the cost of some calls together. It does not contain the capacity that
// failed calls consumed, which is not known.
type Cost struct {
	Calls       []Call
	Waits       int     // how often the caller waits; known only by [Meter.Measure]
	Read, Write float64 // capacity units
}

// Call is one call of the API. It is one round trip, unless the SDK repeated it.
type Call struct {
	Operation string
	Items     int // the number of items of a transaction; otherwise zero
	Failed    bool
}

// Take returns the cost since the last Take.
func (m *Meter) Take() Cost {
	m.mu.Lock()
	defer m.mu.Unlock()
	cost := m.cost
	m.cost = Cost{}
	return cost
}

// String lists the calls in the order in which they ended. Equal calls that follow each
// other are one entry with a number.
func (c Cost) String() string {
	var list []string
	for n := 0; n < len(c.Calls); {
		same := 1
		for n+same < len(c.Calls) && c.Calls[n+same] == c.Calls[n] {
			same++
		}
		call := c.Calls[n].String()
		if same > 1 {
			call = fmt.Sprintf("%d %s", same, call)
		}
		list = append(list, call)
		n += same
	}
	return strings.Join(list, ", ")
}

// String returns the operation, with its number of items and whether it failed.
func (c Call) String() string {
	name := c.Operation
	if c.Items > 0 {
		name += fmt.Sprintf(" of %d", c.Items)
	}
	if c.Failed {
		name += " (failed)"
	}
	return name
}

// Watch makes the meter measure the calls of a client. It is an API option.
func (m *Meter) Watch(stack *middleware.Stack) error {
	if err := stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Gate", m.waitAtGate), middleware.Before); err != nil {
		return err
	}
	if err := stack.Finalize.Add(middleware.FinalizeMiddlewareFunc("KeysOfBatch", countKeys), middleware.After); err != nil {
		return err
	}
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Meter",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			call := Call{Operation: middleware.GetOperationName(ctx)}
			transaction, ok := in.Parameters.(*dynamodb.TransactWriteItemsInput)
			if ok {
				call.Items = len(transaction.TransactItems)
				return m.transact(ctx, call, transaction, func() (middleware.InitializeOutput, middleware.Metadata, error) {
					return next.HandleInitialize(ctx, in)
				})
			}
			askForCapacity(in.Parameters)
			var keys int
			out, metadata, err := next.HandleInitialize(context.WithValue(ctx, keysOfBatch{}, &keys), in)
			call.Failed = err != nil
			read, write := consumed(keys, out.Result)
			m.add(call, read, write)
			return out, metadata, err
		}), middleware.After)
}

// transact measures a transaction by the sizes of its items before and after.
func (m *Meter) transact(ctx context.Context, call Call, t *dynamodb.TransactWriteItemsInput,
	do func() (middleware.InitializeOutput, middleware.Metadata, error),
) (out middleware.InitializeOutput, metadata middleware.Metadata, err error) {
	before, err := m.sizes(ctx, t)
	if err != nil {
		return out, metadata, err
	}
	if out, metadata, err = do(); err != nil {
		call.Failed = true
		m.add(call, 0, 0)
		return out, metadata, err
	}
	after, err := m.sizes(ctx, t)
	if err == nil {
		m.add(call, 0, before.transacted(after))
	}
	return out, metadata, err
}

func (m *Meter) add(call Call, read, write float64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost.Calls = append(m.cost.Calls, call)
	m.cost.Read += read
	m.cost.Write += write
}

// askForCapacity makes DynamoDB report the consumed capacity, for the inputs of
// operations that can.
func askForCapacity(input any) {
	field := reflect.ValueOf(input).Elem().FieldByName("ReturnConsumedCapacity")
	if field.IsValid() {
		field.SetString(string(types.ReturnConsumedCapacityTotal))
	}
}

// keysOfBatch is the key of a context's *int, which becomes the number of keys that a
// BatchGetItem requests.
type keysOfBatch struct{}

// countKeys counts the keys in the body of a BatchGetItem, because its input has none.
func countKeys(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (out middleware.FinalizeOutput, metadata middleware.Metadata, err error) {
	request, ok := in.Request.(*smithyhttp.Request)
	keys, measured := ctx.Value(keysOfBatch{}).(*int)
	if ok && measured && middleware.GetOperationName(ctx) == "BatchGetItem" {
		var batch struct {
			RequestItems map[string]struct{ Keys []any }
		}
		if err := json.NewDecoder(request.GetStream()).Decode(&batch); err != nil {
			return out, metadata, err
		}
		*keys = 0
		for _, table := range batch.RequestItems {
			*keys += len(table.Keys)
		}
		if err := request.RewindStream(); err != nil {
			return out, metadata, err
		}
	}
	return next.HandleFinalize(ctx, in)
}

// consumed returns the capacity of a call that is not a transaction. keys is how many a
// BatchGetItem requests. It assumes that every read is strongly consistent, so that
// reading nothing costs one unit.
func consumed(keys int, output any) (read, write float64) {
	switch out := output.(type) {
	case *dynamodb.GetItemOutput:
		read = max(1, units(out.ConsumedCapacity))
	case *dynamodb.QueryOutput:
		read = max(1, units(out.ConsumedCapacity))
	case *dynamodb.BatchGetItemOutput:
		for _, table := range out.ConsumedCapacity {
			read += units(&table)
		}
		for _, items := range out.Responses {
			keys -= len(items)
		}
		read += float64(keys) // of items that do not exist
	case *dynamodb.PutItemOutput:
		write = units(out.ConsumedCapacity)
	case *dynamodb.UpdateItemOutput:
		write = units(out.ConsumedCapacity)
	case *dynamodb.DeleteItemOutput:
		write = units(out.ConsumedCapacity)
	}
	return read, write
}

func units(capacity *types.ConsumedCapacity) float64 {
	if capacity == nil || capacity.CapacityUnits == nil {
		return 0
	}
	return *capacity.CapacityUnits
}
