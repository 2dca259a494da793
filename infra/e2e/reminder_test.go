package e2e

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
)

// reminderSchedule waits for the schedule of the reminder of an attempt and returns it.
func reminderSchedule(t *testing.T, i invitation, attempt string) *scheduler.GetScheduleOutput {
	t.Helper()
	name := i.ID + "." + attempt
	var group *string
	eventually(t, "the reminder is scheduled", func() bool {
		found := got(cloud.schedules.ListSchedules(t.Context(), &scheduler.ListSchedulesInput{NamePrefix: &name})).orFail(t).Schedules
		if len(found) > 0 {
			group = found[0].GroupName
		}
		return len(found) > 0
	})
	return got(cloud.schedules.GetSchedule(t.Context(), &scheduler.GetScheduleInput{Name: &name, GroupName: group})).orFail(t)
}

// isDue makes a schedule due. EventBridge Scheduler then invokes the function, and deletes the
// schedule.
func isDue(t *testing.T, s *scheduler.GetScheduleOutput) {
	t.Helper()
	_ = got(cloud.schedules.UpdateSchedule(t.Context(), &scheduler.UpdateScheduleInput{
		Name: s.Name, GroupName: s.GroupName, ScheduleExpression: aws.String("at(" + time.Now().Add(time.Second).UTC().Format("2006-01-02T15:04:05") + ")"),
		FlexibleTimeWindow: s.FlexibleTimeWindow, Target: s.Target, ActionAfterCompletion: s.ActionAfterCompletion,
	})).orFail(t)
}

// wantOver waits until the scheduler has done a schedule.
func wantOver(t *testing.T, s *scheduler.GetScheduleOutput) {
	t.Helper()
	eventually(t, "the schedule is deleted", func() bool {
		_, err := cloud.schedules.GetSchedule(t.Context(), &scheduler.GetScheduleInput{Name: s.Name, GroupName: s.GroupName})
		_, gone := errors.AsType[*types.ResourceNotFoundException](err)
		return gone
	})
}

// An invitee gets a reminder a day before the end, once. Its link works, and so does the one
// before.
func TestAReminder(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("reminded"), "billing-viewer"))
	first := mails.waitFor(t, i).token(i)
	schedule := reminderSchedule(t, i, "1")
	if want := "at(" + i.ExpiresAt.Add(-24*time.Hour).UTC().Format("2006-01-02T15:04:05") + ")"; *schedule.ScheduleExpression != want {
		t.Errorf("the reminder is scheduled %s, want %s", *schedule.ScheduleExpression, want)
	}
	isDue(t, schedule)
	wantOver(t, schedule)
	second := mails.nextToken(t, i, first)
	sent := mails.matching(t, func(m mail) bool { return m.token(i) == second })
	if len(sent) != 1 || !strings.HasPrefix(sent[0].subject, "Reminder: ") {
		t.Errorf("the reminder is %+v", sent)
	}
	for _, token := range []string{first, second} {
		tryAction(t, i, "preview", org.admin.token, token).want(t, http.StatusOK)
	}
	eventually(t, "the reminder is in the audit log", func() bool {
		return slices.Contains(eventTypes(eventsAbout(i, auditLog(t, org, org.admin))), "invitation.reminded")
	})
	invoke(t, "DeliverFunction", *schedule.Target.Input) // at least once
	if all := mails.tokens(t, i); len(all) != 2 {
		t.Errorf("%d mails, want 2", len(all))
	}
	if shown := org.invitation(t, i.ID); shown.Delivery.Status != "sent" {
		t.Errorf("the delivery is %+v", shown.Delivery)
	}
	wantPublished(t, auditLog(t, org, org.admin))
}

// An invitation that was declined meanwhile has no reminder, and neither has the attempt before
// a resend.
func TestNoReminder(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	declined := org.waitUntilSent(t, org.invite(t, address("declined"), "billing-viewer"))
	token := mails.waitFor(t, declined).token(declined)
	schedule := reminderSchedule(t, declined, "1")
	tryAction(t, declined, "decline", org.admin.token, token).want(t, http.StatusNoContent)
	resent := org.waitUntilSent(t, org.invite(t, address("resent"), "billing-viewer"))
	before := reminderSchedule(t, resent, "1")
	org.waitUntilSent(t, org.resend(t, resent))
	reminderSchedule(t, resent, "2")
	for i, s := range map[*invitation]*scheduler.GetScheduleOutput{&declined: schedule, &resent: before} {
		known := len(mails.tokens(t, *i))
		invoke(t, "DeliverFunction", *s.Target.Input)
		if all := mails.tokens(t, *i); len(all) != known {
			t.Errorf("%d mails to %s, want %d", len(all), i.Email, known)
		}
	}
}
