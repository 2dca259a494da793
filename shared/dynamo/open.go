package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/warmup"
)

// Open returns the store on a table, and opens a connection to DynamoDB.
func Open(config aws.Config, table string) Store {
	warmup.Connect(config, "dynamodb")
	return Store{Client: dynamodb.NewFromConfig(config), Table: table}
}
