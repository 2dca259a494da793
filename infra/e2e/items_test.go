package e2e

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Helpers that change items of the table, so that tests need not wait for days or send
// thousands of invitations.

// item is an item of the table, or its key.
type item = map[string]types.AttributeValue

func itemKey(partition, sort string) item {
	return item{"pk": &types.AttributeValueMemberS{Value: partition}, "sk": &types.AttributeValueMemberS{Value: sort}}
}

// keyOf returns the key of an item.
func keyOf(i item) item { return item{"pk": i["pk"], "sk": i["sk"]} }

// setAttributes sets attributes of an existing item and returns the whole item.
func setAttributes(t *testing.T, key item, attributes map[string]any) item {
	t.Helper()
	names, values, assignments := map[string]string{}, item{}, []string{}
	for name, value := range attributes {
		n := len(names)
		names[fmt.Sprint("#n", n)], values[fmt.Sprint(":v", n)] = name, got(attributevalue.Marshal(value)).orFail(t)
		assignments = append(assignments, fmt.Sprintf("#n%d = :v%d", n, n))
	}
	return got(cloud.table.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: &deployment.TableName, Key: key, ConditionExpression: aws.String("attribute_exists(pk)"),
		UpdateExpression:         aws.String("SET " + strings.Join(assignments, ", ")),
		ExpressionAttributeNames: names, ExpressionAttributeValues: values, ReturnValues: types.ReturnValueAllNew,
	})).orFail(t).Attributes
}

// removeAttribute removes an attribute of an item.
func removeAttribute(t *testing.T, key item, attribute string) {
	t.Helper()
	got(cloud.table.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: &deployment.TableName, Key: key, UpdateExpression: aws.String("REMOVE #n"),
		ExpressionAttributeNames: map[string]string{"#n": attribute},
	})).orFail(t)
}

// putItem writes an item, replacing any existing one.
func putItem(t *testing.T, key item, attributes map[string]any) {
	t.Helper()
	whole := got(attributevalue.MarshalMap(attributes)).orFail(t)
	maps.Copy(whole, key)
	got(cloud.table.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &deployment.TableName, Item: whole})).orFail(t)
}

// deleteItem deletes an item.
func deleteItem(t *testing.T, key item) {
	t.Helper()
	got(cloud.table.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &deployment.TableName, Key: key})).orFail(t)
}

// queryItems returns the items of a partition.
func queryItems(t *testing.T, partition string) []item {
	t.Helper()
	var all []item
	pages := dynamodb.NewQueryPaginator(cloud.table, &dynamodb.QueryInput{
		TableName: &deployment.TableName, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("pk = :partition"),
		ExpressionAttributeValues: item{":partition": &types.AttributeValueMemberS{Value: partition}},
	})
	for pages.HasMorePages() {
		all = append(all, got(pages.NextPage(t.Context())).orFail(t).Items...)
	}
	return all
}

// scanItems returns all items that satisfy a condition.
func scanItems(t *testing.T, condition string, values map[string]any) []item {
	t.Helper()
	var all []item
	pages := dynamodb.NewScanPaginator(cloud.table, &dynamodb.ScanInput{
		TableName: &deployment.TableName, ConsistentRead: aws.Bool(true), FilterExpression: &condition,
		ExpressionAttributeValues: got(attributevalue.MarshalMap(values)).orFail(t),
	})
	for pages.HasMorePages() {
		all = append(all, got(pages.NextPage(t.Context())).orFail(t).Items...)
	}
	return all
}

// intAttribute returns an attribute that is a whole number.
func intAttribute(t *testing.T, attribute types.AttributeValue) int64 {
	t.Helper()
	var n int64
	if err := attributevalue.Unmarshal(attribute, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// staying counts the running tests that need expired items to stay in the table.
var staying struct {
	sync.Mutex
	tests int
}

// disableTimeToLive disables time-to-live for the duration of a test. An emulator removes expired
// items immediately, while DynamoDB takes days.
func disableTimeToLive(t *testing.T) {
	t.Helper()
	if deployment.Endpoint == "" {
		return
	}
	count := func(change int) {
		staying.Lock()
		defer staying.Unlock()
		was := staying.tests
		staying.tests += change
		if (was == 0) == (staying.tests == 0) {
			return
		}
		_, err := cloud.table.UpdateTimeToLive(context.Background(), &dynamodb.UpdateTimeToLiveInput{
			TableName:               &deployment.TableName,
			TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String("expiresAt"), Enabled: aws.Bool(staying.tests == 0)},
		})
		if err != nil {
			t.Error(err)
		}
	}
	count(1)
	t.Cleanup(func() { count(-1) })
}

// unknownID returns an id of the same form that does not exist.
func unknownID(id string) string {
	if id[0] == 'A' {
		return "B" + id[1:]
	}
	return "A" + id[1:]
}
