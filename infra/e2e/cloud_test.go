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
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// services is AWS, or the emulator, as an operator gets to it.
type services struct {
	table   *dynamodb.Client
	stream  *dynamodbstreams.Client
	logs    *cloudwatchlogs.Client
	users   *cognitoidentityprovider.Client
	lambda  *lambda.Client
	queue   *sqs.Client
	mailing *sesv2.Client
}

// connect uses the shell's credentials for AWS and made-up ones for an
// emulator, so that the two cannot be confused.
func connect() (services, error) {
	options := []func(*config.LoadOptions) error{config.WithRegion(deployment.Region)}
	if deployment.Endpoint != "" {
		options = append(options, config.WithBaseEndpoint(deployment.Endpoint),
			config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	}
	c, err := config.LoadDefaultConfig(context.Background(), options...)
	if err != nil {
		return services{}, fmt.Errorf("AWS configuration: %w", err)
	}
	return services{
		dynamodb.NewFromConfig(c), dynamodbstreams.NewFromConfig(c), cloudwatchlogs.NewFromConfig(c),
		cognitoidentityprovider.NewFromConfig(c), lambda.NewFromConfig(c), sqs.NewFromConfig(c), sesv2.NewFromConfig(c),
	}, nil
}

// must is for calls to AWS that are not themselves under test.
func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

// invitationItem is where the table has an invitation.
func invitationItem(id string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "INVITATION#" + id},
		"sk": &types.AttributeValueMemberS{Value: "INVITATION"},
	}
}

// stored reads an invitation's item; nil when it is not there.
func stored(t *testing.T, id string) map[string]types.AttributeValue {
	t.Helper()
	return must[*dynamodb.GetItemOutput](t)(cloud.table.GetItem(t.Context(), &dynamodb.GetItemInput{
		TableName: &deployment.TableName, Key: invitationItem(id), ConsistentRead: aws.Bool(true),
	})).Item
}

// expire moves an invitation's end, and nothing else of it, so that nobody has
// to wait for three days.
func expire(t *testing.T, id string, at time.Time) {
	t.Helper()
	must[*dynamodb.UpdateItemOutput](t)(cloud.table.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: &deployment.TableName, Key: invitationItem(id),
		UpdateExpression:    aws.String("SET expiresAt = :at"),
		ConditionExpression: aws.String("attribute_exists(pk)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":at": &types.AttributeValueMemberN{Value: fmt.Sprint(at.Unix())},
		},
	}))
}

// tableDump is every item of the table that has the text in it, as JSON, octets
// in base64.
func tableDump(t *testing.T, containing string) string {
	t.Helper()
	var dump strings.Builder
	pages := dynamodb.NewScanPaginator(cloud.table, &dynamodb.ScanInput{TableName: &deployment.TableName, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		for _, item := range must[*dynamodb.ScanOutput](t)(pages.NextPage(t.Context())).Items {
			if line := asJSON(t, item); strings.Contains(line, containing) {
				dump.WriteString(line + "\n")
			}
		}
	}
	return dump.String()
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

// streamDump is every record that the table's stream still has.
func streamDump(t *testing.T) string {
	t.Helper()
	table := must[*dynamodb.DescribeTableOutput](t)(cloud.table.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &deployment.TableName}))
	arn := table.Table.LatestStreamArn
	var dump strings.Builder
	for input := (&dynamodbstreams.DescribeStreamInput{StreamArn: arn}); ; {
		described := must[*dynamodbstreams.DescribeStreamOutput](t)(cloud.stream.DescribeStream(t.Context(), input)).StreamDescription
		for _, shard := range described.Shards {
			dump.WriteString(shardDump(t, arn, shard.ShardId))
		}
		if input.ExclusiveStartShardId = described.LastEvaluatedShardId; input.ExclusiveStartShardId == nil {
			return dump.String()
		}
	}
}

// shardDump reads a shard until it is closed or has had nothing for a while: an
// open shard has no end, and pages without records on the way.
func shardDump(t *testing.T, arn, shard *string) string {
	t.Helper()
	const patience = 10 // pages
	var dump strings.Builder
	next := must[*dynamodbstreams.GetShardIteratorOutput](t)(cloud.stream.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
		StreamArn: arn, ShardId: shard, ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
	})).ShardIterator
	for empty := 0; next != nil && empty < patience; {
		page := must[*dynamodbstreams.GetRecordsOutput](t)(cloud.stream.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: next}))
		for _, record := range page.Records {
			dump.WriteString(asJSON(t, record) + "\n")
		}
		if empty++; len(page.Records) > 0 {
			empty = 0
		}
		next = page.NextShardIterator
	}
	return dump.String()
}

// logDump is all that was logged since a moment, by the functions and by the
// gateway.
func logDump(t *testing.T, since time.Time) string {
	t.Helper()
	var dump strings.Builder
	groups := cloudwatchlogs.NewDescribeLogGroupsPaginator(cloud.logs, &cloudwatchlogs.DescribeLogGroupsInput{})
	for groups.HasMorePages() {
		for _, group := range must[*cloudwatchlogs.DescribeLogGroupsOutput](t)(groups.NextPage(t.Context())).LogGroups {
			events := cloudwatchlogs.NewFilterLogEventsPaginator(cloud.logs, &cloudwatchlogs.FilterLogEventsInput{
				LogGroupName: group.LogGroupName, StartTime: aws.Int64(since.UnixMilli()),
			})
			for events.HasMorePages() {
				for _, event := range must[*cloudwatchlogs.FilterLogEventsOutput](t)(events.NextPage(t.Context())).Events {
					dump.WriteString(aws.ToString(event.Message) + "\n")
				}
			}
		}
	}
	return dump.String()
}

// operate calls the operator's function and takes its answer for a T.
func operate[T any](t *testing.T, payload any) T {
	t.Helper()
	answered := must[*lambda.InvokeOutput](t)(cloud.lambda.Invoke(t.Context(), &lambda.InvokeInput{
		FunctionName: &deployment.OperatorFunction, Payload: []byte(asJSON(t, payload)),
	}))
	if answered.FunctionError != nil {
		t.Fatalf("operator %s: %s %s", asJSON(t, payload), *answered.FunctionError, answered.Payload)
	}
	var out T
	decoder := json.NewDecoder(strings.NewReader(string(answered.Payload)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&out); err != nil {
		t.Fatalf("operator %s answered %s: %v", asJSON(t, payload), answered.Payload, err)
	}
	return out
}
