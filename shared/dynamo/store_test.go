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
	"admit/shared/access/accesstest"
	"admit/shared/dynamo/dynamotest"
)

func TestStoreOnDynamoDB(t *testing.T) {
	store := newTable(t)
	accesstest.Suite(t, func(t *testing.T) access.Store { return recorded{store, t} })
}

// newTable makes a table of its own for a test, as the stack declares it.
func newTable(t *testing.T) Store {
	t.Helper()
	store := Store{
		Client: dynamodb.New(dynamodb.Options{
			Region: "us-east-1", BaseEndpoint: aws.String(dynamotest.Endpoint(t)),
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
			}),
		}),
		Table: fmt.Sprintf("%s-%d", "store", rand.Uint64()),
	}
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

// recorded is a store whose records a test can read.
type recorded struct {
	Store
	t *testing.T
}

// Records lists what is on record of an organisation, in order.
func (s recorded) Records(o access.OrganisationID) []access.Record {
	s.t.Helper()
	var records []access.Record
	q := query{partition: recordKey(access.Record{Scope: access.Scope{Organisation: o}}).partition}
	err := s.query(s.t.Context(), q, func(item map[string]types.AttributeValue) (bool, error) {
		r, err := read[recordItem](item)
		records = append(records, access.Record{
			ID: r.ID, Type: r.Type, Scope: access.Scope{Organisation: o, Account: r.Account}, At: fromMillis(r.At),
			Actor: access.Person(r.Actor), Subject: access.Person(r.Subject), Invitation: r.Invitation,
			Before: r.Before, After: r.After,
		})
		return true, err
	})
	if err != nil {
		s.t.Fatalf("read records: %v", err)
	}
	return records
}
