package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdadestinations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/events"
	"admit/shared/mail"
)

// eventBusName is what customers write into rules of their own, so it is the
// one name that CloudFormation does not make up.
const eventBusName = "admit"

// newEventBus declares the bus on which every change is told. Who may listen is
// the customer's to say; only publish may speak.
func newEventBus(stack awscdk.Stack, s Settings) awsevents.EventBus {
	bus := awsevents.NewEventBus(stack, jsii.String("Events"), &awsevents.EventBusProps{
		EventBusName: jsii.String(eventBusName),
		Description:  jsii.String("Every change in Admit, as a versioned event"),
	})
	bus.ApplyRemovalPolicy(s.keep())
	return bus
}

// reported is what SES tells of a mail that it took: the event's name in the
// configuration set, and its detail-type on the bus. Opens and clicks are not
// among it: whoever reads a mail is not watched.
var reported = []struct {
	event      awsses.EmailSendingEvent
	detailType string
}{
	{awsses.EmailSendingEvent_DELIVERY, "Email Delivered"},
	{awsses.EmailSendingEvent_DELIVERY_DELAY, "Email Delivery Delayed"},
	{awsses.EmailSendingEvent_BOUNCE, "Email Bounced"},
	{awsses.EmailSendingEvent_COMPLAINT, "Email Complaint Received"},
	{awsses.EmailSendingEvent_REJECT, "Email Rejected"},
}

// reportMails makes SES put its events on the account's default bus, which is
// the only one that it knows.
func reportMails(stack awscdk.Stack, set awsses.ConfigurationSet) {
	var told []awsses.EmailSendingEvent
	for _, r := range reported {
		told = append(told, r.event)
	}
	bus := awsevents.EventBus_FromEventBusName(stack, jsii.String("DefaultBus"), jsii.String("default"))
	set.AddEventDestination(jsii.String("Reports"), &awsses.ConfigurationSetEventDestinationOptions{
		Destination: awsses.EventDestination_EventBus(bus), Events: &told,
	})
}

// How long a report may wait. EventBridge tries for reportAge to hand it to
// Lambda, which keeps it for reportQueued and tries the function three times.
const (
	reportAge     = 24 * time.Hour
	reportQueued  = 6 * time.Hour
	reportRetries = 2
)

// followReports feeds delivery-status what SES reports of the mails of invitations.
// The rule is the only thing that may invoke the function.
func (s system) followReports(deliveryStatus awslambda.Function) {
	var types []string
	for _, r := range reported {
		types = append(types, r.detailType)
	}
	awsevents.NewRule(s.stack, jsii.String("Reports"), &awsevents.RuleProps{
		Description: jsii.String("What became of the mails of invitations"),
		EventPattern: &awsevents.EventPattern{
			Source:     jsii.Strings(reportSources(s.settings)...),
			DetailType: jsii.Strings(types...),
			Detail: &map[string]any{"mail": map[string]any{"tags": map[string]any{
				"ses:configuration-set": []*string{s.post.configurationSet.ConfigurationSetName()},
				// The user pool sends its mails through the same configuration set.
				mail.InvitationTag: awsevents.Match_Exists(),
			}}},
		},
		Targets: &[]awsevents.IRuleTarget{awseventstargets.NewLambdaFunction(deliveryStatus, &awseventstargets.LambdaFunctionProps{
			MaxEventAge: seconds(reportAge), DeadLetterQueue: s.parked.reports,
		})},
	})
	deliveryStatus.ConfigureAsyncInvoke(&awslambda.EventInvokeConfigOptions{
		MaxEventAge: seconds(reportQueued), RetryAttempts: jsii.Number(reportRetries),
		OnFailure: awslambdadestinations.NewSqsDestination(s.parked.reports),
	})
}

// reportSources: an emulator reports nothing of its mails, and nobody but SES
// may speak as aws.ses. So in development one may also say as admit.ses what
// became of a mail.
func reportSources(s Settings) []string {
	if s.Development {
		return []string{"aws.ses", "admit.ses"}
	}
	return []string{"aws.ses"}
}

// keepEvents keeps what the bus carried for an hour, for developers and tests to
// look at.
func keepEvents(stack awscdk.Stack, s Settings, bus awsevents.EventBus) {
	queue := awssqs.NewQueue(stack, jsii.String("DevelopmentEvents"), &awssqs.QueueProps{
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		RetentionPeriod: awscdk.Duration_Hours(jsii.Number(1)),
		RemovalPolicy:   s.keep(),
	})
	awsevents.NewRule(stack, jsii.String("KeepEvents"), &awsevents.RuleProps{
		EventBus:     bus,
		EventPattern: &awsevents.EventPattern{Source: jsii.Strings(events.Source)},
		Targets:      &[]awsevents.IRuleTarget{awseventstargets.NewSqsQueue(queue, nil)},
	})
	output(stack, "DevelopmentEventsQueueUrl", queue.QueueUrl(), "What the event bus carried, for an hour")
}
