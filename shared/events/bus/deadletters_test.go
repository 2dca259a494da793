package bus_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"admit/shared/events/bus"
)

// queue opens a queue that answers with a status, and keeps what it was sent.
func queue(t *testing.T, status int) (letters bus.DeadLetters, sent func() string) {
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
	return bus.DeadLetters{Client: client, Queue: server.URL + "/queue"}, func() string { return message.MessageBody }
}

func TestALetterSaysWhereTheRecordIs(t *testing.T) {
	letter := bus.Letter{SequenceNumber: "7", Keys: json.RawMessage(`{"pk":{"S":"k"}}`), Reason: "it is no record", At: noon}
	letters, sent := queue(t, http.StatusOK)
	if err := letters.Park(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	want := `{"sequenceNumber":"7","keys":{"pk":{"S":"k"}},"reason":"it is no record","at":"2036-02-28T12:00:00.25Z"}`
	if got := sent(); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	refusing, _ := queue(t, http.StatusInternalServerError)
	if err := refusing.Park(t.Context(), letter); err == nil {
		t.Error("a letter that was not taken counts as parked")
	}
}
