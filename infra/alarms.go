package main

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// alarms is every alarm of the system; all tell one topic. The topic is not
// encrypted with a key of KMS: CloudWatch could not publish to it with the free
// one, and an alarm says nothing but names and numbers.
type alarms struct {
	action awscloudwatch.IAlarmAction
	topic  awssns.Topic
	all    []interfacesawscloudwatch.IAlarmRef
}

func newAlarms(stack awscdk.Stack, s Settings) *alarms {
	topic := awssns.NewTopic(stack, jsii.String("Alarms"), &awssns.TopicProps{DisplayName: jsii.String("Admit alarms")})
	if s.AlarmEmail != "" {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String(s.AlarmEmail), nil))
	}
	return &alarms{action: awscloudwatchactions.NewSnsAction(topic), topic: topic}
}

// alarm is one condition that somebody must look at.
type alarm struct {
	name    string
	means   string // what has happened, for whoever is woken
	metric  awscloudwatch.IMetric
	atLeast float64
	periods float64 // in a row; each as long as the metric's
}

func (a *alarms) watch(scope constructs.Construct, w alarm) {
	made := awscloudwatch.NewAlarm(scope, jsii.String(w.name), &awscloudwatch.AlarmProps{
		AlarmDescription:   jsii.String(w.means),
		Metric:             w.metric,
		Threshold:          jsii.Number(w.atLeast),
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		EvaluationPeriods:  jsii.Number(w.periods),
		TreatMissingData:   awscloudwatch.TreatMissingData_NOT_BREACHING, // nobody called: nothing is wrong
	})
	made.AddAlarmAction(a.action)
	made.AddOkAction(a.action)
	a.all = append(a.all, made)
}

// watchFunction: every request is answered, so an error is always a crash, a
// timeout or a call without an answer. What is answered with 5xx the gateway
// counts.
func (a *alarms) watchFunction(f function, made awslambda.Function) {
	a.watch(made, alarm{
		name: "Errors", means: f.name + " crashed, timed out or failed without an answer",
		metric: made.MetricErrors(every(5*time.Minute, "Sum")), atLeast: 1, periods: 1,
	})
	a.watch(made, alarm{
		name: "Throttles", means: f.name + " was refused a place to run: the account's concurrency is used up",
		metric: made.MetricThrottles(every(5*time.Minute, "Sum")), atLeast: 1, periods: 1,
	})
	a.watch(made, alarm{
		name: "Slow", means: fmt.Sprintf("one in a hundred calls of %s takes longer than %s", f.name, f.slow),
		metric: made.MetricDuration(every(5*time.Minute, "p99")), atLeast: float64(f.slow.Milliseconds()), periods: 3,
	})
}

// watchStream: what is late, because nobody follows the stream or because the
// same records fail again and again.
func (a *alarms) watchStream(follower awslambda.Function, means string) {
	a.watch(follower, alarm{
		name: "Late", means: means + ": their stream is not followed",
		metric: iteratorAge(follower), atLeast: float64(streamLagging.Milliseconds()), periods: 1,
	})
}

// watchDeadLetters: what was given up.
func (a *alarms) watchDeadLetters(parked deadLetters) {
	for _, p := range []struct {
		queue awssqs.Queue
		means string
	}{
		{parked.mails, "a mail could not be sent, or a lapsed invitation not be put on record"},
		{parked.records, "a record could not be published on the event bus"},
		{parked.reports, "what SES reported of a mail could not be noted"},
	} {
		a.watch(p.queue, alarm{
			name: "NotEmpty", means: p.means + ", and is parked in this dead-letter queue",
			metric: waiting(p.queue), atLeast: 1, periods: 1,
		})
	}
}

// watchGateway: one 5xx is somebody turned away, and a steady trickle of them is
// a function that does not work.
func (a *alarms) watchGateway(g gateway) {
	a.watch(g.api, alarm{
		name: "ServerErrors", means: "the API answers with 5xx",
		metric: g.api.MetricServerError(every(5*time.Minute, "Sum")), atLeast: 1, periods: 1,
	})
}

func waiting(queue awssqs.Queue) awscloudwatch.Metric {
	return queue.MetricApproximateNumberOfMessagesVisible(every(time.Minute, "Maximum"))
}

func iteratorAge(follower awslambda.Function) awscloudwatch.Metric {
	return follower.Metric(jsii.String("IteratorAge"), every(time.Minute, "Maximum"))
}

// every is a metric's period and statistic, as CloudWatch writes it.
func every(period time.Duration, statistic string) *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{Period: seconds(period), Statistic: jsii.String(statistic)}
}
