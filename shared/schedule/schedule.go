// Package schedule schedules the reminders of invitations with EventBridge Scheduler.
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
)

// Reminders is a group of one-time schedules. Each invokes a function with a
// [delivery.Reminder] as JSON, and is deleted when it has done so.
type Reminders struct {
	Client   *scheduler.Client
	Group    string                           // name of the schedule group
	Role     string                           // ARN of the role with which EventBridge Scheduler invokes the function
	Function func(ctx context.Context) string // ARN of the function
}

var _ delivery.Scheduler = Reminders{}

// Open returns the reminders of a schedule group, with a new client.
func Open(config aws.Config, group, role string, function func(context.Context) string) Reminders {
	return Reminders{Client: scheduler.NewFromConfig(config), Group: group, Role: role, Function: function}
}

// windowMinutes is how many minutes after its time a schedule is invoked at the latest.
// EventBridge Scheduler spreads the schedules of one time over them, so that the invitations of
// a bulk invite are not all reminded in the same minute.
const windowMinutes = 15

// Schedule implements [delivery.Scheduler]. The name of a schedule is made of the invitation,
// the attempt and the retry, so each of them has one schedule.
func (s Reminders) Schedule(ctx context.Context, r delivery.Reminder, at time.Time) error {
	input, err := json.Marshal(map[string]delivery.Reminder{"reminder": r})
	if err != nil {
		return fmt.Errorf("marshal a reminder: %w", err)
	}
	_, err = s.Client.CreateSchedule(ctx, &scheduler.CreateScheduleInput{
		Name: aws.String(nameOf(r)), GroupName: &s.Group,
		ScheduleExpression:    aws.String("at(" + at.UTC().Format("2006-01-02T15:04:05") + ")"),
		FlexibleTimeWindow:    &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeFlexible, MaximumWindowInMinutes: aws.Int32(windowMinutes)},
		ActionAfterCompletion: types.ActionAfterCompletionDelete,
		Target:                &types.Target{Arn: aws.String(s.Function(ctx)), RoleArn: &s.Role, Input: aws.String(string(input))},
	})
	if _, exists := errors.AsType[*types.ConflictException](err); exists {
		return nil
	}
	if err != nil {
		return fmt.Errorf("schedule a reminder: %w", err)
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
