package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/setting"
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

// mayRedrive allows reading and emptying the dead-letter queues, and reading the changes of the
// table that messages in them name. In development it allows that for every stream: the emulator
// checks policies, but does not know the stream of a call.
func (s system) mayRedrive() []permission {
	queues := on(s.deadLetters.mails.QueueArn(), s.deadLetters.events.QueueArn(), s.deadLetters.deliveryEvents.QueueArn())
	streams := on(s.table.TableStreamArn())
	if s.settings.Development {
		streams = on(jsii.String("*"))
	}
	return []permission{
		allow(queues, "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"),
		allow(streams, "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
	}
}

// letInvoke allows a function to invoke those that it names, and sets their names in AWS. They are
// declared already.
func (f *function) letInvoke(functions map[string]awslambda.Function, values map[string]*string) {
	if len(f.invokes) == 0 {
		return
	}
	names, arns := map[string]string{}, []*string{}
	for _, name := range f.invokes {
		names[name], arns = *functions[name].FunctionName(), append(arns, functions[name].FunctionArn())
	}
	f.permissions = append(f.permissions, allow(arns, "lambda:InvokeFunction"))
	values[setting.Functions.Variable] = jsonText(names)
}
