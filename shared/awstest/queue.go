package awstest

import (
	"crypto/md5" // #nosec G501 -- the SDK compares the checksum that SQS returns
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// message is a message of the queue from which a function receives.
type message struct {
	id, body    string
	sentAt      time.Time
	hiddenUntil time.Time
}

// Queue puts a message into the queue from which a function receives.
func (c *Cloud) Queue(body string, sentAt time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, &message{id: fmt.Sprint("message-", len(c.queue)+1), body: body, sentAt: sentAt})
}

// Queued returns how many messages the queue has.
func (c *Cloud) Queued() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.queue)
}

// Invoked returns the payloads with which functions were invoked, in their order.
func (c *Cloud) Invoked() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.invoked)
}

func (c *Cloud) invokeFunction(w http.ResponseWriter, r *http.Request) {
	payload, err := io.ReadAll(r.Body)
	if err != nil {
		refuse(w, http.StatusBadRequest, "InvalidRequestContentException")
		return
	}
	c.invoked = append(c.invoked, string(payload))
	write(w, map[string]any{})
}

// answerForQueue answers a call about the queue.
func (c *Cloud) answerForQueue(w http.ResponseWriter, r *http.Request, call string) {
	var request struct {
		ReceiptHandle     string
		VisibilityTimeout int
	}
	if decode(w, r, &request) != nil {
		return
	}
	switch call {
	case "sqs:ReceiveMessage":
		write(w, map[string]any{"Messages": c.receive(time.Duration(request.VisibilityTimeout) * time.Second)})
	case "sqs:DeleteMessage":
		c.queue = slices.DeleteFunc(c.queue, func(m *message) bool { return m.id == request.ReceiptHandle })
		write(w, map[string]any{})
	case "sqs:ChangeMessageVisibility":
		for _, m := range c.queue {
			if m.id == request.ReceiptHandle {
				m.hiddenUntil = time.Now().Add(time.Duration(request.VisibilityTimeout) * time.Second)
			}
		}
		write(w, map[string]any{})
	case "sqs:GetQueueAttributes":
		write(w, map[string]any{"Attributes": map[string]string{"ApproximateNumberOfMessages": strconv.Itoa(len(c.queue))}})
	default:
		refuse(w, http.StatusBadRequest, "UnknownOperationException")
	}
}

// receive returns the visible messages, and hides them.
func (c *Cloud) receive(hidden time.Duration) []map[string]any {
	received := []map[string]any{}
	for _, m := range c.queue {
		if time.Now().Before(m.hiddenUntil) {
			continue
		}
		m.hiddenUntil = time.Now().Add(hidden)
		sum := md5.Sum([]byte(m.body)) // #nosec G401 -- see the import
		received = append(received, map[string]any{"MessageId": m.id, "ReceiptHandle": m.id, "Body": m.body, "MD5OfBody": hex.EncodeToString(sum[:]),
			"Attributes": map[string]string{"SentTimestamp": strconv.FormatInt(m.sentAt.UnixMilli(), 10)}})
	}
	return received
}
