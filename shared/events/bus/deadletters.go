package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Letter is a record that cannot be published. It says where the record is and
// not what is in it: the table keeps it.
type Letter struct {
	SequenceNumber string          `json:"sequenceNumber"` // in the table's stream
	Keys           json.RawMessage `json:"keys"`           // of the item
	Reason         string          `json:"reason"`
	At             time.Time       `json:"at"`
}

// DeadLetters parks records in an SQS queue, on whose depth there is an alarm.
type DeadLetters struct {
	Client *sqs.Client
	Queue  string // its URL
}

// Park puts a letter into the queue.
func (d DeadLetters) Park(ctx context.Context, letter Letter) error {
	body, err := json.Marshal(letter)
	if err != nil {
		return fmt.Errorf("dead letter: %w", err)
	}
	if _, err := d.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &d.Queue, MessageBody: aws.String(string(body))}); err != nil {
		return fmt.Errorf("dead letter: %w", err)
	}
	return nil
}
