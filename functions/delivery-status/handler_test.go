package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/mail"
)

// recorder records the delivery events that the handler tracks, and what it logs. It
// returns err for each event.
type recorder struct {
	events []delivery.Event
	err    error
	log    bytes.Buffer
}

// handle passes an event to a handler.
func (r *recorder) handle(t *testing.T, raw string) error {
	t.Helper()
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&r.log, nil)))
	defer slog.SetDefault(before)
	return handler{func(_ context.Context, e delivery.Event) error {
		r.events = append(r.events, e)
		return r.err
	}}.handle(t.Context(), json.RawMessage(raw))
}

// lines returns the number of log records.
func (r *recorder) lines() int { return strings.Count(r.log.String(), "\n") }

// readFile returns an event in testdata.
func readFile(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// at returns a time on the day of the events in testdata.
func at(clock string) time.Time {
	parsed, err := time.Parse(time.RFC3339Nano, "2026-11-24T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	return parsed
}

// TestEveryDeliveryEvent handles an event of each type, in the form that SES
// documents.
func TestEveryDeliveryEvent(t *testing.T) {
	events := map[string]delivery.Event{
		"delivery":       {Status: access.Delivered, At: at("09:30:04.25"), Detail: "250 2.6.0 Message received"},
		"delivery-delay": {Status: access.Delayed, At: at("09:45:00.095"), Detail: "TransientCommunicationFailure: smtp; 421 4.4.1 Unable to connect to remote host"},
		"bounce-permanent": {Status: access.Bounced, At: at("09:30:06.669"), Permanent: true,
			Detail: "Permanent, General: smtp; 550 5.1.1 <ada@example.com>... User unknown"},
		"bounce-transient":           {Status: access.Bounced, At: at("09:30:06.669"), Detail: "Transient, MailboxFull: smtp; 452 4.2.2 The mailbox is full"},
		"bounce-undetermined":        {Status: access.Bounced, At: at("09:30:06.669"), Detail: "Undetermined, Undetermined"},
		"complaint":                  {Status: access.Complained, At: at("12:00:02.123"), Detail: "abuse"},
		"complaint-without-feedback": {Status: access.Complained, At: at("12:00:02.123"), Detail: "OnAccountSuppressionList"},
		"reject":                     {Status: access.Failed, At: at("09:31:00"), Detail: "Bad content"},
	}
	for name, want := range events {
		t.Run(name, func(t *testing.T) {
			want.Invitation, want.Attempt = "zX2cV4bN6mA8sD0fG2hJ", 2
			var r recorder
			if err := r.handle(t, readFile(t, name)); err != nil {
				t.Fatal(err)
			}
			if len(r.events) != 1 || r.events[0] != want {
				t.Errorf("tracked %+v, want %+v", r.events, want)
			}
			if r.lines() != 1 || strings.Contains(r.log.String(), "ada@") {
				t.Errorf("logged %s", &r.log)
			}
		})
	}
}

// TestOtherEventsAreIgnored checks that an event that is not a delivery event of an
// email is logged once, is not tracked, and is not tried again.
func TestOtherEventsAreIgnored(t *testing.T) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(readFile(t, "bounce-permanent"))); err != nil {
		t.Fatal(err)
	}
	replaced := func(old, replacement string) string {
		if !strings.Contains(compact.String(), old) {
			t.Fatalf("the event does not contain %s", old)
		}
		return strings.Replace(compact.String(), old, replacement, 1)
	}
	events := map[string]string{
		"sent":                  readFile(t, "send"),
		"opened":                readFile(t, "open"),
		"not rendered":          readFile(t, "rendering-failure"),
		"without tags":          readFile(t, "untagged"),
		"without an invitation": replaced(`"invitation":["zX2cV4bN6mA8sD0fG2hJ"],`, ``),
		"without a round":       replaced(`,"round":["2"]`, ``),
		"an empty tag":          replaced(`"round":["2"]`, `"round":[]`),
		"two invitations":       replaced(`["zX2cV4bN6mA8sD0fG2hJ"]`, `["zX2cV4bN6mA8sD0fG2hJ","another"]`),
		"round is not a number": replaced(`"round":["2"]`, `"round":["two"]`),
		"round is too large":    replaced(`"round":["2"]`, `"round":["99999999999999999999"]`),
		"a tag is not a list":   replaced(`"round":["2"]`, `"round":"2"`),
		"time is not a time":    replaced(`"2026-11-24T09:30:06.669Z"`, `"yesterday"`),
		"an unknown type":       replaced(`"eventType":"Bounce"`, `"eventType":"Subscription"`),
		"no detail":             `{"source":"aws.ses"}`,
		"a null":                `null`,
		"a list":                `[]`,
		"no JSON":               `{`,
		"nothing":               ``,
	}
	for name, raw := range events {
		t.Run(name, func(t *testing.T) {
			var r recorder
			if err := r.handle(t, raw); err != nil {
				t.Errorf("the handler failed: %v", err)
			}
			if len(r.events) > 0 {
				t.Errorf("tracked %+v", r.events)
			}
			if r.lines() != 1 || strings.Contains(r.log.String(), "ada@") {
				t.Errorf("logged %s", &r.log)
			}
		})
	}
}

// TestAddressesAreNotUsed checks that the invitation is found by the tags of the email
// and not by the addresses in the event.
func TestAddressesAreNotUsed(t *testing.T) {
	var r recorder
	forged := strings.ReplaceAll(readFile(t, "bounce-permanent"), "ada@example.com", "victim@example.com")
	if err := r.handle(t, forged); err != nil {
		t.Fatal(err)
	}
	if len(r.events) != 1 || r.events[0].Invitation != "zX2cV4bN6mA8sD0fG2hJ" || r.events[0].Attempt != 2 {
		t.Errorf("tracked %+v", r.events)
	}
}

// TestAFailedWriteIsTriedAgain checks that the handler returns an error, so that Lambda
// sends the event again.
func TestAFailedWriteIsTriedAgain(t *testing.T) {
	r := recorder{err: errors.New("throttled")}
	if err := r.handle(t, readFile(t, "delivery")); !errors.Is(err, r.err) {
		t.Errorf("the error is %v, want %v", err, r.err)
	}
	if r.lines() != 1 {
		t.Errorf("logged %s", &r.log)
	}
}

func TestTagsAreThoseOfEmails(t *testing.T) {
	if invitationTag != mail.InvitationTag || attemptTag != mail.AttemptTag {
		t.Errorf("the tags are %s and %s, emails have %s and %s", invitationTag, attemptTag, mail.InvitationTag, mail.AttemptTag)
	}
}
