package dynamo

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// absent is the condition that there is no such item.
const absent = "attribute_not_exists(pk)"

// transaction gathers the writes of one step.
type transaction struct {
	table *string
	items []types.TransactWriteItem
	err   error
}

func (s Store) begin() *transaction { return &transaction{table: &s.Table} }

// args are the values of an expression's placeholders. A name with a # stands
// for an attribute's name, one with a : for a value.
type args map[string]any

func (t *transaction) put(item any, condition string, a args) {
	attributes, err := attributevalue.MarshalMap(item)
	names, values := t.expression(condition, a, err)
	t.items = append(t.items, types.TransactWriteItem{Put: &types.Put{
		TableName: t.table, Item: attributes, ConditionExpression: optional(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	}})
}

func (t *transaction) update(k key, update, condition string, a args) {
	names, values := t.expression(update+" "+condition, a, nil)
	t.items = append(t.items, types.TransactWriteItem{Update: &types.Update{
		TableName: t.table, Key: k.attributes(), UpdateExpression: &update, ConditionExpression: optional(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	}})
}

func (t *transaction) delete(k key, condition string, a args) {
	names, values := t.expression(condition, a, nil)
	t.items = append(t.items, types.TransactWriteItem{Delete: &types.Delete{
		TableName: t.table, Key: k.attributes(), ConditionExpression: optional(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	}})
}

func (t *transaction) check(k key, condition string, a args) {
	names, values := t.expression(condition, a, nil)
	t.items = append(t.items, types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: t.table, Key: k.attributes(), ConditionExpression: &condition,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	}})
}

// expression makes the placeholders of an expression: each #name that is not
// given stands for the attribute of that name.
func (t *transaction) expression(expression string, a args, err error) (map[string]string, map[string]types.AttributeValue) {
	names, values, marshalled := placeholders(expression, a)
	t.err = errors.Join(t.err, err, marshalled)
	return names, values
}

func placeholders(expression string, a args) (names map[string]string, values map[string]types.AttributeValue, err error) {
	for _, word := range strings.FieldsFunc(expression, func(c rune) bool { return strings.ContainsRune(" ,.()=<>+-", c) }) {
		if !strings.HasPrefix(word, "#") {
			continue
		}
		if names == nil {
			names = map[string]string{}
		}
		names[word] = word[1:]
		if given, ok := a[word].(string); ok {
			names[word] = given
		}
	}
	for name, value := range a {
		if !strings.HasPrefix(name, ":") {
			continue
		}
		marshalled, wrong := attributevalue.Marshal(value)
		if values == nil {
			values = map[string]types.AttributeValue{}
		}
		values[name], err = marshalled, errors.Join(err, wrong)
	}
	return names, values, err
}

// commit writes all or nothing. The SDK makes one idempotency token for all its
// tries, so that a try whose answer was lost is not written twice.
func (s Store) commit(ctx context.Context, t *transaction) error {
	if t.err != nil {
		return t.err
	}
	_, err := s.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: t.items})
	if err != nil {
		return failure(err)
	}
	return nil
}

// updateOne is a conditional update of a single item, outside a transaction.
func (s Store) updateOne(ctx context.Context, k key, update, condition string, a args) error {
	names, values, err := placeholders(update+" "+condition, a)
	if err != nil {
		return err
	}
	_, err = s.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.Table, Key: k.attributes(), UpdateExpression: &update, ConditionExpression: optional(condition),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
	})
	if err != nil {
		return failure(err)
	}
	return nil
}

func optional(expression string) *string {
	if expression == "" {
		return nil
	}
	return &expression
}

const maxBackoff = time.Second

// pause waits before a repetition, and not before the first try.
func pause(ctx context.Context, backoff *retry.ExponentialJitterBackoff, attempt int) error {
	if attempt == 0 {
		return nil
	}
	delay, err := backoff.BackoffDelay(attempt, nil)
	if err != nil {
		return err
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
