package redrive_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/redrive"
)

// operation is a redrive of a stand-in.
type operation struct {
	*cloud
	redrive.Redrive
	resent []string
}

func newOperation(t *testing.T) *operation {
	o := &operation{cloud: &cloud{T: t, answers: map[string]any{}}}
	judge := func(_ context.Context, letter delivery.DeadLetter) (delivery.Step, error) {
		switch letter.Invitation {
		case "early":
			return delivery.Step{}, delivery.ErrTooEarly
		case "reminded":
			return delivery.Step{Remind: &delivery.Reminder{Invitation: "reminded", Attempt: 2}, Says: "send the reminder"}, nil
		case "over":
			return delivery.Step{Says: "nothing to do"}, nil
		}
		return delivery.Step{Resend: true, Says: "resend"}, nil
	}
	resend := func(_ context.Context, id access.InvitationID, seed access.Seed) (access.Invitation, error) {
		o.resent = append(o.resent, string(id)+" "+string(seed))
		if id == "refused" {
			return access.Invitation{}, access.Refuse(access.InvitationNotAuthorised, "The inviter, kari@example.com, may not.")
		}
		return access.Invitation{}, nil
	}
	queued := func(kind, event string, text func(string) string, removed bool) bool {
		return kind == "invitation" && text("delivery") == "queued" && event != "REMOVE" || removed
	}
	o.Redrive = redrive.Redrive{For: time.Hour, Now: func() time.Time { return noon }, Sources: redrive.Open(o.config(), redrive.Deployment{
		Table: "table", Functions: map[string]string{"deliver": "D", "publish": "P", "delivery-status": "S"},
		Mails: "https://sqs/mails", Events: "https://sqs/events", DeliveryEvents: "https://sqs/reports",
	}, redrive.Letters{Judge: judge, Resend: resend}, queued, func(kind, event string, _ func(string) string, _ bool) bool { return event == "INSERT" })}
	return o
}

func (o *operation) do(queue string, dry bool) redrive.Answer {
	o.Helper()
	answer, err := o.Do(o.Context(), queue, noon, dry)
	if err != nil {
		o.Fatal(err)
	}
	return answer
}

func letter(invitation string) string {
	return `{"invitationId": "` + invitation + `", "organisationId": "o", "reason": "why", "at": "2036-02-28T10:00:00Z"}`
}

// TestRedriveOfMails checks what becomes of each kind of message about emails.
func TestRedriveOfMails(t *testing.T) {
	o := newOperation(t)
	o.answers["D"] = map[string]any{"batchItemFailures": []any{}}
	for _, body := range []string{
		letter("failed"), letter("refused"), letter("early"), letter("reminded"), letter("over"),
		`{"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": {"postponed":{"invitationId":"late","attempt":1,"try":3}}}`, "no JSON", `{}`,
		`{"reminder":{"invitationId":"forgotten","attempt":1}}`,
	} {
		o.add(body)
	}
	answer := o.do("mails", false)
	if got, want := o.resent, []string{"failed m0", "refused m1"}; !slices.Equal(got, want) {
		t.Errorf("resent %q, want %q", got, want)
	}
	if want := []string{`D {"reminder":{"invitationId":"reminded","attempt":2}}`, `D {"postponed":{"invitationId":"late","attempt":1,"try":3}}`, `D {"reminder":{"invitationId":"forgotten","attempt":1}}`}; !slices.Equal(o.invocations, want) {
		t.Errorf("invoked %q, want %q", o.invocations, want)
	}
	if got, want := o.left(), []string{"m1 hidden", "m2 hidden", "m6 hidden", "m7 hidden"}; !slices.Equal(got, want) {
		t.Errorf("left are %q, want %q", got, want)
	}
	var outcomes []string
	for _, m := range answer.Messages {
		outcomes = append(outcomes, string(m.Outcome))
		if strings.Contains(m.Error, "@") || m.AgeSeconds != 3600 || (m.Error == "") != (m.Outcome == redrive.Done) {
			t.Errorf("the message is %+v", m)
		}
	}
	if want := strings.Fields("done kept kept done done done kept kept done"); !slices.Equal(outcomes, want) || !answer.Done || answer.Left != 4 {
		t.Errorf("the outcomes are %v, want %v; %d left", outcomes, want, answer.Left)
	}
	if late := answer.Messages[5]; late.Invitation != "late" || !strings.Contains(late.Reason, "RetriesExhausted") {
		t.Errorf("the message is %+v", late)
	}
	if forgotten := answer.Messages[8]; forgotten.Invitation != "forgotten" || !strings.Contains(forgotten.Reason, "Scheduler") {
		t.Errorf("the message is %+v", forgotten)
	}
}

// TestAPreviewChangesNothing also checks that a preview of a large queue ends.
func TestAPreviewChangesNothing(t *testing.T) {
	o := newOperation(t)
	for n := range 25 {
		o.add(letter(fmt.Sprint("i", n)))
	}
	for range 2 {
		answer := o.do("mails", true)
		if len(answer.Messages) != 25 || answer.Left != 25 || !answer.Done || answer.Messages[3].Does != "resend" || answer.Messages[3].Outcome != "" {
			t.Errorf("the preview is %+v", answer)
		}
		if len(o.resent) != 0 || slices.ContainsFunc(o.left(), func(m string) bool { return strings.Contains(m, "hidden") }) {
			t.Errorf("resent %v, left are %v", o.resent, o.left())
		}
	}
}

// TestALaterMessageStays checks that a message which was sent after the beginning is not taken up,
// so that a function that parks it again does not keep a redrive going.
func TestALaterMessageStays(t *testing.T) {
	o := newOperation(t)
	o.add(letter("later")).sentAt = noon
	if answer := o.do("mails", false); len(answer.Messages) != 0 || !answer.Done || !slices.Equal(o.left(), []string{"m0"}) {
		t.Errorf("the answer is %+v, and left are %q", answer, o.left())
	}
}

// TestAMessageThatCannotBeDeleted checks that what is done twice is done under the same seed.
func TestAMessageThatCannotBeDeleted(t *testing.T) {
	o := newOperation(t)
	m := o.add(letter("failed"))
	o.failDelete = true
	if answer := o.do("mails", false); answer.Messages[0].Outcome != redrive.Kept {
		t.Errorf("the answer is %+v", answer)
	}
	o.failDelete, m.hidden = false, false
	o.do("mails", false)
	if want := []string{"failed m0", "failed m0"}; !slices.Equal(o.resent, want) || len(o.messages) != 0 {
		t.Errorf("resent %q, want %q", o.resent, want)
	}
}

// TestACallEnds checks that a call stops when its time is over, and the next one goes on.
func TestACallEnds(t *testing.T) {
	o := newOperation(t)
	for range 30 {
		o.add(letter("failed"))
	}
	now := noon
	o.For, o.Now = 8*time.Second, func() time.Time { now = now.Add(300 * time.Millisecond); return now }
	first := o.do("mails", false)
	if n := len(first.Messages); first.Done || n < 10 || n > 29 || first.Left != 30-n {
		t.Errorf("the first call took up %d, and %d are left", n, first.Left)
	}
	for !o.do("mails", false).Done {
	}
	if len(o.messages) != 0 || len(o.resent) != 30 {
		t.Errorf("%d are left, %d resent", len(o.messages), len(o.resent))
	}
}

// TestRedriveOfChanges checks that a function gets the changes that Lambda names, as Lambda gives
// them, and no others.
func TestRedriveOfChanges(t *testing.T) {
	change := func(number, event, kind string, more map[string]any) map[string]any {
		image := map[string]any{"kind": map[string]any{"S": kind}, "delivery": map[string]any{"S": "queued"}}
		for name, value := range more {
			image[name] = value
		}
		name := "NewImage"
		if event == "REMOVE" {
			name = "OldImage"
		}
		return map[string]any{"eventName": event, "dynamodb": map[string]any{"SequenceNumber": number, "Keys": map[string]any{"pk": map[string]any{"S": "k"}}, name: image}}
	}
	removed := change("103", "REMOVE", "invitation", nil)
	removed["userIdentity"] = map[string]any{"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}
	all := map[string]any{
		"m": map[string]any{"M": map[string]any{"a": map[string]any{"N": "1"}}}, "l": map[string]any{"L": []any{map[string]any{"BOOL": true}, map[string]any{"NULL": true}}},
		"b": map[string]any{"B": "AQI="}, "bs": map[string]any{"BS": []any{"AQI="}}, "ss": map[string]any{"SS": []any{"x"}},
	}
	const parked = `{"requestContext": {"condition": "RetryAttemptsExhausted"}, "DDBStreamBatchInfo": {"shardId": "s", "startSequenceNumber": "99",
		"endSequenceNumber": "103", "batchSize": 4, "streamArn": "arn:aws:dynamodb:eu-north-1:1:table/t/stream/1"}}`
	records := []map[string]any{change("99", "INSERT", "invitation", all), change("100", "MODIFY", "row", nil), change("101", "REMOVE", "invitation", nil), removed, change("104", "INSERT", "invitation", nil)}
	o := newOperation(t)
	o.records, o.answers["D"] = records, map[string]any{"batchItemFailures": []any{}}
	o.add(parked)
	if answer := o.do("mails", false); answer.Messages[0].Outcome != redrive.Done || answer.Messages[0].Does != "process 4 changes of the table" {
		t.Errorf("the answer is %+v", answer)
	}
	want := `D {"Records":[{"eventName":"INSERT","dynamodb":{"Keys":{"pk":{"S":"k"}},"NewImage":{"b":{"B":"AQI="},"bs":{"BS":["AQI="]},"delivery":{"S":"queued"},"kind":{"S":"invitation"},` +
		`"l":{"L":[{"BOOL":true},{"NULL":true}]},"m":{"M":{"a":{"N":"1"}}},"ss":{"SS":["x"]}},"SequenceNumber":"99"}},` +
		`{"eventName":"REMOVE","dynamodb":{"Keys":{"pk":{"S":"k"}},"OldImage":{"delivery":{"S":"queued"},"kind":{"S":"invitation"}},"SequenceNumber":"103"}}]}`
	if len(o.invocations) != 1 || o.invocations[0] != want {
		t.Errorf("invoked\n%q, want\n%q", o.invocations, want)
	}
	for name, change := range map[string]func(o *operation){
		"it fails again": func(o *operation) {
			o.answers["D"] = map[string]any{"batchItemFailures": []any{map[string]string{"itemIdentifier": "99"}}}
		},
		"it crashes again": func(o *operation) { o.answers["D"] = errors.New("panic") },
		"it is too old":    func(o *operation) { o.trimmed = true },
		"it is not there":  func(o *operation) { o.records = nil },
	} {
		o := newOperation(t)
		o.records = records
		change(o)
		o.add(parked)
		if answer := o.do("mails", false); answer.Messages[0].Outcome != redrive.Kept || answer.Messages[0].Error == "" || len(o.messages) != 1 {
			t.Errorf("%s: the answer is %+v", name, answer)
		}
	}
}

// TestRedriveOfAnEvent checks that publish gets the event that a letter names.
func TestRedriveOfAnEvent(t *testing.T) {
	o := newOperation(t)
	o.item = map[string]any{"kind": map[string]any{"S": "record"}, "at": map[string]any{"N": "7"}}
	o.answers["P"] = map[string]any{"batchItemFailures": []any{}}
	const parked = `{"sequenceNumber": "1", "keys": {"pk": {"S": "k"}, "sk": {"S": "s"}}, "reason": "unfit"}`
	o.add(parked)
	o.do("events", false)
	want := `P {"Records":[{"eventName":"INSERT","dynamodb":{"Keys":{"pk":{"S":"k"},"sk":{"S":"s"}},"NewImage":{"at":{"N":"7"},"kind":{"S":"record"}},"SequenceNumber":"0"}}]}`
	if len(o.invocations) != 1 || o.invocations[0] != want || len(o.messages) != 0 {
		t.Errorf("invoked\n%q, want\n%q", o.invocations, want)
	}
	o.item = nil
	o.add(parked)
	if answer := o.do("events", false); answer.Messages[0].Outcome != redrive.Kept {
		t.Errorf("the answer is %+v", answer)
	}
}

// TestRedriveOfDeliveryEvents checks events that EventBridge or Lambda has parked.
func TestRedriveOfDeliveryEvents(t *testing.T) {
	o := newOperation(t)
	const event = `{"source":"aws.ses","detail-type":"Email Bounced","detail":{}}`
	o.add(event)
	o.add(`{"requestContext": {"condition": "RetriesExhausted"}, "requestPayload": ` + event + `}`)
	o.add(letter("of the wrong queue"))
	o.do("delivery-events", false)
	if want := []string{"S " + event, "S " + event}; !slices.Equal(o.invocations, want) || len(o.messages) != 1 {
		t.Errorf("invoked %q, want %q", o.invocations, want)
	}
}

func TestRedriveOfAnUnknownQueue(t *testing.T) {
	if _, err := newOperation(t).Do(t.Context(), "records", noon, false); access.KindOf(err) != access.Invalid {
		t.Errorf("%v, want %s", err, access.Invalid)
	}
}
