package main

import (
	"strings"
	"testing"

	"admit/shared/setting"
)

const scheduleGroup = "AWS::Scheduler::ScheduleGroup"

// Only schedules of the deployment's group may invoke deliver with the role, and deliver may
// make schedules only in that group.
func TestSchedulesOnlyInvokeDeliver(t *testing.T) {
	made := synthesised(t, production)
	made.only(t, scheduleGroup)
	invokes := lines(statementsOf(made.all(iamPolicy)[schedulesPolicy].Properties))
	if len(invokes) != 1 || strings.Join(strings.Fields(invokes[0]), " ") != "lambda:InvokeFunction ${DeliverFunction.Arn}" {
		t.Errorf("schedules may do %q", invokes)
	}
	trust := made.all(iamRole)[schedulesRole].Properties["AssumeRolePolicyDocument"].(map[string]any)
	assumed := list(trust["Statement"])[0].(map[string]any)
	if who, when := text(assumed["Principal"]), text(assumed["Condition"]); !strings.Contains(who, "scheduler.amazonaws.com") || !strings.Contains(when, `"aws:SourceArn":{"Fn::GetAtt":["Reminders","Arn"]}`) {
		t.Errorf("the role is assumed by %s when %s", who, when)
	}
	may := strings.Join(roleLines(made.all(iamRole)["DeliverRole"]), "\n")
	for _, want := range []string{":schedule/${Reminders}/*", "${RemindersRole.Arn} when"} {
		if !strings.Contains(may, want) {
			t.Errorf("deliver may not use %s:\n%s", want, may)
		}
	}
	wantAsyncRetries(t, "Deliver", "${DeadLetters.Arn}")
}

// Without reminders, the stack has nothing of them.
func TestWithoutReminders(t *testing.T) {
	made := synthesised(t, func() (template, error) {
		return synthesiseWith(map[string]any{"sender": "invitations@example.com", "reminders": "false"})
	})
	if groups, policies := made.all(scheduleGroup), made.all(iamPolicy); len(groups)+len(policies) > 0 {
		t.Errorf("the stack has %v and %v", groups, policies)
	}
	if _, there := made.all(iamRole)[schedulesRole]; there {
		t.Error("the stack has the role of the schedules")
	}
	if value, there := variablesOf(made.all(lambdaFunction)["DeliverFunction"])[setting.Reminders.Variable]; there {
		t.Errorf("deliver has the schedules %v", value)
	}
	if may := strings.Join(roleLines(made.all(iamRole)["DeliverRole"]), "\n"); strings.Contains(may, "scheduler:") || strings.Contains(may, "iam:") {
		t.Errorf("deliver may do %s", may)
	}
}
