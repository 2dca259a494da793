package main

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"
)

// newDashboard shows, from the top: is anything wrong, what callers see, what
// the functions do, and whether mails leave.
func newDashboard(stack awscdk.Stack, a *alarms, g gateway, functions map[string]awslambda.Function,
	table awsdynamodb.Table, parked awssqs.Queue) {
	minute := func(statistic string) *awscloudwatch.MetricOptions { return every(time.Minute, statistic) }
	each := func(metric func(awslambda.Function) awscloudwatch.Metric) []awscloudwatch.IMetric {
		var metrics []awscloudwatch.IMetric
		for _, name := range slices.Sorted(maps.Keys(functions)) {
			metrics = append(metrics, metric(functions[name]).With(&awscloudwatch.MetricOptions{Label: jsii.String(name)}))
		}
		return metrics
	}
	board := awscloudwatch.NewDashboard(stack, jsii.String("Dashboard"), nil)
	board.AddWidgets(awscloudwatch.NewAlarmStatusWidget(&awscloudwatch.AlarmStatusWidgetProps{
		Title: jsii.String("Alarms"), Alarms: &a.all, Width: jsii.Number(24), Height: jsii.Number(4),
	}))
	board.AddWidgets(
		graph("Requests", g.api.MetricCount(minute("Sum")), g.api.MetricClientError(minute("Sum")), g.api.MetricServerError(minute("Sum"))),
		graph("Latency", g.api.MetricLatency(minute("p50")), g.api.MetricLatency(minute("p99"))),
		graph("Table", table.MetricConsumedReadCapacityUnits(minute("Sum")), table.MetricConsumedWriteCapacityUnits(minute("Sum"))),
	)
	board.AddWidgets(
		graph("Invocations", each(func(f awslambda.Function) awscloudwatch.Metric { return f.MetricInvocations(minute("Sum")) })...),
		graph("Function errors", each(func(f awslambda.Function) awscloudwatch.Metric { return f.MetricErrors(minute("Sum")) })...),
		graph("Function duration, p99", each(func(f awslambda.Function) awscloudwatch.Metric { return f.MetricDuration(minute("p99")) })...),
	)
	board.AddWidgets(
		graph("Age of the oldest mail to be sent", iteratorAge(functions["deliver"])),
		graph("Parked mails", parked.MetricApproximateNumberOfMessagesVisible(minute("Maximum"))),
		graph("Mails of the account", sesMetric("Send"), sesMetric("Delivery"), sesMetric("Bounce"), sesMetric("Complaint")),
	)
}

func graph(title string, metrics ...awscloudwatch.IMetric) awscloudwatch.GraphWidget {
	return awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{
		Title: jsii.String(title), Left: &metrics, Width: jsii.Number(8), Height: jsii.Number(6),
	})
}

func sesMetric(name string) awscloudwatch.Metric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String("AWS/SES"), MetricName: jsii.String(name),
		Period: seconds(time.Minute), Statistic: jsii.String("Sum"),
	})
}
