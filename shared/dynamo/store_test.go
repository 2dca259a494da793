package dynamo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/storetest"
)

func TestStoreOnDynamoDB(t *testing.T) {
	store := newTable(t)
	storetest.Suite(t, func(*testing.T) storetest.Store { return mortal{store} })
}

// newTable makes a table of its own for a test, as the stack declares it.
func newTable(t *testing.T) Store {
	t.Helper()
	store := Store{Client: dynamotest.Client(t), Table: fmt.Sprintf("store-%d", rand.Uint64())}
	attribute := func(name string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS}
	}
	_, err := store.Client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &store.Table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{attribute(PartitionKey), attribute(SortKey)},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String(PartitionKey), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String(SortKey), KeyType: types.KeyTypeRange},
		},
	})
	if err != nil {
		t.Fatalf("create the table: %v", err)
	}
	return store
}

// mortal is a store of which a test can remove what DynamoDB's time-to-live
// removes.
type mortal struct{ Store }

// RemoveInvitation removes the item of an invitation and nothing else.
func (m mortal) RemoveInvitation(ctx context.Context, i access.InvitationID) error {
	_, err := m.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &m.Table, Key: invitationKey(i).attributes()})
	return err
}
