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

// published is an event of Admit's bus, as its schema has it, in the envelope in
// which EventBridge hands it on.
type published struct {
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

// eventNews is what the event bus carried. What is told is taken from the queue
// in which development keeps it.
func eventNews(o outputs) func(context.Context) ([]news, error) {
	client := sqs.NewFromConfig(localConfig(o.Endpoint))
	return func(ctx context.Context) ([]news, error) {
		waiting, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: aws.String(o.EventsQueueURL), MaxNumberOfMessages: 10,
		})
		if err != nil || len(waiting.Messages) == 0 {
			return nil, err
		}
		var all []news
		var done []types.DeleteMessageBatchRequestEntry
		for _, message := range waiting.Messages {
			all = append(all, eventOf(aws.ToString(message.Body)))
			done = append(done, types.DeleteMessageBatchRequestEntry{Id: message.MessageId, ReceiptHandle: message.ReceiptHandle})
		}
		_, err = client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: aws.String(o.EventsQueueURL), Entries: done})
		return all, err
	}
}

// eventOf tells of an event in a line. What it cannot read it shows as it is.
func eventOf(body string) news {
	var event published
	if err := json.Unmarshal([]byte(body), &event); err != nil || event.Detail.Type == "" {
		return news{time.Now(), "event", printable(body)}
	}
	d := event.Detail
	text := fmt.Sprintf("%s  in %s  by %s", d.Type, d.Organisation.Name, d.Actor)
	if d.Subject != (participant{}) {
		text += fmt.Sprintf("  about %s", d.Subject)
	}
	return news{d.At, "event", printable(text)}
}
