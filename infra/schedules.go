package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdadestinations"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"admit/shared/setting"
)

// schedules is what reminders and postponed emails are scheduled with.
type schedules struct {
	group       awsscheduler.CfnScheduleGroup
	role        awsiam.Role  // with which EventBridge Scheduler invokes deliver
	deadLetter  awssqs.Queue // for what it cannot hand to deliver for a day
	maySchedule []permission
}

// newSchedules declares a schedule group and the role of its schedules. The function deliver makes
// a schedule for each reminder and each postponed email. CloudFormation deletes the group with all
// its schedules. Its name is that of version 0.1, because another one would be another group.
func newSchedules(stack awscdk.Stack, s Settings, deadLetter awssqs.Queue) schedules {
	group := awsscheduler.NewCfnScheduleGroup(stack, jsii.String("Reminders"), nil)
	role := awsiam.NewRole(stack, jsii.String("RemindersRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("scheduler.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": stack.Account(), "aws:SourceArn": group.AttrArn()}},
		}),
	})
	return schedules{group: group, role: role, deadLetter: deadLetter, maySchedule: []permission{
		allow(on(schedulesOf(stack, s, group)), "scheduler:CreateSchedule"),
		allow(on(role.RoleArn()), "iam:PassRole").onlyIf(map[string]any{"StringEquals": map[string]any{"iam:PassedToService": "scheduler.amazonaws.com"}}),
	}}
}

// schedulesOf returns the ARN of all schedules of a group. The emulator takes every schedule
// for one of the default group.
func schedulesOf(stack awscdk.Stack, s Settings, group awsscheduler.CfnScheduleGroup) *string {
	name := *group.Ref()
	if s.Development {
		name = "*"
	}
	return stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("scheduler"), Resource: jsii.String("schedule"), ResourceName: jsii.String(name + "/*"),
	})
}

// setting returns the value of the function's setting.
func (c schedules) setting() *string {
	return jsonText(setting.Scheduling{Group: *c.group.Ref(), Role: *c.role.RoleArn(), DeadLetters: *c.deadLetter.QueueArn()})
}

// invoke lets the schedules invoke deliver. What Lambda does not take for a day, which
// is how long EventBridge Scheduler tries by default, and what fails three times, is parked.
func (c schedules) invoke(deliver awslambda.Function) {
	awsiam.NewPolicy(c.role, jsii.String("Invoke"), &awsiam.PolicyProps{
		Roles: &[]awsiam.IRole{c.role},
		Statements: &[]awsiam.PolicyStatement{
			allow(on(deliver.FunctionArn()), "lambda:InvokeFunction").statement(),
			allow(on(c.deadLetter.QueueArn()), "sqs:SendMessage").statement(),
		},
	})
	deliver.ConfigureAsyncInvoke(&awslambda.EventInvokeConfigOptions{
		MaxEventAge: seconds(asyncEventAge), RetryAttempts: jsii.Number(asyncEventRetries),
		OnFailure: awslambdadestinations.NewSqsDestination(c.deadLetter),
	})
}
