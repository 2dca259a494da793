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

// newEventBus declares the event bus that carries an event for every change.
// Customers decide who subscribes, and refer to its name in their own rules. Only the
// function publish may put events on it.
func newEventBus(stack awscdk.Stack, s Settings) awsevents.EventBus {
	bus := awsevents.NewEventBus(stack, jsii.String("Events"), &awsevents.EventBusProps{
		EventBusName: jsii.String(s.named("admit")),
		Description:  jsii.String("An event for every change in Admit"),
	})
	bus.ApplyRemovalPolicy(s.removalPolicy())
	return bus
}

// deliveryEvents are the SES events that Admit subscribes to: the name of the
// event in the configuration set, and its detail-type on the bus. Opens and clicks
// are left out on purpose: Admit does not track readers.
var deliveryEvents = []struct {
	event      awsses.EmailSendingEvent
	detailType string
}{
	{awsses.EmailSendingEvent_DELIVERY, "Email Delivered"},
	{awsses.EmailSendingEvent_DELIVERY_DELAY, "Email Delivery Delayed"},
	{awsses.EmailSendingEvent_BOUNCE, "Email Bounced"},
	{awsses.EmailSendingEvent_COMPLAINT, "Email Complaint Received"},
	{awsses.EmailSendingEvent_REJECT, "Email Rejected"},
}

// publishDeliveryEvents makes SES publish its events on the account's default event
// bus, the only bus that SES supports.
func publishDeliveryEvents(stack awscdk.Stack, set awsses.ConfigurationSet) {
	var subscribed []awsses.EmailSendingEvent
	for _, e := range deliveryEvents {
		subscribed = append(subscribed, e.event)
	}
	bus := awsevents.EventBus_FromEventBusName(stack, jsii.String("DefaultBus"), jsii.String("default"))
	set.AddEventDestination(jsii.String("Reports"), &awsses.ConfigurationSetEventDestinationOptions{
		Destination: awsses.EventDestination_EventBus(bus), Events: &subscribed,
	})
}

// The retry limits of a delivery event. EventBridge tries for deliveryEventAge to
// hand the event to Lambda. Lambda then keeps it for up to asyncEventAge and
// invokes the function up to three times.
const (
	deliveryEventAge  = 24 * time.Hour
	asyncEventAge     = 6 * time.Hour
	asyncEventRetries = 2
)

// subscribeDeliveryEvents invokes delivery-status for the SES events about
// invitation mails. Only this rule may invoke the function.
func (s system) subscribeDeliveryEvents(deliveryStatus awslambda.Function) {
	var types []string
	for _, e := range deliveryEvents {
		types = append(types, e.detailType)
	}
	awsevents.NewRule(s.stack, jsii.String("Reports"), &awsevents.RuleProps{
		Description: jsii.String("Delivery events of invitation mails"),
		EventPattern: &awsevents.EventPattern{
			Source:     jsii.Strings(deliveryEventSources(s.settings)...),
			DetailType: jsii.Strings(types...),
			Detail: &map[string]any{"mail": map[string]any{"tags": map[string]any{
				"ses:configuration-set": []*string{s.mailer.configurationSet.ConfigurationSetName()},
				// The user pool uses the same configuration set for its mails.
				mail.InvitationTag: awsevents.Match_Exists(),
			}}},
		},
		Targets: &[]awsevents.IRuleTarget{awseventstargets.NewLambdaFunction(deliveryStatus, &awseventstargets.LambdaFunctionProps{
			MaxEventAge: seconds(deliveryEventAge), DeadLetterQueue: s.deadLetters.deliveryEvents,
		})},
	})
	deliveryStatus.ConfigureAsyncInvoke(&awslambda.EventInvokeConfigOptions{
		MaxEventAge: seconds(asyncEventAge), RetryAttempts: jsii.Number(asyncEventRetries),
		OnFailure: awslambdadestinations.NewSqsDestination(s.deadLetters.deliveryEvents),
	})
}

// deliveryEventSources returns the accepted sources of delivery events. The
// emulator publishes no delivery events, and only SES may publish events with the
// source aws.ses. So development also accepts the source admit.ses, with which
// developers and tests simulate delivery events.
func deliveryEventSources(s Settings) []string {
	if s.Development {
		return []string{"aws.ses", "admit.ses"}
	}
	return []string{"aws.ses"}
}

// queueDevelopmentEvents copies the events of the bus to a queue that keeps them
// for an hour, for developers and tests.
func queueDevelopmentEvents(stack awscdk.Stack, s Settings, bus awsevents.EventBus) {
	queue := awssqs.NewQueue(stack, jsii.String("DevelopmentEvents"), &awssqs.QueueProps{
		Encryption:      awssqs.QueueEncryption_SQS_MANAGED,
		RetentionPeriod: awscdk.Duration_Hours(jsii.Number(1)),
		RemovalPolicy:   s.removalPolicy(),
	})
	awsevents.NewRule(stack, jsii.String("KeepEvents"), &awsevents.RuleProps{
		EventBus:     bus,
		EventPattern: &awsevents.EventPattern{Source: jsii.Strings(events.Source)},
		Targets:      &[]awsevents.IRuleTarget{awseventstargets.NewSqsQueue(queue, nil)},
	})
	output(stack, "DevelopmentEventsQueueUrl", queue.QueueUrl(), "The queue with the event bus's events of the last hour")
}
