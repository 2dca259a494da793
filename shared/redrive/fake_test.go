package redrive_test

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

var noon = time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)

// cloud stands in for SQS, Lambda, DynamoDB and its streams.
type cloud struct {
	*testing.T
	messages    []*stored
	invocations []string       // the name of a function and its payload
	answers     map[string]any // of functions, by name; a failure is an error
	records     []map[string]any
	trimmed     bool
	item        map[string]any
	failDelete  bool
}

type stored struct {
	id, body string
	sentAt   time.Time
	hidden   bool
}

func (c *cloud) add(body string) *stored {
	m := &stored{id: fmt.Sprintf("m%d", len(c.messages)), body: body, sentAt: noon.Add(-time.Hour)}
	c.messages = append(c.messages, m)
	return m
}

func (c *cloud) left() (ids []string) {
	for _, m := range c.messages {
		if m.hidden {
			ids = append(ids, m.id+" hidden")
		} else {
			ids = append(ids, m.id)
		}
	}
	return ids
}

// config returns a configuration whose endpoint is the stand-in.
func (c *cloud) config() aws.Config {
	server := httptest.NewServer(c)
	c.Cleanup(server.Close)
	return aws.Config{Region: "eu-north-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
		Retryer: func() aws.Retryer { return aws.NopRetryer{} }}
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if function, is := strings.CutPrefix(r.URL.Path, "/2015-03-31/functions/"); is {
		c.invoke(w, strings.TrimSuffix(function, "/invocations"), string(body))
		return
	}
	var input struct{ ReceiptHandle string }
	_ = json.Unmarshal(body, &input)
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	answer, status := any(map[string]any{}), http.StatusOK
	switch action {
	case "ReceiveMessage":
		answer = c.receive()
	case "DeleteMessage":
		if c.failDelete {
			status = http.StatusBadRequest
			break
		}
		c.messages = slices.DeleteFunc(c.messages, func(m *stored) bool { return m.id == input.ReceiptHandle })
	case "ChangeMessageVisibility":
		for _, m := range c.messages {
			m.hidden = m.hidden && m.id != input.ReceiptHandle
		}
	case "GetQueueAttributes":
		answer = map[string]any{"Attributes": map[string]string{"ApproximateNumberOfMessages": strconv.Itoa(len(c.messages))}}
	case "GetShardIterator":
		answer = map[string]any{"ShardIterator": "iterator"}
		if c.trimmed {
			status, answer = http.StatusBadRequest, map[string]any{"__type": "com.amazonaws.dynamodb.v20120810#TrimmedDataAccessException"}
		}
	case "GetRecords":
		answer = map[string]any{"Records": c.records}
	case "GetItem":
		answer = map[string]any{"Item": c.item}
	default:
		c.Errorf("unexpected call %q", action)
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

func (c *cloud) receive() any {
	received := []any{}
	for _, m := range c.messages {
		if m.hidden || len(received) == 10 {
			continue
		}
		m.hidden = true
		sum := md5.Sum([]byte(m.body))
		received = append(received, map[string]any{"MessageId": m.id, "ReceiptHandle": m.id, "Body": m.body, "MD5OfBody": hex.EncodeToString(sum[:]),
			"Attributes": map[string]string{"SentTimestamp": strconv.FormatInt(m.sentAt.UnixMilli(), 10)}})
	}
	return map[string]any{"Messages": received}
}

func (c *cloud) invoke(w http.ResponseWriter, function, payload string) {
	c.invocations = append(c.invocations, function+" "+payload)
	answer := c.answers[function]
	if failure, failed := answer.(error); failed {
		w.Header().Set("X-Amz-Function-Error", "Unhandled")
		answer = map[string]string{"errorMessage": failure.Error()}
	}
	_ = json.NewEncoder(w).Encode(answer)
}
