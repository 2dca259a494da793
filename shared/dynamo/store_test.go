package dynamo

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/storetest"
)

func TestStoreOnDynamoDB(t *testing.T) {
	store := newTable(t)
	storetest.Suite(t, func(t *testing.T) storetest.Store {
		race := strings.HasSuffix(t.Name(), "/races")
		return removableStore{Store{Client: dynamotest.ClientIn(t, race, PartitionKey, SortKey), Table: store.Table}}
	})
}

// newTable returns a store in a new table.
func newTable(t *testing.T) Store {
	t.Helper()
	client := dynamotest.Client(t)
	return Store{Client: client, Table: dynamotest.CreateTable(t, client, PartitionKey, SortKey)}
}

// removableStore is a store that also implements [fixture.TimeToLive].
type removableStore struct{ Store }

// RemoveInvitation implements [fixture.TimeToLive].
func (m removableStore) RemoveInvitation(ctx context.Context, i access.InvitationID) error {
	_, err := m.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &m.Table, Key: invitationKey(i).attributes()})
	return err
}
