package awstest

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// TestFaultThatDoesNotHappen runs an operation that makes one call with faults that it meets,
// and with faults that it does not meet.
func TestFaultThatDoesNotHappen(t *testing.T) {
	o := Operation{Name: "send", Timeout: time.Minute, Begin: func(_ *testing.T, c *Cloud) Work {
		client := sqs.NewFromConfig(c.Config)
		send := func(ctx context.Context) error {
			_, err := client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: aws.String("https://sqs.test/1/letters"), MessageBody: aws.String("text")})
			return err
		}
		return Work{Steps: []func(context.Context) error{send}, Pass: func() {}, State: func() State { return nil }}
	}}
	for f, want := range map[Fault]bool{
		{Call: "sqs:SendMessage", N: 1, Kind: Reset}:             true,
		{Call: "sqs:SendMessage", N: 1, Kind: Reset, Tries: 3}:   true,
		{Call: "sqs:SendMessage", N: 1, Kind: Refused}:           true,
		{Call: "sqs:SendMessage", N: 1, Kind: Refused, Tries: 3}: false, // the SDK does not repeat it
		{Call: "sqs:SendMessage", N: 2, Kind: Reset}:             false,
		{Call: "sqs:DeleteMessage", N: 1, Kind: Lost}:            false,
	} {
		if _, _, made, problem := o.run(t, f); made != want || problem != "" {
			t.Errorf("%s: happened %t, want %t; %s", f, made, want, problem)
		}
	}
}

// TestFaultsAreTriedAsTheyHappen checks that a call fails at every try only in the ways in which
// the SDK tries it again.
func TestFaultsAreTriedAsTheyHappen(t *testing.T) {
	t.Setenv(AllFaults, "all")
	again := map[Kind]bool{}
	for _, f := range faultsOf([]string{"events:PutEvents"}) {
		again[f.Kind] = again[f.Kind] || f.Tries == sdkTries
	}
	for kind, tried := range again {
		if tried != kind.Repeated() {
			t.Errorf("%s: tried %d times %t, want %t", kind, sdkTries, tried, kind.Repeated())
		}
	}
}
