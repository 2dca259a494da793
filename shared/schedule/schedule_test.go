package schedule_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"

	"admit/shared/delivery"
	"admit/shared/schedule"
	"admit/shared/setting"
)

// reminders returns reminders whose service answers with a status and an error type, and a
// function that returns the last request.
func reminders(t *testing.T, status int, kind string) (schedule.Group, func() string) {
	t.Helper()
	var request string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		delete(body, "ClientToken")
		sorted, err := json.Marshal(body)
		if err != nil {
			t.Error(err)
		}
		request = r.Method + " " + r.URL.Path + " " + string(sorted)
		w.Header().Set("X-Amzn-ErrorType", kind)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"ScheduleArn": "arn", "Message": "no"}`))
	}))
	t.Cleanup(server.Close)
	client := scheduler.New(scheduler.Options{
		Region: "eu-west-1", BaseEndpoint: &server.URL, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	})
	function := func(context.Context) string { return "arn:deliver" }
	return schedule.Group{Client: client, Scheduling: setting.Scheduling{Group: "group", Role: "arn:role", DeadLetters: "arn:queue"}, Function: function}, func() string { return request }
}

var (
	reminder = delivery.Reminder{Invitation: "i_-1", Attempt: 2}
	noon     = time.Date(2036, time.February, 28, 13, 0, 0, 250_000_000, time.FixedZone("", 3600))
)

func TestSchedule(t *testing.T) {
	service, request := reminders(t, http.StatusOK, "")
	if err := service.Schedule(t.Context(), reminder, noon); err != nil {
		t.Fatal(err)
	}
	want := `POST /schedules/i_-1.2 {"ActionAfterCompletion":"DELETE","FlexibleTimeWindow":{"MaximumWindowInMinutes":15,"Mode":"FLEXIBLE"},"GroupName":"group",` +
		`"ScheduleExpression":"at(2036-02-28T12:00:00)",` +
		`"Target":{"Arn":"arn:deliver","DeadLetterConfig":{"Arn":"arn:queue"},"Input":"{\"reminder\":{\"invitationId\":\"i_-1\",\"attempt\":2}}","RoleArn":"arn:role"}}`
	if got := request(); got != want {
		t.Errorf("the request is\n%s, want\n%s", got, want)
	}
}

// TestPostpone checks the schedules of a postponed email and a postponed notice.
func TestPostpone(t *testing.T) {
	service, request := reminders(t, http.StatusOK, "")
	for want, p := range map[string]delivery.Postponed{
		`POST /schedules/i_-1.mail.2.7 `:              {Invitation: "i_-1", Attempt: 2, Try: 7},
		`POST /schedules/i_-1.notice.208857600000.1 `: {Invitation: "i_-1", Notice: 208857600000, Try: 1},
	} {
		if err := service.Postpone(t.Context(), p, noon); err != nil {
			t.Fatal(err)
		}
		input, err := json.Marshal(map[string]delivery.Postponed{"postponed": p})
		if err != nil {
			t.Fatal(err)
		}
		quoted := strings.ReplaceAll(string(input), `"`, `\"`)
		if got := request(); !strings.HasPrefix(got, want) || !strings.Contains(got, `"Input":"`+quoted+`"`) || !strings.Contains(got, "at(2036-02-28T12:00:00)") {
			t.Errorf("the request is\n%s, want %s and %s", got, want, quoted)
		}
	}
	service, _ = reminders(t, http.StatusConflict, "ConflictException")
	if err := service.Postpone(t.Context(), delivery.Postponed{Invitation: "i", Try: 1}, noon); err != nil {
		t.Errorf("an email that is postponed already: %v", err)
	}
}

// TestScheduleRetry checks that a retry has a schedule beside that of the try before.
func TestScheduleRetry(t *testing.T) {
	service, request := reminders(t, http.StatusOK, "")
	retry := reminder
	retry.Retry = 3
	if err := service.Schedule(t.Context(), retry, noon); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"POST /schedules/i_-1.2.3 ", `\"attempt\":2,\"retry\":3}`} {
		if got := request(); !strings.Contains(got, want) {
			t.Errorf("the request is\n%s, want %s in it", got, want)
		}
	}
}

func TestScheduleAgain(t *testing.T) {
	service, _ := reminders(t, http.StatusConflict, "ConflictException")
	if err := service.Schedule(t.Context(), reminder, noon); err != nil {
		t.Errorf("a reminder that is scheduled already: %v", err)
	}
}

func TestScheduleFails(t *testing.T) {
	service, _ := reminders(t, http.StatusBadRequest, "ServiceQuotaExceededException")
	if err := service.Schedule(t.Context(), reminder, noon); err == nil {
		t.Error("Schedule returns no error for a schedule that was refused")
	}
}
