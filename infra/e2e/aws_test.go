package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// awsClients holds clients for AWS or the emulator, with an operator's permissions.
type awsClients struct {
	table   *dynamodb.Client
	stream  *dynamodbstreams.Client
	logs    *cloudwatchlogs.Client
	users   *cognitoidentityprovider.Client
	lambda  *lambda.Client
	queue   *sqs.Client
	mailing *sesv2.Client
	events  *eventbridge.Client
	stacks  *cloudformation.Client

	schedules *scheduler.Client
	roles     *iam.Client
}

// connect uses the shell's credentials for AWS and fake ones for an emulator, so that
// the two cannot be confused.
func connect() (awsClients, error) {
	options := []func(*config.LoadOptions) error{config.WithRegion(deployment.Region)}
	if deployment.Endpoint != "" {
		options = append(options, config.WithBaseEndpoint(deployment.Endpoint),
			config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	}
	c, err := config.LoadDefaultConfig(context.Background(), options...)
	if err != nil {
		return awsClients{}, fmt.Errorf("AWS configuration: %w", err)
	}
	return awsClients{
		dynamodb.NewFromConfig(c), dynamodbstreams.NewFromConfig(c), cloudwatchlogs.NewFromConfig(c),
		cognitoidentityprovider.NewFromConfig(c), lambda.NewFromConfig(c), sqs.NewFromConfig(c), sesv2.NewFromConfig(c),
		eventbridge.NewFromConfig(c), cloudformation.NewFromConfig(c), scheduler.NewFromConfig(c),
		iam.NewFromConfig(c),
	}, nil
}

// result is the result of an AWS call that is not itself under test.
type result[T any] struct {
	out T
	err error
}

func got[T any](out T, err error) result[T] { return result[T]{out, err} }

// orFail returns the result, or ends the test.
func (r result[T]) orFail(t *testing.T) T {
	t.Helper()
	if r.err != nil {
		t.Fatal(r.err)
	}
	return r.out
}

// invitationItem returns the key of an invitation's item.
func invitationItem(id string) item { return itemKey("INVITATION#"+id, "INVITATION") }

// invitationAttributes returns an invitation's item, or nil if there is none.
func invitationAttributes(t *testing.T, id string) item {
	t.Helper()
	return got(cloud.table.GetItem(t.Context(), &dynamodb.GetItemInput{
		TableName: &deployment.TableName, Key: invitationItem(id), ConsistentRead: aws.Bool(true),
	})).orFail(t).Item
}

// expire changes the expiry of a pending invitation, in the invitation's item and in the
// item of its slot, so that a test need not wait for three days. The item stays in the
// table for the rest of the test, see [disableTimeToLive].
func expire(t *testing.T, id string, at time.Time) {
	t.Helper()
	disableTimeToLive(t)
	i := setAttributes(t, invitationItem(id), map[string]any{"expiresAt": at.Unix()})
	slots := "ORG#" + i["organisation"].(*types.AttributeValueMemberS).Value + "#OFFERS"
	for _, slot := range queryItems(t, slots) {
		if slot["invitation"].(*types.AttributeValueMemberS).Value == id {
			setAttributes(t, keyOf(slot), map[string]any{"offeredUntil": at.Unix()})
		}
	}
}

// invokeOperator invokes the operator function and decodes its response.
func invokeOperator[T any](t *testing.T, payload any) T {
	t.Helper()
	answered := got(cloud.lambda.Invoke(t.Context(), &lambda.InvokeInput{
		FunctionName: &deployment.OperatorFunction, Payload: []byte(asJSON(t, payload)),
	})).orFail(t)
	if answered.FunctionError != nil {
		t.Fatalf("operator %s: %s %s", asJSON(t, payload), *answered.FunctionError, answered.Payload)
	}
	var out T
	decoder := json.NewDecoder(strings.NewReader(string(answered.Payload)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&out); err != nil {
		t.Fatalf("operator %s returned %s: %v", asJSON(t, payload), answered.Payload, err)
	}
	return out
}
