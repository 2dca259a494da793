package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"admit/shared/access"
)

// DeadLetters parks emails in an SQS queue. An alarm watches the queue's depth.
type DeadLetters struct {
	Client *sqs.Client
	Queue  string // URL of the queue
}

var _ access.DeadLetters = DeadLetters{}

// Park sends a letter to the queue.
func (d DeadLetters) Park(ctx context.Context, letter access.DeadLetter) error {
	body, err := json.Marshal(struct {
		Invitation   access.InvitationID   `json:"invitationId"`
		Organisation access.OrganisationID `json:"organisationId"`
		Reason       string                `json:"reason"`
		At           time.Time             `json:"at"`
	}(letter))
	if err != nil {
		return fmt.Errorf("dead letter: %w", err)
	}
	text := string(body)
	if _, err := d.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &d.Queue, MessageBody: &text}); err != nil {
		return fmt.Errorf("dead letter: %w", err)
	}
	return nil
}
