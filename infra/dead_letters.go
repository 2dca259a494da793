package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// deadLetters holds the dead-letter queues. Each kind of failure has its own
// queue, so that an alarm says what has failed, and all messages of a queue have
// the same format.
type deadLetters struct {
	mails          awssqs.Queue // emails that could not be sent, and expiries that could not be recorded
	events         awssqs.Queue // events that could not be published
	deliveryEvents awssqs.Queue // SES events that delivery-status could not process
}

func newDeadLetters(stack awscdk.Stack, s Settings) deadLetters {
	return deadLetters{
		mails:          newDeadLetterQueue(stack, s, "DeadLetters"),
		events:         newDeadLetterQueue(stack, s, "UnpublishedRecords"),
		deliveryEvents: newDeadLetterQueue(stack, s, "UnreadReports"),
	}
}

// newDeadLetterQueue declares a queue that keeps messages for 14 days, the longest
// retention of SQS.
func newDeadLetterQueue(stack awscdk.Stack, s Settings, id string) awssqs.Queue {
	return awssqs.NewQueue(stack, jsii.String(id), &awssqs.QueueProps{
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:      jsii.Bool(!s.Development), // the emulator does not offer TLS
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(14)),
		RemovalPolicy:   s.removalPolicy(),
	})
}
