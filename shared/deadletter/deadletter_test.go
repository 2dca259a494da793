package deadletter_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"admit/shared/deadletter"
	"admit/shared/delivery"
	"admit/shared/events/bus"
)

// queue returns a queue that answers with a status, and a function that returns the
// last message that was sent to it.
func queue[T any](t *testing.T, status int) (letters deadletter.Queue[T], sent func() string) {
	t.Helper()
	var message struct{ QueueURL, MessageBody string }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"MessageId": "1"}`))
	}))
	t.Cleanup(server.Close)
	client := sqs.New(sqs.Options{
		Region: "eu-west-1", BaseEndpoint: &server.URL, Retryer: aws.NopRetryer{}, DisableMessageChecksumValidation: true,
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	})
	return deadletter.Queue[T]{Client: client, URL: server.URL + "/queue"}, func() string { return message.MessageBody }
}

// check parks a letter, and compares the message with want.
func check[T any](t *testing.T, letter T, want string) {
	t.Helper()
	letters, sent := queue[T](t, http.StatusOK)
	if err := letters.Park(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	if got := sent(); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	refusing, _ := queue[T](t, http.StatusInternalServerError)
	if err := refusing.Park(t.Context(), letter); err == nil {
		t.Error("Park returns no error for a letter that the queue refused")
	}
}

var noon = time.Date(2036, time.February, 28, 12, 0, 0, 250_000_000, time.UTC)

func TestLetterOfAnEvent(t *testing.T) {
	check(t, bus.DeadLetter{SequenceNumber: "7", Keys: json.RawMessage(`{"pk":{"S":"k"}}`), Reason: "it is no record", At: noon},
		`{"sequenceNumber":"7","keys":{"pk":{"S":"k"}},"reason":"it is no record","at":"2036-02-28T12:00:00.25Z"}`)
}

func TestLetterOfAMail(t *testing.T) {
	check(t, delivery.DeadLetter{Invitation: "i", Organisation: "o", Reason: "The address was refused.", At: noon},
		`{"invitationId":"i","organisationId":"o","reason":"The address was refused.","at":"2036-02-28T12:00:00.25Z"}`)
}
