package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/warmup"
)

// Open returns the store on a table, and starts to connect to DynamoDB.
func Open(config aws.Config, table string) Store { return open(config, table, 1) }

// OpenForParallelReads is like Open, for a function whose requests make two calls at the
// same time. It starts to open a connection for each.
func OpenForParallelReads(config aws.Config, table string) Store { return open(config, table, 2) }

func open(config aws.Config, table string, connections int) Store {
	client := dynamodb.NewFromConfig(config)
	o := client.Options()
	warmup.Connect(o.HTTPClient, o.EndpointResolverV2, dynamodb.EndpointParameters{Region: &o.Region, Endpoint: o.BaseEndpoint}, connections)
	return Store{Client: client, Table: table}
}
