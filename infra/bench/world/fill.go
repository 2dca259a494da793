package world

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
)

// Filler stores many things quickly. Events are left out, because no measurement of
// growth reads them.
type Filler struct {
	*dynamotest.Filler
	store dynamo.Store
}

// NewFiller returns a filler of the table of a store.
func NewFiller(store dynamo.Store) *Filler {
	filler := dynamotest.NewFiller(store.Client, store.Table, dynamo.PartitionKey, dynamo.SortKey)
	filler.LeaveOut = func(item map[string]types.AttributeValue) bool {
		kind, ok := item[dynamo.KindAttribute].(*types.AttributeValueMemberS)
		return ok && kind.Value == dynamo.KindEvent
	}
	return &Filler{filler, dynamo.Store{Client: filler.Client(), Table: store.Table}}
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
			if err := f.Flush(ctx); err != nil {
				return err
			}
		}
	}
	return f.Flush(ctx)
}
