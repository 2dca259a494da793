package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// absent is the condition that there is no such item.
const absent = "attribute_not_exists(pk)"

// transaction gathers the writes of one step.
type transaction struct {
	table  *string
	items  []types.TransactWriteItem
	shared []types.TransactWriteItem // written after the items, and written again when they meet another transaction
	counts []count                   // written last, each in a slot that is free
	events int                       // on record so far
	err    error
}

func (s Store) begin() *transaction { return &transaction{table: &s.Table} }

func (t *transaction) put(item any, condition string, a args) {
	attributes, err := attributevalue.MarshalMap(item)
	names, values := t.expression(condition, a, err)
	t.items = append(t.items, types.TransactWriteItem{Put: &types.Put{
		TableName: t.table, Item: attributes, ConditionExpression: optional(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	}})
}

func (t *transaction) update(k key, update, condition string, a args) {
	t.items = append(t.items, t.updateItem(k, update, condition, a))
}

func (t *transaction) updateItem(k key, update, condition string, a args) types.TransactWriteItem {
	names, values := t.expression(update+" "+condition, a, nil)
	return types.TransactWriteItem{Update: &types.Update{
		TableName: t.table, Key: k.attributes(), UpdateExpression: &update, ConditionExpression: optional(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	}}
}

// fill writes those attributes of an item that are not there, and some that are
// written anew in any case.
func (t *transaction) fill(item any, anew args, condition string, a args) {
	attributes, err := attributevalue.MarshalMap(item)
	t.err = errors.Join(t.err, err)
	k := keyOf(attributes)
	delete(attributes, PartitionKey)
	delete(attributes, SortKey)
	for name := range anew {
		attributes[name] = nil // its value is in anew
	}
	var assignments []string
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if value, ok := anew[name]; ok {
			a[":"+name] = value
			assignments = append(assignments, fmt.Sprintf("#%s = :%s", name, name))
		} else {
			a[":"+name] = attributes[name]
			assignments = append(assignments, fmt.Sprintf("#%s = if_not_exists(#%s, :%s)", name, name, name))
		}
	}
	t.update(k, "SET "+strings.Join(assignments, ", "), condition, a)
}

func (t *transaction) delete(k key, condition string, a args) {
	names, values := t.expression(condition, a, nil)
	t.items = append(t.items, types.TransactWriteItem{Delete: &types.Delete{
		TableName: t.table, Key: k.attributes(), ConditionExpression: optional(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	}})
}

func (t *transaction) check(k key, condition string, a args) {
	t.items = append(t.items, t.checkItem(k, condition, a))
}

func (t *transaction) checkItem(k key, condition string, a args) types.TransactWriteItem {
	names, values := t.expression(condition, a, nil)
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: t.table, Key: k.attributes(), ConditionExpression: &condition,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	}}
}

// checkShared and updateShared are check and update of an item that is in many
// transactions, which need not be stale because two of them met.
func (t *transaction) checkShared(k key, condition string, a args) {
	t.shared = append(t.shared, t.checkItem(k, condition, a))
}

func (t *transaction) updateShared(k key, update, condition string, a args) {
	t.shared = append(t.shared, t.updateItem(k, update, condition, a))
}

// maxAttempts is how often a transaction is tried in which counts or shared items
// meet others.
const maxAttempts = 10

// commit writes all or nothing. The SDK makes one idempotency token for all its
// tries, so that a try whose answer was lost is not written twice. Where nothing
// but counts and shared items was in the way, it is written again with the counts
// in other slots.
func (s Store) commit(ctx context.Context, t *transaction) error {
	if t.err != nil {
		return t.err
	}
	if err := s.placeSmallCounts(ctx, t.counts); err != nil {
		return err
	}
	var backoff access.Backoff
	for try := 1; ; try++ {
		err := s.write(ctx, t)
		if err == nil {
			return nil
		}
		reasons := t.countsAlone(err)
		if reasons == nil || try == maxAttempts {
			return failure(err)
		}
		for n, reason := range reasons {
			if aws.ToString(reason.Code) == none {
				continue
			}
			if err := t.counts[n].move(ctx, s); err != nil {
				return err
			}
		}
		if err := backoff.Wait(ctx); err != nil {
			return failure(err)
		}
	}
}

// write tries a transaction once, with its counts where they are now.
func (s Store) write(ctx context.Context, t *transaction) error {
	whole := transaction{table: t.table, items: slices.Concat(t.items, t.shared)}
	for _, c := range t.counts {
		c.write(&whole)
	}
	if whole.err != nil {
		return whole.err
	}
	_, err := s.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: whole.items})
	return err
}

// countsAlone has the reasons for which each of the counts was not written, if
// nothing else of the transaction was in the way but that a shared item met
// another transaction.
func (t *transaction) countsAlone(err error) []types.CancellationReason {
	canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
	before := len(t.items) + len(t.shared)
	if !ok || len(canceled.CancellationReasons) != before+len(t.counts) {
		return nil
	}
	for n, reason := range canceled.CancellationReasons {
		switch code := aws.ToString(reason.Code); {
		case code == none, n >= len(t.items) && code == conflict, n >= before && code == conditionFailed:
		default:
			return nil
		}
	}
	return canceled.CancellationReasons[before:]
}

// updateOne is a conditional update of a single item, outside a transaction.
func (s Store) updateOne(ctx context.Context, k key, update, condition string, a args) error {
	if err := s.tryUpdate(ctx, k, update, condition, a); err != nil {
		return failure(err)
	}
	return nil
}

// tryUpdate is updateOne with DynamoDB's own error, which holds the item that
// did not meet the condition.
func (s Store) tryUpdate(ctx context.Context, k key, update, condition string, a args) error {
	names, values, err := placeholders(update+" "+condition, a)
	if err != nil {
		return err
	}
	_, err = s.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.Table, Key: k.attributes(), UpdateExpression: &update, ConditionExpression: optional(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	return err
}
