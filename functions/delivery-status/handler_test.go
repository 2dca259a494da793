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

// tracked is what the handler hands on, and what it logs.
type tracked struct {
	told []delivery.Event
	err  error
	log  bytes.Buffer
}

func (r *tracked) note(t *testing.T, raw string) error {
	t.Helper()
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&r.log, nil)))
	defer slog.SetDefault(before)
	return handler{func(_ context.Context, e delivery.Event) error {
		r.told = append(r.told, e)
		return r.err
	}}.handle(t.Context(), json.RawMessage(raw))
}

func (r *tracked) lines() int { return strings.Count(r.log.String(), "\n") }

func stored(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func at(clock string) time.Time {
	parsed, err := time.Parse(time.RFC3339Nano, "2026-11-24T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	return parsed
}

// TestEveryReport hands over an event of each type, in the shape that SES
// documents.
func TestEveryReport(t *testing.T) {
	reports := map[string]delivery.Event{
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
	for name, want := range reports {
		t.Run(name, func(t *testing.T) {
			want.Invitation, want.Attempt = "zX2cV4bN6mA8sD0fG2hJ", 2
			var r tracked
			if err := r.note(t, stored(t, name)); err != nil {
				t.Fatal(err)
			}
			if len(r.told) != 1 || r.told[0] != want {
				t.Errorf("told %+v, want %+v", r.told, want)
			}
			if r.lines() != 1 || strings.Contains(r.log.String(), "ada@") {
				t.Errorf("logged %s", &r.log)
			}
		})
	}
}

// TestWhatIsNoReport is logged once and neither handed on nor tried again.
func TestWhatIsNoReport(t *testing.T) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(stored(t, "bounce-permanent"))); err != nil {
		t.Fatal(err)
	}
	replaced := func(old, with string) string {
		if !strings.Contains(compact.String(), old) {
			t.Fatalf("the event does not hold %s", old)
		}
		return strings.Replace(compact.String(), old, with, 1)
	}
	events := map[string]string{
		"sent":                  stored(t, "send"),
		"opened":                stored(t, "open"),
		"not rendered":          stored(t, "rendering-failure"),
		"without tags":          stored(t, "untagged"),
		"without an invitation": replaced(`"invitation":["zX2cV4bN6mA8sD0fG2hJ"],`, ``),
		"without a round":       replaced(`,"round":["2"]`, ``),
		"an empty tag":          replaced(`"round":["2"]`, `"round":[]`),
		"two invitations":       replaced(`["zX2cV4bN6mA8sD0fG2hJ"]`, `["zX2cV4bN6mA8sD0fG2hJ","another"]`),
		"a round that is none":  replaced(`"round":["2"]`, `"round":["two"]`),
		"a round too great":     replaced(`"round":["2"]`, `"round":["99999999999999999999"]`),
		"a tag that is no list": replaced(`"round":["2"]`, `"round":"2"`),
		"a time that is none":   replaced(`"2026-11-24T09:30:06.669Z"`, `"yesterday"`),
		"an unknown type":       replaced(`"eventType":"Bounce"`, `"eventType":"Subscription"`),
		"no detail":             `{"source":"aws.ses"}`,
		"a null":                `null`,
		"a list":                `[]`,
		"no JSON":               `{`,
		"nothing":               ``,
	}
	for name, raw := range events {
		t.Run(name, func(t *testing.T) {
			var r tracked
			if err := r.note(t, raw); err != nil {
				t.Errorf("asks for another try: %v", err)
			}
			if len(r.told) > 0 {
				t.Errorf("told %+v", r.told)
			}
			if r.lines() != 1 || strings.Contains(r.log.String(), "ada@") {
				t.Errorf("logged %s", &r.log)
			}
		})
	}
}

// TestAnAddressMatchesNothing: the mail is known by its tags, whatever addresses
// the event names.
func TestAnAddressMatchesNothing(t *testing.T) {
	var r tracked
	forged := strings.ReplaceAll(stored(t, "bounce-permanent"), "ada@example.com", "victim@example.com")
	if err := r.note(t, forged); err != nil {
		t.Fatal(err)
	}
	if len(r.told) != 1 || r.told[0].Invitation != "zX2cV4bN6mA8sD0fG2hJ" || r.told[0].Attempt != 2 {
		t.Errorf("told %+v", r.told)
	}
}

// TestWhatCouldNotBeWrittenIsTriedAgain: an error makes Lambda offer the event
// again.
func TestWhatCouldNotBeWrittenIsTriedAgain(t *testing.T) {
	r := tracked{err: errors.New("throttled")}
	if err := r.note(t, stored(t, "delivery")); !errors.Is(err, r.err) {
		t.Errorf("answers %v, want %v", err, r.err)
	}
	if r.lines() != 1 {
		t.Errorf("logged %s", &r.log)
	}
}

func TestTagsAreThoseOfTheMails(t *testing.T) {
	if invitationTag != mail.InvitationTag || attemptTag != mail.AttemptTag {
		t.Errorf("looks for the tags %s and %s, the mails have %s and %s", invitationTag, attemptTag, mail.InvitationTag, mail.AttemptTag)
	}
}
