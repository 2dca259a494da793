package e2e

import (
	"fmt"
	"regexp"
	"slices"
)

// exceptions lists permissions that a run at an emulator cannot show, each with the reason
// why it is necessary on AWS.
type exceptions []struct {
	role   string // an expression for the roles, by their ids
	action string // an expression for the actions
	why    string
}

var unseen = exceptions{
	{`.*`, `logs:(CreateLogStream|PutLogEvents)`, "Lambda writes the log with the function's role; the emulator asks nobody"},
	{`Deliver|Publish`, `dynamodb:(DescribeStream|GetRecords|GetShardIterator|ListStreams)`,
		"Lambda reads the stream with the function's role; the emulator asks nobody"},
	{`Publish|DeliveryStatus`, `sqs:SendMessage`, "Lambda parks what the function could not do with its role; the emulator asks nobody"},
	{`Deliver`, `iam:PassRole`, "EventBridge Scheduler asks whether the maker of a schedule may pass its role; the emulator does not"},
	{`Reminders`, `sqs:SendMessage`, "EventBridge Scheduler parks with this role what Lambda does not take; the emulator asks nobody"},
	{`Reminders`, `lambda:InvokeFunction`, "EventBridge Scheduler invokes the function with this role; the emulator asks nobody"},
}

func (e exceptions) reason(role, action string) string {
	for _, x := range e {
		if matches(x.role, role) && matches(x.action, action) {
			return x.why
		}
	}
	return ""
}

// unknown returns the exceptions that fit no permission of any role.
func (e exceptions) unknown(roles []deployedRole) []string {
	var found []string
	for _, x := range e {
		applies := slices.ContainsFunc(roles, func(r deployedRole) bool {
			return matches(x.role, r.id) && slices.ContainsFunc(r.allowed, func(a allowance) bool { return matches(x.action, a.action) })
		})
		if !applies {
			found = append(found, fmt.Sprintf("no role %s allows %s: remove it from unseen", x.role, x.action))
		}
	}
	return found
}

func matches(expression, text string) bool {
	return regexp.MustCompile("^(" + expression + ")$").MatchString(text)
}
