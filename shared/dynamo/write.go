package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// absent is the condition that the item does not exist.
const absent = "attribute_not_exists(pk)"

// transaction collects the writes of one transaction.
type transaction struct {
	table     *string
	items     []types.TransactWriteItem
	shared    []types.TransactWriteItem // written after the items; retried after a conflict with another transaction
	fences    []fence                   // checked after these; retried at other fences
	counts    []count                   // written last; retried in other shards
	entries   entryChanges              // of members in lists; written by commitMembership
	events    int                       // how many events it contains
	fields    fields                    // writes the items
	retention access.Retention          // of what the transaction writes
	lasts     time.Duration             // from the time of the write to the first end of an authority; 0 if none ends
	err       error                     // returned by commit
}

// begin returns an empty transaction.
func (s Store) begin() *transaction { return &transaction{table: &s.Table, retention: s.Retention} }

// put adds an item that is written if the condition holds. An empty condition always
// holds, here and in the methods below.
func (t *transaction) put(item storable, condition string, a args) {
	t.items = append(t.items, types.TransactWriteItem{Put: &types.Put{
		TableName: t.table, Item: t.fields.attributes(item), ConditionExpression: orNil(condition),
		ExpressionAttributeNames: namesIn("", condition), ExpressionAttributeValues: a,
	}})
}

// update adds an update of an item.
func (t *transaction) update(k key, update, condition string, a args) {
	t.items = append(t.items, t.updateItem(k, update, condition, a))
}

func (t *transaction) updateItem(k key, update, condition string, a args) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName: t.table, Key: k.attributes(), UpdateExpression: &update, ConditionExpression: orNil(condition),
		ExpressionAttributeNames: namesIn(update, condition), ExpressionAttributeValues: a,
	}}
}

// merge writes those attributes of an item that are not stored, and overwrites those
// in overwrite.
func (t *transaction) merge(item storable, overwrite args, condition string, a args) {
	attributes := t.fields.attributes(item)
	k := keyOf(itemOf(attributes))
	delete(attributes, PartitionKey)
	delete(attributes, SortKey)
	for name := range overwrite {
		attributes[name] = nil // the value is in overwrite
	}
	var assignments []string
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if value, ok := overwrite[name]; ok {
			a[":"+name] = value
			assignments = append(assignments, fmt.Sprintf("#%s = :%s", name, name))
		} else {
			a[":"+name] = attributes[name]
			assignments = append(assignments, fmt.Sprintf("#%s = if_not_exists(#%s, :%s)", name, name, name))
		}
	}
	t.update(k, "SET "+strings.Join(assignments, ", "), condition, a)
}

// delete adds the deletion of an item.
func (t *transaction) delete(k key, condition string, a args) {
	t.items = append(t.items, types.TransactWriteItem{Delete: &types.Delete{
		TableName: t.table, Key: k.attributes(), ConditionExpression: orNil(condition),
		ExpressionAttributeNames: namesIn("", condition), ExpressionAttributeValues: a,
	}})
}

// check adds a condition on an item that the transaction does not write.
func (t *transaction) check(k key, condition string, a args) {
	t.items = append(t.items, t.checkItem(k, condition, a))
}

func (t *transaction) checkItem(k key, condition string, a args) types.TransactWriteItem {
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: t.table, Key: k.attributes(), ConditionExpression: &condition,
		ExpressionAttributeNames: namesIn("", condition), ExpressionAttributeValues: a,
	}}
}

// checkShared and updateShared are like check and update, for an item that many
// transactions contain. A conflict on such an item does not make the transaction stale;
// commit retries it.
func (t *transaction) checkShared(k key, condition string, a args) {
	t.shared = append(t.shared, t.checkItem(k, condition, a))
}

func (t *transaction) updateShared(k key, update, condition string, a args) {
	t.shared = append(t.shared, t.updateItem(k, update, condition, a))
}

// commit writes the transaction. The SDK uses one idempotency token for all tries of a
// call, so a try whose answer was lost is not written twice. If only counts, throttling,
// and conflicts at fences and shared items prevented the write, commit tries again with
// these counts in other shards, until the pauses of the request are spent; see
// [access.ConflictBackoff], or an authority has ended meanwhile. The SDK does not repeat a transaction that was throttled.
func (s Store) commit(ctx context.Context, t *transaction) error {
	if t.err != nil {
		return t.err
	}
	if err := s.assignSmallCounts(ctx, t.counts); err != nil {
		return err
	}
	ctx, backoff := access.ConflictBackoff(ctx)
	for began := time.Now(); ; {
		err := s.write(ctx, t)
		if err == nil {
			return nil
		}
		reasons := t.retryableReasons(err)
		if reasons == nil || backoff.Spent() {
			return failure(err)
		}
		for n, reason := range reasons {
			if aws.ToString(reason.Code) == none {
				continue
			}
			if err := t.counts[n].assign(ctx, s); err != nil {
				return err
			}
		}
		if err := backoff.Wait(ctx); err != nil {
			return failure(err)
		}
		if t.lasts != 0 && time.Since(began) >= t.lasts {
			return access.ErrStale
		}
	}
}

// write tries a transaction once, with random fences and with its counts in their current
// shards.
func (s Store) write(ctx context.Context, t *transaction) error {
	whole := transaction{table: t.table, items: slices.Concat(t.items, t.shared)}
	for _, f := range t.fences {
		whole.items = append(whole.items, f.choose())
	}
	for _, c := range t.counts {
		c.write(&whole)
	}
	if whole.err != nil {
		return whole.err
	}
	_, err := s.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: whole.items})
	return err
}

// retryableReasons returns the cancellation reason of each count, if commit can retry:
// nothing but throttling, conflicts at shared items and fences, and conflicts and failed
// conditions of counts prevented the write. Otherwise it returns nil.
func (t *transaction) retryableReasons(err error) []types.CancellationReason {
	canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
	before := len(t.items) + len(t.shared) + len(t.fences)
	if !ok || len(canceled.CancellationReasons) != before+len(t.counts) {
		return nil
	}
	for n, reason := range canceled.CancellationReasons {
		switch code := aws.ToString(reason.Code); {
		case code == none, slices.Contains(throttled, code), n >= len(t.items) && code == conflict, n >= before && code == conditionFailed:
		default:
			return nil
		}
	}
	return canceled.CancellationReasons[before:]
}

// updateOne updates a single item on a condition, without a transaction.
func (s Store) updateOne(ctx context.Context, k key, update, condition string, a args) error {
	if err := s.tryUpdate(ctx, k, update, condition, a); err != nil {
		return failure(err)
	}
	return nil
}

// tryUpdate is like updateOne, but returns the error of DynamoDB, which contains the
// item that did not meet the condition.
func (s Store) tryUpdate(ctx context.Context, k key, update, condition string, a args) error {
	_, err := s.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.Table, Key: k.attributes(), UpdateExpression: &update, ConditionExpression: orNil(condition),
		ExpressionAttributeNames: namesIn(update, condition), ExpressionAttributeValues: a,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	return err
}
