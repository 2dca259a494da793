// Package bus opens what a function publishes events with.
package bus

import (
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"admit/shared/boot"
	"admit/shared/events/bus"
)

// Open makes the event bus, connected.
func Open(s boot.Settings) bus.Bus {
	s.Connect("events")
	return bus.Bus{Client: eventbridge.NewFromConfig(s.AWS), Name: boot.Setting("ADMIT_EVENT_BUS")}
}

// DeadLetters makes the place for records that cannot be published.
func DeadLetters(s boot.Settings) bus.DeadLetters {
	return bus.DeadLetters{Client: sqs.NewFromConfig(s.AWS), Queue: boot.Setting("ADMIT_DEAD_LETTER_QUEUE_URL")}
}
