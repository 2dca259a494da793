package main

import (
	"slices"
	"strings"
	"testing"

	"admit/shared/setting"
)

const scheduleGroup = "AWS::Scheduler::ScheduleGroup"

// Only schedules of the deployment's group may invoke deliver with the role, and park what they
// could not hand over. The function deliver may make schedules only in that group.
func TestSchedulesOnlyInvokeDeliver(t *testing.T) {
	made := synthesised(t, production)
	made.only(t, scheduleGroup)
	invokes := lines(statementsOf(made.all(iamPolicy)[schedulesPolicy].Properties))
	for n := range invokes {
		invokes[n] = strings.Join(strings.Fields(invokes[n]), " ")
	}
	if want := []string{"lambda:InvokeFunction ${DeliverFunction.Arn}", "sqs:SendMessage ${DeadLetters.Arn}"}; !slices.Equal(invokes, want) {
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

// Without reminders, emails beyond the day's quota are still scheduled.
func TestWithoutReminders(t *testing.T) {
	made := synthesised(t, func() (template, error) {
		return synthesiseWith(map[string]any{"sender": "invitations@example.com", "reminders": "false"})
	})
	made.only(t, scheduleGroup)
	variables := variablesOf(made.all(lambdaFunction)["DeliverFunction"])
	if variables[setting.Reminders.Variable] != "false" || variables[setting.Schedules.Variable] == nil {
		t.Errorf("deliver has the variables %v", variables)
	}
	if may := strings.Join(roleLines(made.all(iamRole)["DeliverRole"]), "\n"); !strings.Contains(may, "scheduler:CreateSchedule") {
		t.Errorf("deliver may do %s", may)
	}
}
