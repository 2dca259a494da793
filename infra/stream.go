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

// follower is a function behind the table's stream, and how it is fed.
//
// What is retried is trouble that passes: a service throttled, unreachable or
// paused. It may take hours, so a record is given up for its age and not for its
// attempts. Meanwhile it holds up only its own lane of its shard, since a batch
// that fails is halved until the record is alone.
type follower struct {
	function awslambda.Function
	filters  []*map[string]any // a record that passes none of them does not even invoke the function
	batch    int               // records in one invocation
	lanes    int               // invocations at once for each shard; a partition's records keep to one lane, in order
	age      time.Duration     // of a record, when it is given up and parked
	parked   awssqs.Queue
}

// streamAttempts is -1, for no limit: Lambda retries fast, and any number of
// attempts might be made before a follower's age. It is written out because an
// update of the stack that leaves it out keeps the limit of before.
const streamAttempts = -1

// streamLagging: a record that waits longer than this is an alarm.
const streamLagging = 5 * time.Minute

func follow(table awsdynamodb.Table, f follower) {
	f.function.AddEventSource(awslambdaeventsources.NewDynamoEventSource(table, &awslambdaeventsources.DynamoEventSourceProps{
		// From the oldest record, not the latest: what is written while the mapping
		// is being made is not lost.
		StartingPosition:        awslambda.StartingPosition_TRIM_HORIZON,
		Filters:                 &f.filters,
		BatchSize:               jsii.Number(f.batch),
		ParallelizationFactor:   jsii.Number(f.lanes),
		ReportBatchItemFailures: jsii.Bool(true),
		BisectBatchOnError:      jsii.Bool(true),
		RetryAttempts:           jsii.Number(streamAttempts),
		MaxRecordAge:            seconds(f.age),
		OnFailure:               awslambdaeventsources.NewSqsDlq(f.parked),
	}))
}

// A mail that SES refuses for good is parked by deliver itself, and so is one
// that is too long in failing (delivery.GiveUpAfter). The stream gives up later,
// when the function cannot even say that it gives up.
const (
	mailBatch = 10            // at SES's usual 100 ms, a second's work
	mailLanes = 4             // together near a new account's 14 mails a second
	mailAge   = 6 * time.Hour // longer than delivery.GiveUpAfter
)

// followInvitations feeds deliver the invitations whose mail is to be sent, and
// those that lapsed, and nothing else.
func followInvitations(deliver awslambda.Function, table awsdynamodb.Table, parked awssqs.Queue) {
	follow(table, follower{
		function: deliver, parked: parked, batch: mailBatch, lanes: mailLanes, age: mailAge,
		filters: []*map[string]any{
			filter(map[string]any{"dynamodb": map[string]any{"NewImage": image(map[string]string{
				dynamo.KindAttribute: dynamo.KindInvitation, dynamo.DeliveryAttribute: dynamo.DeliveryQueued,
			})}}),
			// Only what time-to-live removed: whoever else deletes an invitation says
			// why by a write of its own.
			filter(map[string]any{
				"eventName":    []string{"REMOVE"},
				"userIdentity": map[string]any{"type": []string{"Service"}, "principalId": []string{"dynamodb.amazonaws.com"}},
				"dynamodb": map[string]any{"OldImage": image(map[string]string{
					dynamo.KindAttribute: dynamo.KindInvitation, dynamo.StatusAttribute: string(access.Pending),
				})},
			}),
		},
	})
}

// A record that could not be published for half a day is parked while it still
// is in the stream, which keeps it for a whole one, so that whoever is alarmed
// can read it there. It is in the table for good.
const (
	recordBatch = 100 // ten calls of PutEvents: well below a second's work
	recordLanes = 1   // hundreds of changes a second for each shard, which is plenty
	recordAge   = 12 * time.Hour
)

// followRecords feeds publish every new record.
func followRecords(publish awslambda.Function, table awsdynamodb.Table, parked awssqs.Queue) {
	follow(table, follower{
		function: publish, parked: parked, batch: recordBatch, lanes: recordLanes, age: recordAge,
		filters: []*map[string]any{filter(map[string]any{
			"eventName": []string{"INSERT"},
			"dynamodb":  map[string]any{"NewImage": image(map[string]string{dynamo.KindAttribute: dynamo.KindRecord})},
		})},
	})
}

func filter(pattern map[string]any) *map[string]any {
	return awslambda.FilterCriteria_Filter(&pattern)
}

// image is a pattern for an item with these strings.
func image(attributes map[string]string) map[string]any {
	pattern := map[string]any{}
	for name, value := range attributes {
		pattern[name] = map[string]any{"S": []string{value}}
	}
	return pattern
}

// streamRead is what Lambda needs, in the name of the function, to follow the
// table's stream. Listing is allowed on what is listed: streams of this table.
func streamRead(table awsdynamodb.Table) []permission {
	return []permission{
		allow(on(table.TableStreamArn()), "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
		allow(on(below(table.TableArn(), "/stream/*")), "dynamodb:ListStreams"),
	}
}
