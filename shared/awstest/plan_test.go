package awstest_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"

	"admit/shared/awstest"
)

// TestEachKindOfFault sends a message with each kind of fault at every try of the SDK. It
// checks how the call fails, after which time, and how often it took effect.
func TestEachKindOfFault(t *testing.T) {
	for kind, want := range map[awstest.Kind]struct {
		code     string // of the error, if the service answered
		messages int
		late     int           // messages that come later
		waits    time.Duration // at least
	}{
		awstest.Reset:       {},
		awstest.Lost:        {messages: 3},
		awstest.Cut:         {messages: 1}, // the SDK does not repeat a call whose answer it cannot read
		awstest.Broken:      {code: "InternalError"},
		awstest.BrokenAfter: {code: "InternalError", messages: 3},
		awstest.Throttled:   {code: "RequestThrottled"},
		awstest.Refused:     {code: "KmsDisabled"},
		awstest.Silent:      {waits: 6 * time.Second},
		awstest.Slow:        {messages: 3, waits: 6 * time.Second},
		awstest.Late:        {late: 3, waits: 6 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := awstest.New(t)
			c.Plan.Arm(awstest.Fault{Call: "sqs:SendMessage", N: 2, Kind: kind, Tries: 3})
			client := sqs.NewFromConfig(c.Config)
			send := func() error {
				_, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String("https://sqs.test/1/letters"), MessageBody: aws.String("text")})
				return err
			}
			if err := send(); err != nil {
				t.Fatalf("%s: the first call fails: %v", kind, err)
			}
			began := time.Now()
			err := send()
			took := time.Since(began)
			var answered smithy.APIError
			code := ""
			if errors.As(err, &answered) {
				code = answered.ErrorCode()
			}
			if c.Plan.Made() != kind.Repeated() {
				t.Errorf("%s: three faults in one call of the SDK: %t, want %t", kind, c.Plan.Made(), kind.Repeated())
			}
			if err == nil || code != want.code || len(c.Letters()) != 1+want.messages || took < want.waits || took > want.waits+5*time.Second {
				t.Errorf("%s: after %s, with %d messages: %v", kind, took, len(c.Letters())-1, err)
			}
			if c.Plan.TakeLate(); len(c.Letters()) != 1+want.messages+want.late {
				t.Errorf("%s: %d messages in the end", kind, len(c.Letters())-1)
			}
		})
	}
}

// TestAKilledFunction checks that no call takes effect after that at which a function is
// killed, until another one takes its place.
func TestAKilledFunction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := awstest.New(t)
		c.Plan.Arm(awstest.Fault{Call: "sqs:SendMessage", N: 1, Kind: awstest.Lost, Crash: true})
		client := sqs.NewFromConfig(c.Config)
		send := func() error {
			_, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String("https://sqs.test/1/letters"), MessageBody: aws.String("text")})
			return err
		}
		if first, second := send(), send(); first == nil || second == nil || len(c.Letters()) != 1 {
			t.Errorf("%v, %v, %d messages", first, second, len(c.Letters()))
		}
		c.Plan.Revive()
		if err := send(); err != nil || len(c.Letters()) != 2 {
			t.Errorf("another function: %v, %d messages", err, len(c.Letters()))
		}
	})
}
