package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/access"
	"admit/shared/dynamo"
)

// streamConsumer is a function that reads the table's stream, with the settings of
// its event source mapping.
//
// Retries are for temporary failures: a service that throttles, is unreachable or
// is paused. These may last for hours, so a record is given up because of its age
// and not because of the number of attempts. A failing batch is split until the
// failing record is alone, so that record delays only one of the concurrent
// batches of its shard.
type streamConsumer struct {
	function awslambda.Function
	filters  []*map[string]any // the function is invoked only for records that match one of them
	batch    int               // records per invocation
	// parallelizationFactor is the number of concurrent batches per shard
	// (ParallelizationFactor). The records of one partition key stay in order.
	parallelizationFactor int
	age                   time.Duration // age of a record at which it is given up and parked
	deadLetter            awssqs.Queue
}

// streamAttempts is -1: no limit. Lambda retries fast, so the number of attempts
// before the age limit is unpredictable. The value is explicit because a stack
// update that omits it keeps the previous limit.
const streamAttempts = -1

// maxStreamDelay is the age of a waiting record that raises an alarm.
const maxStreamDelay = 5 * time.Minute

func consumeStream(table awsdynamodb.ITable, c streamConsumer) {
	c.function.AddEventSource(awslambdaeventsources.NewDynamoEventSource(table, &awslambdaeventsources.DynamoEventSourceProps{
		// From the oldest record, not the latest, so that no change written while the
		// mapping is created is missed.
		StartingPosition:        awslambda.StartingPosition_TRIM_HORIZON,
		Filters:                 &c.filters,
		BatchSize:               jsii.Number(c.batch),
		ParallelizationFactor:   jsii.Number(c.parallelizationFactor),
		ReportBatchItemFailures: jsii.Bool(true),
		BisectBatchOnError:      jsii.Bool(true),
		RetryAttempts:           jsii.Number(streamAttempts),
		MaxRecordAge:            seconds(c.age),
		OnFailure:               awslambdaeventsources.NewSqsDlq(c.deadLetter),
	}))
}

// deliver itself parks an email that SES rejects permanently, and an email that keeps
// failing for delivery.GiveUpAfter. The stream gives up later, for the case that
// deliver cannot even write that it gave up.
const (
	mailBatch                 = 10            // one second of work, at SES's usual 100 ms per email
	mailParallelizationFactor = 4             // close to a new SES account's 14 emails per second
	mailAge                   = 6 * time.Hour // longer than delivery.GiveUpAfter
)

// consumeInvitations feeds deliver the invitations whose mail or notice must be sent, the
// invitations that expired and the memberships with a grant that ended.
func consumeInvitations(deliver awslambda.Function, table awsdynamodb.ITable, deadLetter awssqs.Queue) {
	consumeStream(table, streamConsumer{
		function: deliver, deadLetter: deadLetter, batch: mailBatch, parallelizationFactor: mailParallelizationFactor, age: mailAge,
		filters: []*map[string]any{
			filter(map[string]any{"dynamodb": map[string]any{"NewImage": image(map[string]string{
				dynamo.KindAttribute: dynamo.KindInvitation, dynamo.DeliveryAttribute: dynamo.DeliveryQueued,
			})}}),
			filter(map[string]any{"dynamodb": map[string]any{"NewImage": image(map[string]string{
				dynamo.KindAttribute: dynamo.KindInvitation, dynamo.NoticeAttribute: dynamo.NoticeQueued,
			})}}),
			// Only removals by time-to-live. Every other deletion of an invitation or an
			// ending is recorded by the write that deletes it.
			filter(map[string]any{
				"eventName":    []string{"REMOVE"},
				"userIdentity": map[string]any{"type": []string{"Service"}, "principalId": []string{"dynamodb.amazonaws.com"}},
				"dynamodb": map[string]any{"OldImage": image(map[string]string{
					dynamo.KindAttribute: dynamo.KindInvitation, dynamo.StatusAttribute: string(access.Pending),
				})},
			}),
			filter(map[string]any{
				"eventName":    []string{"REMOVE"},
				"userIdentity": map[string]any{"type": []string{"Service"}, "principalId": []string{"dynamodb.amazonaws.com"}},
				"dynamodb":     map[string]any{"OldImage": image(map[string]string{dynamo.KindAttribute: dynamo.KindEnding})},
			}),
		},
	})
}

// An event that could not be published for half a day is parked. The stream keeps
// a record for 24 hours, so an operator who reacts to the alarm can still read it
// there. The table keeps the event permanently.
const (
	eventBatch                 = 100 // ten PutEvents calls: well below one second of work
	eventParallelizationFactor = 1   // hundreds of changes per second and shard, which is enough
	eventAge                   = 12 * time.Hour
)

// consumeEvents feeds publish every new event in the table.
func consumeEvents(publish awslambda.Function, table awsdynamodb.ITable, deadLetter awssqs.Queue) {
	consumeStream(table, streamConsumer{
		function: publish, deadLetter: deadLetter, batch: eventBatch, parallelizationFactor: eventParallelizationFactor, age: eventAge,
		filters: []*map[string]any{filter(map[string]any{
			"eventName": []string{"INSERT"},
			"dynamodb":  map[string]any{"NewImage": image(map[string]string{dynamo.KindAttribute: dynamo.KindEvent})},
		})},
	})
}

func filter(pattern map[string]any) *map[string]any {
	return awslambda.FilterCriteria_Filter(&pattern)
}

// image returns a filter pattern for an item with these string attributes.
func image(attributes map[string]string) map[string]any {
	pattern := map[string]any{}
	for name, value := range attributes {
		pattern[name] = map[string]any{"S": []string{value}}
	}
	return pattern
}

// streamRead returns the permissions with which Lambda reads the table's stream on
// the function's behalf. ListStreams is limited to the streams of this table.
func streamRead(table awsdynamodb.ITable) []permission {
	return []permission{
		allow(on(table.TableStreamArn()), "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
		allow(on(join(table.TableArn(), "/stream/*")), "dynamodb:ListStreams"),
	}
}
