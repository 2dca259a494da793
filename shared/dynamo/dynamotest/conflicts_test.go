package dynamotest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"admit/shared/dynamo/dynamotest"
)

// TestConflicts checks what happens to calls that meet a transaction at an item, and to
// those that do not.
func TestConflicts(t *testing.T) {
	plain := dynamotest.Client(t)
	table := dynamotest.CreateTable(t, plain, "pk", "sk")
	conflicts := dynamotest.NewConflicts("pk", "sk")
	k := func(name string) map[string]types.AttributeValue {
		return map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: name}, "sk": &types.AttributeValueMemberS{Value: "1"}}
	}
	put := func(name string) types.TransactWriteItem {
		return types.TransactWriteItem{Put: &types.Put{TableName: &table, Item: k(name)}}
	}
	check := func(name string) types.TransactWriteItem {
		return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: &table, Key: k(name), ConditionExpression: aws.String("attribute_not_exists(pk)")}}
	}
	transact := func(ctx context.Context, items ...types.TransactWriteItem) error {
		_, err := conflicts.Client(t).TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: items})
		return err
	}
	get := types.TransactGetItem{Get: &types.Get{TableName: &table, Key: k("written")}}
	met := map[string]func(context.Context) error{
		"TransactionCanceledException": func(ctx context.Context) error { return transact(ctx, put("other"), check("written")) },
		"a check":                      func(ctx context.Context) error { return transact(ctx, put("checked"), put("other")) },
		"a read transaction": func(ctx context.Context) error {
			_, err := conflicts.Client(t).TransactGetItems(ctx, &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{get}})
			return err
		},
		"TransactionConflictException": func(ctx context.Context) error {
			_, err := conflicts.Client(t).PutItem(ctx, &dynamodb.PutItemInput{TableName: &table, Item: k("written")})
			return err
		},
	}
	synctest.Test(t, func(t *testing.T) {
		began, ended := time.Now(), make(chan error, 1)
		var took time.Duration
		go func() {
			err := transact(t.Context(), put("written"), check("checked"))
			took = time.Since(began)
			ended <- err
		}()
		time.Sleep(time.Millisecond)
		for name, call := range met {
			err := call(t.Context())
			var coded smithy.APIError
			if !errors.As(err, &coded) || (name == "TransactionConflictException") != (coded.ErrorCode() == "TransactionConflictException") {
				t.Errorf("%s: %v", name, err)
			}
			if canceled, ok := errors.AsType[*types.TransactionCanceledException](err); ok && name == "TransactionCanceledException" {
				got := []string{aws.ToString(canceled.CancellationReasons[0].Code), aws.ToString(canceled.CancellationReasons[1].Code)}
				if got[0] != "None" || got[1] != "TransactionConflict" {
					t.Errorf("the reasons are %v", got)
				}
			}
		}
		if _, err := conflicts.Client(t).GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: k("written")}); err != nil {
			t.Errorf("a read: %v", err)
		}
		if err := <-ended; err != nil || took != 25*time.Millisecond {
			t.Errorf("the transaction took %s: %v", took, err)
		}
		if err := transact(t.Context(), put("written"), put("checked")); err != nil || conflicts.Refused() != len(met) {
			t.Errorf("afterwards: %v, %d refused", err, conflicts.Refused())
		}
		conflicts.Switch(false)
		began = time.Now()
		if err := transact(t.Context(), put("written")); err != nil || time.Since(began) > 0 {
			t.Errorf("without conflicts a transaction took %s: %v", time.Since(began), err)
		}
	})
}
