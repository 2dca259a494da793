// Package deadletter sends what a function gives up to an SQS queue. There is an
// alarm on the depth of each queue.
package deadletter

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Queue is a dead-letter queue. Its messages are letters of type T, as JSON.
type Queue[T any] struct {
	Client *sqs.Client
	URL    string
}

// Open returns the queue at a URL, with a client of its own.
func Open[T any](config aws.Config, url string) Queue[T] {
	return Queue[T]{Client: sqs.NewFromConfig(config), URL: url}
}

// Park sends a letter to the queue.
func (q Queue[T]) Park(ctx context.Context, letter T) error {
	body, err := json.Marshal(letter)
	if err != nil {
		return fmt.Errorf("dead letter: %w", err)
	}
	if _, err := q.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: aws.String(string(body))}); err != nil {
		return fmt.Errorf("dead letter: %w", err)
	}
	return nil
}
