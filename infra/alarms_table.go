package main

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/jsii-runtime-go"
)

// throttleEvents is how many throttled reads or writes in five minutes raise an alarm. The SDK
// repeats a call that was throttled, so a few are no harm.
const throttleEvents = 10

// watchTable adds the alarms of throttling. DynamoDB throttles a table with on-demand capacity
// where one partition gets more than 3,000 reads or 1,000 writes a second, the traffic doubles
// within 30 minutes, or a quota of the account is reached.
func (a *alarms) watchTable(table awsdynamodb.Table) {
	for _, c := range []struct{ name, metric, what string }{
		{"ReadsThrottled", "ReadThrottleEvents", "reads"}, {"WritesThrottled", "WriteThrottleEvents", "writes"},
	} {
		a.add(table, alarm{
			name: c.name, page: "Throttled", description: "DynamoDB throttles " + c.what + " of the table",
			metric: table.Metric(jsii.String(c.metric), metricOptions(5*time.Minute, "Sum")), threshold: throttleEvents, periods: 1,
		})
	}
}
