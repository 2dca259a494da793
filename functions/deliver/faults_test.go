package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/awstest"
	"admit/shared/deadletter"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/mail"
	"admit/shared/memory"
	"admit/shared/schedule"
	"admit/shared/setting"
)

// timeout is that of the function in the stack.
const timeout = time.Minute

// TestFaults makes every call to SES, SQS and EventBridge Scheduler fail in every way. In the
// end every mail was sent, or is parked. SES has no idempotency token: a mail that SES took
// although the call failed is sent again, with a link that works, too. A reminder is not sent
// again: if nobody can tell whether it was sent, a dead letter says so.
func TestFaults(t *testing.T) {
	awstest.Try(t, "Deliver", []awstest.Operation{
		{Name: "a mail and its reminder", Timeout: timeout, Begin: beginMail, Want: wantMail},
		{Name: "a mail that SES rejects", Timeout: timeout, Begin: beginRejectedMail, Want: wantSecondLetter},
		{Name: "a notice", Timeout: timeout, Begin: beginNotice, Want: wantSecondNotice},
	})
}

// world is an organisation with an open invitation, and the function.
type world struct {
	*fixture.Fixture
	cloud        *awstest.Cloud
	organisation access.Organisation
	invitation   access.Invitation
	handler      handler
}

func newWorld(t *testing.T, c *awstest.Cloud) *world {
	w := &world{Fixture: fixture.New(t, memory.New()), cloud: c}
	organisation, admin := w.Organisation("admin", false)
	w.organisation, w.invitation = organisation, w.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	letters := deadletter.Open[delivery.DeadLetter](c.Config, "https://sqs.eu-north-1.amazonaws.com/123456789012/letters")
	mailer := mail.Open(c.Config, mail.SES{Sender: "admit@example.com", ConfigurationSet: "mail", DefaultLocale: "en", Now: w.Now})
	send, notify := w.Deliver(), w.Notify()
	schedules := schedule.Open(c.Config, setting.Scheduling{Group: "reminders", Role: "arn:aws:iam::123456789012:role/reminders", DeadLetters: "arn:aws:sqs:eu-north-1:123456789012:letters"},
		func(context.Context) string { return "arn:aws:lambda:eu-north-1:123456789012:function:deliver" })
	send.Mailer, send.DeadLetters, send.Scheduler, send.Postponer = mailer, letters, schedules, schedules
	notifier := delivery.Notify{Store: notify.Store, Mailer: mailer, DeadLetters: letters, Postponer: schedules, Roles: notify.Roles, BaseURL: notify.BaseURL, Now: w.Now}
	w.handler = handler{deliver: send.Do, remind: send.Remind, notify: notifier.Do, resume: func(ctx context.Context, p delivery.Postponed) error {
		if p.Notice != 0 {
			return notifier.Resume(ctx, p)
		}
		return send.Resume(ctx, p)
	}}
	return w
}

// invoke invokes the function as a service does.
func (w *world) invoke(ctx context.Context, with string) error {
	var invoked event
	w.Must(json.Unmarshal([]byte(with), &invoked))
	result, err := w.handler.handle(ctx, invoked)
	if err == nil && len(result.BatchItemFailures) > 0 {
		err = errors.New("the stream sends the record again")
	}
	return err
}

// record invokes the function with a record about the invitation.
func (w *world) record(ctx context.Context, attribute string) error {
	return w.invoke(ctx, fmt.Sprintf(`{"Records":[{"eventName":"MODIFY","dynamodb":{"SequenceNumber":"1","NewImage":{"id":{"S":%q},%q:{"S":"queued"}}}}]}`, w.invitation.ID, attribute))
}

// pass passes the longest time for which a claim lasts.
func (w *world) pass() { w.Pass(6 * time.Minute) }

// untilExpiry invokes the function for every schedule until the invitation expires.
func (w *world) untilExpiry(ctx context.Context) error {
	return w.until(ctx, w.invitation.ExpiresAt)
}

// until invokes the function for every schedule until a time.
func (w *world) until(ctx context.Context, end time.Time) error {
	for ; w.Now().Before(end); w.Pass(15 * time.Minute) {
		for _, input := range w.cloud.Due(w.Now()) {
			err := w.invoke(ctx, string(input))
			for n := 0; err != nil && n < 3; n++ { // Lambda repeats an asynchronous invocation
				w.cloud.Plan.Revive()
				w.pass()
				err = w.invoke(ctx, string(input))
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// state returns what can be seen of the invitation and its mails.
func (w *world) state() awstest.State {
	stored := w.Invitation(w.invitation.ID)
	s := awstest.State{"delivery": stored.Delivery.Status, "detail": stored.Delivery.Detail, "letters": len(w.cloud.Letters()), "reminded": !stored.RemindedAt.IsZero(),
		"mails": 0, "dead links": 0, "events": strings.Join(fixture.Each(w.Events(w.organisation), func(e access.Event) string { return string(e.Type) }), " ")}
	var mails []awstest.Mail
	for _, m := range w.cloud.Mails() {
		if m.Invitation == string(w.invitation.ID) {
			mails = append(mails, m)
		}
	}
	s["mails"] = len(mails)
	w.Set(w.invitation.CreatedAt)
	for _, m := range mails {
		if _, err := w.Preview().Do(w.Context(), w.invitation.ID, m.Token); err != nil {
			s["dead links"] = err.Error()
		}
	}
	return s
}

func beginMail(t *testing.T, c *awstest.Cloud) awstest.Work {
	w := newWorld(t, c)
	return awstest.Work{Pass: w.pass, State: w.state, Steps: []func(context.Context) error{
		func(ctx context.Context) error { return w.record(ctx, "delivery") },
		w.untilExpiry,
	}}
}

// wantMail says what differs from a success: the first mail twice, a reminder that was not
// sent or may not have been, or one that was scheduled although the answer was lost.
func wantMail(f awstest.Fault, s awstest.State) {
	fails := f.Tries > 1 || f.Kind == awstest.Refused || f.Kind == awstest.Cut // also when the SDK repeats the call
	certain := f.Kind == awstest.Throttled || f.Kind == awstest.Refused
	switch {
	case f.Call == "scheduler:CreateSchedule" && fails:
		s["letters"] = 1
		if !f.Kind.Takes() {
			s["mails"], s["reminded"], s["events"] = 1, false, strings.TrimSuffix(s["events"].(string), " invitation.reminded")
		}
	case f.Call == "ses:SendEmail" && f.N == 1 && f.Kind.Takes():
		s["mails"] = 3
	case f.Call == "ses:SendEmail" && f.N == 2 && !certain:
		s["letters"] = 1
		if !f.Kind.Takes() {
			s["mails"] = 1
		}
	}
}

func beginRejectedMail(t *testing.T, c *awstest.Cloud) awstest.Work {
	w := newWorld(t, c)
	c.RefuseMails = true
	return awstest.Work{Pass: w.pass, State: w.state, Steps: []func(context.Context) error{
		func(ctx context.Context) error { return w.record(ctx, "delivery") },
		w.untilExpiry,
	}}
}

// wantSecondLetter says that a letter that SQS took although the call failed is sent again,
// by the SDK or by the stream. The SDK does not repeat a call whose answer was cut off.
func wantSecondLetter(f awstest.Fault, s awstest.State) {
	switch {
	case f.Call != "sqs:SendMessage" || !f.Kind.Takes():
	case f.Kind == awstest.Cut:
		s["letters"] = 2
	default:
		s["letters"] = 1 + max(f.Tries, 1)
	}
}

func beginNotice(t *testing.T, c *awstest.Cloud) awstest.Work {
	w := newWorld(t, c)
	token := w.Token(w.invitation.ID)
	w.Set(w.invitation.ExpiresAt.Add(time.Hour))
	w.Must(fixture.Err(w.RequestRenewal().Do(t.Context(), w.invitation.ID, token)))
	return awstest.Work{Pass: w.pass, State: func() awstest.State {
		return awstest.State{"notices": len(w.cloud.Mails()), "letters": len(w.cloud.Letters()), "left": w.Invitation(w.invitation.ID).Notice}
	}, Steps: []func(context.Context) error{
		func(ctx context.Context) error { return w.record(ctx, "notice") },
		func(ctx context.Context) error { return w.until(ctx, w.Now().Add(2*time.Hour)) }, // a notice that waits for the quota
	}}
}

// wantSecondNotice says that a notice that SES took although the call failed is sent again.
func wantSecondNotice(f awstest.Fault, s awstest.State) {
	if f.Kind.Takes() {
		s["notices"] = 2
	}
}
