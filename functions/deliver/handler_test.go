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
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// TestOneBadRecordHoldsUpNoOther delivers a batch in which records fail, panic
// and are about nothing that is known.
func TestOneBadRecordHoldsUpNoOther(t *testing.T) {
	const event = `{"Records":[
	  {"eventName":"INSERT","dynamodb":{"SequenceNumber":"1","NewImage":{"id":{"S":"one"}}}},
	  {"eventName":"INSERT","dynamodb":{"SequenceNumber":"2","NewImage":{"id":{"S":"fails"}}}},
	  {"eventName":"INSERT","dynamodb":{"SequenceNumber":"3","NewImage":{"id":{"S":"panics"}}}},
	  {"eventName":"REMOVE","dynamodb":{"SequenceNumber":"4"}},
	  {"eventName":"INSERT","dynamodb":{"SequenceNumber":"5","NewImage":{"id":{"S":"two"}}}}]}`
	var given batch
	if err := json.Unmarshal([]byte(event), &given); err != nil {
		t.Fatal(err)
	}
	var delivered []access.InvitationID
	outcome, err := handler{func(_ context.Context, id access.InvitationID) error {
		switch id {
		case "fails":
			return errors.New("throttled")
		case "panics":
			panic("poison")
		}
		delivered = append(delivered, id)
		return nil
	}}.follow(t.Context(), given)
	if err != nil {
		t.Fatal(err)
	}
	if want := []access.InvitationID{"one", "", "two"}; !slices.Equal(delivered, want) {
		t.Errorf("delivered %q, want %q", delivered, want)
	}
	answer, err := json.Marshal(outcome)
	if want := `{"batchItemFailures":[{"itemIdentifier":"2"},{"itemIdentifier":"3"}]}`; err != nil || string(answer) != want {
		t.Errorf("answers %s, want %s (%v)", answer, want, err)
	}
}
