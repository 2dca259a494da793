// Package bus opens what a function publishes events with.
package bus

import (
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"admit/shared/boot"
	"admit/shared/deadletter"
	"admit/shared/events/bus"
)

// Open makes the event bus, connected.
func Open(s boot.Settings) bus.Bus {
	s.Connect("events")
	return bus.Bus{Client: eventbridge.NewFromConfig(s.AWS), Name: boot.Setting("ADMIT_EVENT_BUS")}
}

// DeadLetters opens the queue for records that cannot be published.
func DeadLetters(s boot.Settings) deadletter.Queue[bus.DeadLetter] {
	return deadletter.Queue[bus.DeadLetter]{Client: sqs.NewFromConfig(s.AWS), URL: boot.Setting("ADMIT_DEAD_LETTER_QUEUE_URL")}
}
