package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// deadLetters is where waits what Admit could not do. Each kind has a queue of
// its own, so that an alarm says what has happened and whoever empties the queue
// meets one kind of message.
type deadLetters struct {
	mails   awssqs.Queue // mails that could not be sent, lapses that could not be put on record
	records awssqs.Queue // records that could not be published
	reports awssqs.Queue // SES's events that delivery-status could not take
}

func newDeadLetters(stack awscdk.Stack, s Settings) deadLetters {
	return deadLetters{
		mails:   newDeadLetterQueue(stack, s, "DeadLetters"),
		records: newDeadLetterQueue(stack, s, "UnpublishedRecords"),
		reports: newDeadLetterQueue(stack, s, "UnreadReports"),
	}
}

// newDeadLetterQueue: fourteen days is the longest that SQS keeps a message.
func newDeadLetterQueue(stack awscdk.Stack, s Settings, id string) awssqs.Queue {
	return awssqs.NewQueue(stack, jsii.String(id), &awssqs.QueueProps{
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		EnforceSSL:      jsii.Bool(!s.Development), // an emulator is spoken to without TLS
		RetentionPeriod: awscdk.Duration_Days(jsii.Number(14)),
		RemovalPolicy:   s.keep(),
	})
}
