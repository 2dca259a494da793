package e2e

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// tableDump returns the items of the table that contain the text, as JSON with binary
// values in base64.
func tableDump(t *testing.T, containing string) string {
	t.Helper()
	var dump strings.Builder
	pages := dynamodb.NewScanPaginator(cloud.table, &dynamodb.ScanInput{TableName: &deployment.TableName, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		for _, item := range got(pages.NextPage(t.Context())).orFail(t).Items {
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

// streamDump returns all records in the table's stream.
func streamDump(t *testing.T) string {
	t.Helper()
	table := got(cloud.table.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &deployment.TableName})).orFail(t)
	arn := table.Table.LatestStreamArn
	var dump strings.Builder
	for input := (&dynamodbstreams.DescribeStreamInput{StreamArn: arn}); ; {
		described := got(cloud.stream.DescribeStream(t.Context(), input)).orFail(t).StreamDescription
		for _, shard := range described.Shards {
			dump.WriteString(shardDump(t, arn, shard.ShardId))
		}
		if input.ExclusiveStartShardId = described.LastEvaluatedShardId; input.ExclusiveStartShardId == nil {
			return dump.String()
		}
	}
}

// shardDump reads a shard until it is closed or has returned several empty pages. An open
// shard never ends, and empty pages occur between records.
func shardDump(t *testing.T, arn, shard *string) string {
	t.Helper()
	const patience = 10 // empty pages
	var dump strings.Builder
	next := got(cloud.stream.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
		StreamArn: arn, ShardId: shard, ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
	})).orFail(t).ShardIterator
	for empty := 0; next != nil && empty < patience; {
		page := got(cloud.stream.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: next})).orFail(t)
		for _, event := range page.Records {
			dump.WriteString(asJSON(t, event) + "\n")
		}
		if empty++; len(page.Records) > 0 {
			empty = 0
		}
		next = page.NextShardIterator
	}
	return dump.String()
}

// logDump returns everything that the functions and API Gateway have logged since a time.
func logDump(t *testing.T, since time.Time) string {
	t.Helper()
	var dump strings.Builder
	groups := cloudwatchlogs.NewDescribeLogGroupsPaginator(cloud.logs, &cloudwatchlogs.DescribeLogGroupsInput{})
	for groups.HasMorePages() {
		for _, group := range got(groups.NextPage(t.Context())).orFail(t).LogGroups {
			events := cloudwatchlogs.NewFilterLogEventsPaginator(cloud.logs, &cloudwatchlogs.FilterLogEventsInput{
				LogGroupName: group.LogGroupName, StartTime: aws.Int64(since.UnixMilli()),
			})
			for events.HasMorePages() {
				for _, event := range got(events.NextPage(t.Context())).orFail(t).Events {
					dump.WriteString(aws.ToString(event.Message) + "\n")
				}
			}
		}
	}
	return dump.String()
}
