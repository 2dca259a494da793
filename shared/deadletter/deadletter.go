// Package deadletter parks what a function gave up in an SQS queue. A message in a
// queue raises an alarm.
package deadletter

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Queue is a dead-letter queue. Its messages are values of type T, as JSON.
type Queue[T any] struct {
	Client *sqs.Client
	URL    string
}

// Open returns the queue at a URL, with a new client.
func Open[T any](config aws.Config, url string) Queue[T] {
	return Queue[T]{Client: sqs.NewFromConfig(config), URL: url}
}

// Park sends a dead letter to the queue.
func (q Queue[T]) Park(ctx context.Context, letter T) error {
	body, err := json.Marshal(letter)
	if err != nil {
		return fmt.Errorf("marshal a dead letter: %w", err)
	}
	if _, err := q.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: aws.String(string(body))}); err != nil {
		return fmt.Errorf("send a dead letter: %w", err)
	}
	return nil
}
