package redrive

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Deployment names what the dead letters of a deployment are about.
type Deployment struct {
	Table                         string
	Functions                     map[string]string // the names of deliver, publish and delivery-status in AWS
	Mails, Events, DeliveryEvents string            // the URLs of the queues
}

// Filter says whether a function gets a change of the table.
type Filter func(kind, eventName string, text func(attribute string) string, removedByTTL bool) bool

// Open returns the sources of a deployment by the names of their queues, with new clients.
func Open(config aws.Config, d Deployment, letters Letters, deliver, publish Filter) map[string]Source {
	queues, functions, streams := sqs.NewFromConfig(config), OpenFunctions(config), dynamodbstreams.NewFromConfig(config)
	source := func(url, function string) Source {
		return Source{Queue: Queue{queues, url}, Function: Function{functions, d.Functions[function]}, Streams: streams}
	}
	mails, events := source(d.Mails, "deliver"), source(d.Events, "publish")
	mails.Letters, mails.Filter = &letters, deliver
	events.Events, events.Filter = &Events{dynamodb.NewFromConfig(config), d.Table}, publish
	return map[string]Source{"mails": mails, "events": events, "delivery-events": source(d.DeliveryEvents, "delivery-status")}
}
