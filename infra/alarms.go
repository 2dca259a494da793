package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// alarms holds every alarm of the stack. They all publish to one SNS topic.
// The topic is not encrypted with KMS: CloudWatch cannot publish to a topic that
// uses the free AWS managed key, and an alarm contains only names and numbers.
type alarms struct {
	action awscloudwatch.IAlarmAction
	topic  awssns.Topic
	all    []interfacesawscloudwatch.IAlarmRef
}

func newAlarms(stack awscdk.Stack, s Settings) *alarms {
	topic := awssns.NewTopic(stack, jsii.String("Alarms"), &awssns.TopicProps{
		DisplayName: jsii.String(s.named("Admit") + " alarms"),
		EnforceSSL:  jsii.Bool(true),
	})
	// The statement of EnforceSSL replaces the default policy of a topic, which would let
	// CloudWatch publish.
	topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sns:Publish"),
		Resources:  &[]*string{topic.TopicArn()},
		Conditions: &map[string]any{
			"ArnLike": map[string]any{"aws:SourceArn": stack.FormatArn(&awscdk.ArnComponents{
				Service: jsii.String("cloudwatch"), Resource: jsii.String("alarm"), ResourceName: jsii.String("*"), ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
			})},
			"StringEquals": map[string]any{"aws:SourceAccount": stack.Account()},
		},
	}))
	if s.AlarmEmail != "" {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String(s.AlarmEmail), nil))
	}
	return &alarms{action: awscloudwatchactions.NewSnsAction(topic), topic: topic}
}

// alarm is a condition that needs somebody's attention.
type alarm struct {
	name        string
	description string // what has happened, for the person on call
	page        string // the heading of the section about it in docs/alarms.md
	metric      awscloudwatch.IMetric
	threshold   float64
	periods     float64 // the last periods of the metric that count
	breaching   float64 // how many of them must be at the threshold; 0: all
	// missing is what periods without data mean. By default no data is no traffic, which is normal.
	missing awscloudwatch.TreatMissingData
}

func (a *alarms) add(scope constructs.Construct, condition alarm) {
	created := awscloudwatch.NewAlarm(scope, jsii.String(condition.name), &awscloudwatch.AlarmProps{
		AlarmDescription:   jsii.String(condition.description + ". What to do: docs/alarms.md#" + strings.ToLower(condition.page)),
		Metric:             condition.metric,
		Threshold:          jsii.Number(condition.threshold),
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		EvaluationPeriods:  jsii.Number(condition.periods),
		DatapointsToAlarm:  jsii.Number(cmp.Or(condition.breaching, condition.periods)),
		TreatMissingData:   cmp.Or(condition.missing, awscloudwatch.TreatMissingData_NOT_BREACHING),
	})
	created.AddAlarmAction(a.action)
	created.AddOkAction(a.action)
	a.all = append(a.all, created)
}

// watchFunction adds the alarms of one function. The function turns every
// failed request into a response, so a Lambda error is always a crash, a timeout
// or a missing response. The API's own alarm counts responses with a 5xx status.
func (a *alarms) watchFunction(f function, lambda awslambda.Function) {
	a.add(lambda, alarm{
		name: "Errors", page: "Errors", description: f.name + " crashed, timed out or failed without a response",
		metric: lambda.MetricErrors(metricOptions(5*time.Minute, "Sum")), threshold: 1, periods: 1,
	})
	a.add(lambda, alarm{
		name: "Throttles", page: "Throttles", description: f.name + " was throttled: the account's concurrency limit is reached",
		metric: lambda.MetricThrottles(metricOptions(5*time.Minute, "Sum")), threshold: 1, periods: 1,
	})
	a.add(lambda, alarm{
		name: "Slow", page: "Slow", description: fmt.Sprintf("one in a hundred calls of %s takes longer than %s (p99)", f.name, f.slow),
		metric: lambda.MetricDuration(metricOptions(5*time.Minute, "p99")), threshold: float64(f.slow.Milliseconds()), periods: 3,
	})
}

// watchStream adds an alarm for stream records that wait too long, because the
// consumer does not run or because the same records fail again and again.
func (a *alarms) watchStream(consumer awslambda.Function, description string) {
	a.add(consumer, alarm{
		name: "Late", page: "Late", description: description + ": the function does not keep up with the table's stream",
		metric: iteratorAge(consumer), threshold: float64(maxStreamDelay.Milliseconds()), periods: 1,
	})
}

// watchDeadLetters adds an alarm for each dead-letter queue that is not empty.
func (a *alarms) watchDeadLetters(queues deadLetters) {
	for _, p := range []struct {
		queue       awssqs.Queue
		page        string
		description string
	}{
		{queues.mails, "DeadLetters", "a mail could not be sent, or the expiry of an invitation could not be recorded"},
		{queues.events, "UnpublishedRecords", "an event could not be published on the event bus"},
		{queues.deliveryEvents, "UnreadReports", "a delivery event from SES could not be processed"},
	} {
		a.add(p.queue, alarm{
			name: "NotEmpty", page: p.page, description: p.description + ", and is parked in this dead-letter queue",
			metric: visibleMessages(p.queue), threshold: 1, periods: 1,
		})
	}
}

// watchGateway adds the alarm for 5xx responses. A single one is a request that
// failed. Repeated ones mean that a function does not work.
func (a *alarms) watchGateway(g gateway) {
	a.add(g.api, alarm{
		name: "ServerErrors", page: "ServerErrors", description: "the API returns 5xx responses",
		metric: g.api.MetricServerError(metricOptions(5*time.Minute, "Sum")), threshold: 1, periods: 1,
	})
}

func visibleMessages(queue awssqs.Queue) awscloudwatch.Metric {
	return queue.MetricApproximateNumberOfMessagesVisible(metricOptions(time.Minute, "Maximum"))
}

func iteratorAge(consumer awslambda.Function) awscloudwatch.Metric {
	return consumer.Metric(jsii.String("IteratorAge"), metricOptions(time.Minute, "Maximum"))
}

// metricOptions returns a metric's period and statistic, in CloudWatch's terms.
func metricOptions(period time.Duration, statistic string) *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{Period: seconds(period), Statistic: jsii.String(statistic)}
}
