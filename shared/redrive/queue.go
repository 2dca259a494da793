package redrive

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Queue is a dead-letter queue.
type Queue struct {
	Client *sqs.Client
	URL    string
}

// message is a message of a queue.
type message struct {
	id, receipt, body string
	sentAt            time.Time
}

// hiddenFor is how long a message that was received is hidden from others. It is longer than a
// call of the operator function.
const hiddenFor = 2 * time.Minute

// receive receives up to ten messages. It waits for a second, so that SQS asks all its servers.
func (q Queue) receive(ctx context.Context) ([]message, error) {
	received, err := q.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: &q.URL, MaxNumberOfMessages: 10, VisibilityTimeout: int32(hiddenFor.Seconds()), WaitTimeSeconds: 1,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
	})
	if err != nil {
		return nil, fmt.Errorf("receive dead letters: %w", err)
	}
	messages := make([]message, 0, len(received.Messages))
	for _, m := range received.Messages {
		millis, _ := strconv.ParseInt(m.Attributes["SentTimestamp"], 10, 64) // 0 without the attribute
		messages = append(messages, message{id: aws.ToString(m.MessageId), receipt: aws.ToString(m.ReceiptHandle), body: aws.ToString(m.Body), sentAt: time.UnixMilli(millis).UTC()})
	}
	return messages, nil
}

func (q Queue) delete(ctx context.Context, m message) error {
	if _, err := q.Client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &q.URL, ReceiptHandle: &m.receipt}); err != nil {
		return fmt.Errorf("delete a dead letter: %w", err)
	}
	return nil
}

// show makes a message visible again.
func (q Queue) show(ctx context.Context, m message) error {
	_, err := q.Client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: &q.URL, ReceiptHandle: &m.receipt, VisibilityTimeout: 0})
	if err != nil {
		return fmt.Errorf("show a dead letter again: %w", err)
	}
	return nil
}

// count returns about how many messages the queue has, the hidden ones included.
func (q Queue) count(ctx context.Context) (int, error) {
	visible, hidden := types.QueueAttributeNameApproximateNumberOfMessages, types.QueueAttributeNameApproximateNumberOfMessagesNotVisible
	got, err := q.Client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &q.URL, AttributeNames: []types.QueueAttributeName{visible, hidden}})
	if err != nil {
		return 0, fmt.Errorf("count dead letters: %w", err)
	}
	total := 0
	for _, name := range []types.QueueAttributeName{visible, hidden} {
		n, _ := strconv.Atoi(got.Attributes[string(name)])
		total += n
	}
	return total, nil
}
