package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/delivery"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// TestABadRecordDoesNotStopOthers processes a batch with records that fail, panic or
// cannot be read.
func TestABadRecordDoesNotStopOthers(t *testing.T) {
	const text = `{"Records":[
	  {"eventName":"INSERT","dynamodb":{"SequenceNumber":"1","NewImage":{"id":{"S":"one"}}}},
	  {"eventName":"INSERT","dynamodb":{"SequenceNumber":"2","NewImage":{"id":{"S":"fails"}}}},
	  {"eventName":"INSERT","dynamodb":{"SequenceNumber":"3","NewImage":{"id":{"S":"panics"}}}},
	  {"eventName":"REMOVE","dynamodb":{"SequenceNumber":"4","OldImage":{"id":{"S":"gone"}}}},
	  {"eventName":"REMOVE","dynamodb":{"SequenceNumber":"7","OldImage":{"kind":{"S":"ending"},"user":{"S":"ada"}}}},
	  {"eventName":"REMOVE","dynamodb":{"SequenceNumber":"6","OldImage":{"id":{"N":"7"}}}},
	  {"eventName":"MODIFY","dynamodb":{"SequenceNumber":"8","NewImage":{"id":{"S":"asked"},"notice":{"S":"queued"}}}},
	  {"eventName":"INSERT","dynamodb":{"SequenceNumber":"5","NewImage":{"id":{"S":"two"}}}}]}`
	var records event
	if err := json.Unmarshal([]byte(text), &records); err != nil {
		t.Fatal(err)
	}
	var delivered, expired []access.InvitationID
	deliver := func(_ context.Context, id access.InvitationID) error {
		switch id {
		case "fails":
			return errors.New("throttled")
		case "panics":
			panic("poison")
		}
		delivered = append(delivered, id)
		return nil
	}
	var notified []access.InvitationID
	notify := func(_ context.Context, id access.InvitationID) error {
		notified = append(notified, id)
		return nil
	}
	expire := func(_ context.Context, removed access.Invitation) error {
		expired = append(expired, removed.ID)
		return nil
	}
	read := func(image json.RawMessage) (access.Invitation, error) {
		var item struct {
			ID struct{ S access.InvitationID }
		}
		err := json.Unmarshal(image, &item)
		if err == nil && item.ID.S == "" {
			err = errors.New("no id")
		}
		return access.Invitation{ID: item.ID.S}, err
	}
	var ended []string
	end := func(_ context.Context, image json.RawMessage) error {
		ended = append(ended, string(image))
		return nil
	}
	outcome, err := handler{deliver: deliver, notify: notify, expire: expire, read: read, end: end}.handle(t.Context(), records)
	if err != nil {
		t.Fatal(err)
	}
	if want := []access.InvitationID{"one", "two"}; !slices.Equal(delivered, want) {
		t.Errorf("delivered %q, want %q", delivered, want)
	}
	if want := []access.InvitationID{"asked"}; !slices.Equal(notified, want) {
		t.Errorf("notified of %q, want %q", notified, want)
	}
	if want := []access.InvitationID{"gone"}; !slices.Equal(expired, want) {
		t.Errorf("expired %q, want %q", expired, want)
	}
	if want := []string{`{"kind":{"S":"ending"},"user":{"S":"ada"}}`}; !slices.Equal(ended, want) {
		t.Errorf("ended %q, want %q", ended, want)
	}
	answer, err := json.Marshal(outcome)
	if want := `{"batchItemFailures":[{"itemIdentifier":"2"},{"itemIdentifier":"3"},{"itemIdentifier":"6"}]}`; err != nil || string(answer) != want {
		t.Errorf("the outcome is %s, want %s (%v)", answer, want, err)
	}
}

// TestAReminderIsSent invokes the function as EventBridge Scheduler does.
func TestAReminderIsSent(t *testing.T) {
	var invoked event
	if err := json.Unmarshal([]byte(`{"reminder":{"invitationId":"one","attempt":2}}`), &invoked); err != nil {
		t.Fatal(err)
	}
	for _, want := range []error{nil, errors.New("throttled")} {
		var reminded []delivery.Reminder
		remind := func(_ context.Context, r delivery.Reminder) error {
			reminded = append(reminded, r)
			return want
		}
		if _, err := (handler{remind: remind}).handle(t.Context(), invoked); !errors.Is(err, want) {
			t.Errorf("the error is %v, want %v", err, want)
		}
		if sent := []delivery.Reminder{{Invitation: "one", Attempt: 2}}; !slices.Equal(reminded, sent) {
			t.Errorf("reminded %v, want %v", reminded, sent)
		}
	}
}

// TestAPostponedEmailIsResumed invokes the function as EventBridge Scheduler does.
func TestAPostponedEmailIsResumed(t *testing.T) {
	var invoked event
	if err := json.Unmarshal([]byte(`{"postponed":{"invitationId":"one","attempt":2,"try":3}}`), &invoked); err != nil {
		t.Fatal(err)
	}
	for _, want := range []error{nil, errors.New("throttled")} {
		var resumed []delivery.Postponed
		resume := func(_ context.Context, p delivery.Postponed) error {
			resumed = append(resumed, p)
			return want
		}
		if _, err := (handler{resume: resume}).handle(t.Context(), invoked); !errors.Is(err, want) {
			t.Errorf("the error is %v, want %v", err, want)
		}
		if sent := []delivery.Postponed{{Invitation: "one", Attempt: 2, Try: 3}}; !slices.Equal(resumed, sent) {
			t.Errorf("resumed %v, want %v", resumed, sent)
		}
	}
}

// TestRemindersThatAreOff invokes the function for a reminder that was scheduled before.
func TestRemindersThatAreOff(t *testing.T) {
	if _, err := (handler{}).handle(t.Context(), event{Reminder: &delivery.Reminder{Invitation: "one", Attempt: 1}}); err != nil {
		t.Error(err)
	}
}
