package cloud

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Record is a record of the table's stream, in the form in which Lambda gets it.
type Record map[string]any

// Kind returns the kind of the new item of a record, and the delivery status if there is
// one.
func (r Record) Kind() (kind, delivery string) {
	change, _ := r["dynamodb"].(map[string]any)
	image, _ := change["NewImage"].(map[string]any)
	text := func(name string) string {
		value, _ := image[name].(map[string]any)
		s, _ := value["S"].(string)
		return s
	}
	return text("kind"), text("delivery")
}

// Follow reads the stream of a table from its end and calls each with the records, in
// their order, until the context ends. It asks again after pause.
func (c *Cloud) Follow(ctx context.Context, table string, pause time.Duration, each func([]Record)) error {
	described, err := c.Client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	if err != nil {
		return err
	}
	arn := aws.ToString(described.Table.LatestStreamArn)
	var stream struct {
		StreamDescription struct {
			Shards []struct{ ShardId string }
		}
	}
	if err := c.streams(ctx, "DescribeStream", map[string]any{"StreamArn": arn}, &stream); err != nil {
		return err
	}
	for _, shard := range stream.StreamDescription.Shards {
		var start struct{ ShardIterator string }
		if err := c.streams(ctx, "GetShardIterator", map[string]any{"StreamArn": arn, "ShardId": shard.ShardId, "ShardIteratorType": "LATEST"}, &start); err != nil {
			return err
		}
		go c.followShard(ctx, start.ShardIterator, pause, each)
	}
	return nil
}

// followShard reads a shard until its end or that of the context.
func (c *Cloud) followShard(ctx context.Context, iterator string, pause time.Duration, each func([]Record)) {
	for iterator != "" && ctx.Err() == nil {
		var answer struct {
			Records           []Record
			NextShardIterator string
		}
		if err := c.streams(ctx, "GetRecords", map[string]any{"ShardIterator": iterator}, &answer); err != nil {
			return // the context has ended, or the database
		}
		if iterator = answer.NextShardIterator; len(answer.Records) > 0 {
			each(answer.Records)
			continue
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

// streams calls DynamoDB Streams. The JSON of the call is passed on as it is, because a
// function gets records in the same form.
func (c *Cloud) streams(ctx context.Context, operation string, input, output any) error {
	body, err := json.Marshal(input)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Database.Endpoint, strings.NewReader(string(body)))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("X-Amz-Target", "DynamoDBStreams_20120810."+operation)
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", operation, response.Status)
	}
	return json.NewDecoder(response.Body).Decode(output)
}
