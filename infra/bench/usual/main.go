// Command usual is a Lambda function that opens a table in the usual way, with the
// SDK's package config, and does nothing else. Cold starts are measured beside it.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

func main() {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	client := dynamodb.NewFromConfig(settings)
	lambda.Start(func(ctx context.Context, key map[string]string) (map[string]any, error) {
		table := "table"
		item, err := attributevalue.MarshalMap(key)
		if err != nil {
			return nil, err
		}
		answer, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: item})
		if err != nil {
			return nil, err
		}
		var found map[string]any
		return found, attributevalue.UnmarshalMap(answer.Item, &found)
	})
}
