package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/delivery"
)

// The rates at which SES puts an account under review. It pauses sending at twice the first
// and five times the second.
const (
	bounceRate    = 0.05
	complaintRate = 0.001
)

// watchReputation adds the alarms of SES's bounce and complaint rates. The rates are those of the
// whole account in the region, because SES judges the account. SES publishes them only while there
// are emails to count, and a rate stays what it is until then.
func (a *alarms) watchReputation(stack awscdk.Stack) {
	for _, r := range []struct {
		name, description string
		threshold         float64
	}{
		{"BounceRate", "one in twenty emails of this account is returned, at which SES reviews the account; it pauses sending at one in ten", bounceRate},
		{"ComplaintRate", "one in a thousand emails of this account is marked as spam, at which SES reviews the account; it pauses sending at five in a thousand", complaintRate},
	} {
		a.add(stack, alarm{
			name: r.name, page: r.name, description: r.description,
			metric: awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
				Namespace: jsii.String("AWS/SES"), MetricName: jsii.String("Reputation." + r.name), Period: seconds(time.Hour), Statistic: jsii.String("Average"),
			}),
			threshold: r.threshold, periods: 1, missing: awscloudwatch.TreatMissingData_IGNORE,
		})
	}
}

// watchLateMails adds the alarm of emails that are queued for more than an hour. Each is tried at
// least every 75 minutes, and a try of a late email is logged. A filter counts these records: a
// metric that is paid for only in hours with such records.
func (a *alarms) watchLateMails(stack awscdk.Stack, deliver awslambda.Function) {
	filter := awslogs.NewMetricFilter(stack, jsii.String("LateMails"), &awslogs.MetricFilterProps{
		LogGroup:        deliver.LogGroup(),
		FilterPattern:   awslogs.FilterPattern_StringValue(jsii.String("$.msg"), jsii.String("="), jsii.String(delivery.LateMessage)),
		MetricNamespace: stack.StackName(), MetricName: jsii.String("LateMails"), MetricValue: jsii.String("1"),
	})
	a.add(stack, alarm{
		name: "MailsLate", page: "MailsLate", description: "emails are queued for more than an hour",
		metric: filter.Metric(metricOptions(time.Hour, "Sum")), threshold: 1, periods: 2, breaching: 1,
	})
}
