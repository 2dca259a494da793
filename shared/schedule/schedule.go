// Package schedule schedules the reminders of invitations and postponed emails with EventBridge
// Scheduler.
package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"admit/shared/delivery"
	"admit/shared/setting"
)

// Group is a group of one-time schedules. Each invokes a function with a [delivery.Reminder] or a
// [delivery.Postponed] as JSON, and is deleted when it has done so.
type Group struct {
	Client *scheduler.Client
	setting.Scheduling
	Function func(ctx context.Context) string // ARN of the function
}

var (
	_ delivery.Scheduler = Group{}
	_ delivery.Postponer = Group{}
)

// Open returns a schedule group, with a new client.
func Open(config aws.Config, with setting.Scheduling, function func(context.Context) string) Group {
	return Group{Client: scheduler.NewFromConfig(config), Scheduling: with, Function: function}
}

// windowMinutes is how many minutes after its time a schedule is invoked at the latest.
// EventBridge Scheduler spreads the schedules of one time over them, so that the invitations of
// a bulk invite are not all reminded in the same minute.
const windowMinutes = 15

// Schedule implements [delivery.Scheduler]. The name of a schedule is made of the invitation,
// the attempt and the retry, so each of them has one schedule.
func (g Group) Schedule(ctx context.Context, r delivery.Reminder, at time.Time) error {
	return g.create(ctx, nameOf(r), map[string]delivery.Reminder{"reminder": r}, at)
}

// Postpone implements [delivery.Postponer]. The name of a schedule is made of everything that p
// has, so each try has one schedule.
func (g Group) Postpone(ctx context.Context, p delivery.Postponed, at time.Time) error {
	return g.create(ctx, nameOfPostponed(p), map[string]delivery.Postponed{"postponed": p}, at)
}

// create creates a schedule that invokes the function once, with a value as JSON. It does nothing
// if there is a schedule of that name.
func (g Group) create(ctx context.Context, name string, value any, at time.Time) error {
	input, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("marshal the input of a schedule: %w", err)
	}
	_, err = g.Client.CreateSchedule(ctx, &scheduler.CreateScheduleInput{
		Name: &name, GroupName: &g.Group,
		ScheduleExpression:    aws.String("at(" + at.UTC().Format("2006-01-02T15:04:05") + ")"),
		FlexibleTimeWindow:    &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeFlexible, MaximumWindowInMinutes: aws.Int32(windowMinutes)},
		ActionAfterCompletion: types.ActionAfterCompletionDelete,
		Target: &types.Target{Arn: aws.String(g.Function(ctx)), RoleArn: &g.Role, Input: aws.String(string(input)),
			DeadLetterConfig: &types.DeadLetterConfig{Arn: &g.DeadLetters}},
	})
	if _, exists := errors.AsType[*types.ConflictException](err); exists {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create a schedule: %w", err)
	}
	return nil
}

// nameOf returns the name of the schedule of a reminder.
func nameOf(r delivery.Reminder) string {
	name := string(r.Invitation) + "." + strconv.Itoa(r.Attempt)
	if r.Retry > 0 {
		name += "." + strconv.Itoa(r.Retry)
	}
	return name
}

// nameOfPostponed returns the name of the schedule of a postponed email or notice, of at most 64
// characters.
func nameOfPostponed(p delivery.Postponed) string {
	if p.Notice != 0 {
		return string(p.Invitation) + ".notice." + strconv.FormatInt(p.Notice, 10) + "." + strconv.Itoa(p.Try)
	}
	return string(p.Invitation) + ".mail." + strconv.Itoa(p.Attempt) + "." + strconv.Itoa(p.Try)
}
