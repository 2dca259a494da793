package main

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
)

// newDashboard declares the dashboard. From top to bottom it shows the alarms, the
// traffic, the functions, the sent emails and the backlogs.
func (s system) newDashboard(functions map[string]awslambda.Function) {
	g := s.gateway.api
	minute := func(statistic string) *awscloudwatch.MetricOptions { return metricOptions(time.Minute, statistic) }
	each := func(metric func(awslambda.Function) awscloudwatch.Metric) []awscloudwatch.IMetric {
		var metrics []awscloudwatch.IMetric
		for _, name := range slices.Sorted(maps.Keys(functions)) {
			metrics = append(metrics, metric(functions[name]).With(withLabel(name)))
		}
		return metrics
	}
	board := awscloudwatch.NewDashboard(s.stack, jsii.String("Dashboard"), &awscloudwatch.DashboardProps{
		DashboardName: s.settings.onlyNamed("Admit"),
	})
	board.AddWidgets(awscloudwatch.NewAlarmStatusWidget(&awscloudwatch.AlarmStatusWidgetProps{
		Title: jsii.String("Alarms"), Alarms: &s.alarms.all, Width: jsii.Number(24), Height: jsii.Number(4),
	}))
	board.AddWidgets(
		graph("Requests", g.MetricCount(minute("Sum")), g.MetricClientError(minute("Sum")), g.MetricServerError(minute("Sum"))),
		graph("Latency", g.MetricLatency(minute("p50")), g.MetricLatency(minute("p99"))),
		graph("Table", s.table.MetricConsumedReadCapacityUnits(minute("Sum")), s.table.MetricConsumedWriteCapacityUnits(minute("Sum"))),
	)
	board.AddWidgets(
		graph("Invocations", each(func(f awslambda.Function) awscloudwatch.Metric { return f.MetricInvocations(minute("Sum")) })...),
		graph("Function errors", each(func(f awslambda.Function) awscloudwatch.Metric { return f.MetricErrors(minute("Sum")) })...),
		graph("Function duration, p99", each(func(f awslambda.Function) awscloudwatch.Metric { return f.MetricDuration(minute("p99")) })...),
	)
	board.AddWidgets(
		graph("Age of the oldest unread stream record", iteratorAge(functions["deliver"]).With(withLabel("mails")),
			iteratorAge(functions["publish"]).With(withLabel("events"))),
		graph("Dead letters", visibleMessages(s.deadLetters.mails).With(withLabel("mails")), visibleMessages(s.deadLetters.events).With(withLabel("events")),
			visibleMessages(s.deadLetters.deliveryEvents).With(withLabel("delivery events"))),
		graph("Mails sent by the account", sesMetric("Send"), sesMetric("Delivery"), sesMetric("Bounce"), sesMetric("Complaint")),
	)
}

func withLabel(label string) *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{Label: jsii.String(label)}
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
