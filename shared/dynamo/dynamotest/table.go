package dynamotest

import (
	"context"
	"crypto/rand"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// CreateTable creates an empty table with a new name and the key attributes of the
// stack. It returns the name. [Endpoint] keeps the table until the end of the test
// process.
func CreateTable(tb testing.TB, client *dynamodb.Client, partitionKey, sortKey string) string {
	tb.Helper()
	name := "test-" + rand.Text()
	_, err := client.CreateTable(context.Background(), &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: &partitionKey, AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: &sortKey, AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: &partitionKey, KeyType: types.KeyTypeHash},
			{AttributeName: &sortKey, KeyType: types.KeyTypeRange},
		},
	})
	if err != nil {
		tb.Fatalf("create the table: %v", err)
	}
	return name
}
