package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/dynamo"
)

// newTable declares the one table. It has no index: every access pattern reads
// by key. It is encrypted, as every table is, with a key that DynamoDB owns: a
// key of one's own would be paid for at each request and allowed to each role.
func newTable(stack awscdk.Stack, s Settings) awsdynamodb.Table {
	return awsdynamodb.NewTable(stack, jsii.String("Table"), &awsdynamodb.TableProps{
		PartitionKey: &awsdynamodb.Attribute{
			Name: jsii.String(dynamo.PartitionKey), Type: awsdynamodb.AttributeType_STRING,
		},
		SortKey: &awsdynamodb.Attribute{
			Name: jsii.String(dynamo.SortKey), Type: awsdynamodb.AttributeType_STRING,
		},
		BillingMode:         awsdynamodb.BillingMode_PAY_PER_REQUEST,
		TimeToLiveAttribute: jsii.String(dynamo.TimeToLive),
		Stream:              awsdynamodb.StreamViewType_NEW_AND_OLD_IMAGES,
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: jsii.Bool(true),
		},
		DeletionProtection: jsii.Bool(!s.Development),
		RemovalPolicy:      s.keep(),
	})
}

// newDeadLetterQueue declares where mails wait that could not be sent. Fourteen
// days is the longest that SQS keeps a message.
func newDeadLetterQueue(stack awscdk.Stack, s Settings) awssqs.Queue {
	return awssqs.NewQueue(stack, jsii.String("DeadLetters"), &awssqs.QueueProps{
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:      jsii.Bool(true),
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(14)),
		RemovalPolicy:   s.keep(),
	})
}

// streamRead is what Lambda needs, in the name of the function, to follow the
// table's stream. Listing is allowed on what is listed: streams of this table.
func streamRead(table awsdynamodb.Table) []permission {
	return []permission{
		allow(on(table.TableStreamArn()), "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
		allow(on(below(table.TableArn(), "/stream/*")), "dynamodb:ListStreams"),
	}
}

// How the stream is followed. A mail that SES refuses for good is parked by the
// function itself, and so is one that is too long in failing; what is retried
// here is trouble that passes: SES or DynamoDB throttled, unreachable or paused.
// It may take hours, so a record is given up for its age and not for its
// attempts, and only when the function cannot even say that it gives up.
// Meanwhile it holds up only its own lane of its shard, since a batch that
// fails is halved until the record is alone.
const (
	streamBatch    = 10              // mails in one invocation: at SES's usual 100 ms, a second's work
	streamLanes    = 4               // at once for each shard: together near a new account's 14 mails a second
	streamAge      = 6 * time.Hour   // then it is parked, if the function has not done so (access.GiveUpAfter)
	streamAttempts = 10_000          // the most there is; streamAge comes first
	streamLagging  = 5 * time.Minute // a record older than this is an alarm
)

// followInvitations feeds deliver the invitations whose mail is to be sent, and
// nothing else: other changes do not even invoke it.
func followInvitations(deliver awslambda.Function, table awsdynamodb.Table, parked awssqs.Queue) {
	toBeSent := awslambda.FilterCriteria_Filter(&map[string]any{
		"dynamodb": map[string]any{
			"NewImage": map[string]any{
				dynamo.KindAttribute:     map[string]any{"S": []string{dynamo.KindInvitation}},
				dynamo.DeliveryAttribute: map[string]any{"S": []string{dynamo.DeliveryQueued}},
			},
		},
	})
	deliver.AddEventSource(awslambdaeventsources.NewDynamoEventSource(table, &awslambdaeventsources.DynamoEventSourceProps{
		// From the oldest record, not the latest: an invitation written while the
		// mapping is being made is not lost.
		StartingPosition:        awslambda.StartingPosition_TRIM_HORIZON,
		Filters:                 &[]*map[string]any{toBeSent},
		BatchSize:               jsii.Number(streamBatch),
		ParallelizationFactor:   jsii.Number(streamLanes),
		ReportBatchItemFailures: jsii.Bool(true),
		BisectBatchOnError:      jsii.Bool(true),
		RetryAttempts:           jsii.Number(streamAttempts),
		MaxRecordAge:            seconds(streamAge),
		OnFailure:               awslambdaeventsources.NewSqsDlq(parked),
	}))
}
