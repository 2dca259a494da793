package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/warmup"
)

// Open returns the store on a table, and starts to connect to DynamoDB.
func Open(config aws.Config, table string) Store {
	client := dynamodb.NewFromConfig(config)
	o := client.Options()
	warmup.Connect(o.HTTPClient, o.EndpointResolverV2, dynamodb.EndpointParameters{Region: &o.Region, Endpoint: o.BaseEndpoint})
	return Store{Client: client, Table: table}
}
