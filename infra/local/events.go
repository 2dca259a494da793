package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// publishedEvent is an Admit event in EventBridge's envelope, with the fields that are
// printed.
type publishedEvent struct {
	Detail struct {
		Type         string    `json:"type"`
		At           time.Time `json:"at"`
		Organisation struct {
			Name string `json:"name"`
		} `json:"organisation"`
		Actor   participant `json:"actor"`
		Subject participant `json:"subject"`
	} `json:"detail"`
}

type participant struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

func (p participant) String() string { return cmp.Or(p.Email, p.Name) }

// newEvents returns a function that takes the published events from the queue in which
// a development stack keeps them.
func newEvents(o outputs) func(context.Context) ([]entry, error) {
	client := sqs.NewFromConfig(localConfig(o.Endpoint))
	return func(ctx context.Context) ([]entry, error) {
		waiting, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: aws.String(o.EventsQueueURL), MaxNumberOfMessages: 10,
		})
		if err != nil || len(waiting.Messages) == 0 {
			return nil, err
		}
		var all []entry
		var done []types.DeleteMessageBatchRequestEntry
		for _, message := range waiting.Messages {
			all = append(all, describeEvent(aws.ToString(message.Body)))
			done = append(done, types.DeleteMessageBatchRequestEntry{Id: message.MessageId, ReceiptHandle: message.ReceiptHandle})
		}
		_, err = client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: aws.String(o.EventsQueueURL), Entries: done})
		return all, err
	}
}

// describeEvent formats an event as one line. A body that is not an event is shown as is.
func describeEvent(body string) entry {
	var event publishedEvent
	if err := json.Unmarshal([]byte(body), &event); err != nil || event.Detail.Type == "" {
		return entry{time.Now(), "event", printable(body)}
	}
	d := event.Detail
	text := fmt.Sprintf("%s  in %s  by %s", d.Type, d.Organisation.Name, d.Actor)
	if d.Subject != (participant{}) {
		text += fmt.Sprintf("  about %s", d.Subject)
	}
	return entry{d.At, "event", printable(text)}
}
