// Command publish reads the table's stream and puts every new event on the event bus.
// An event may be put there more than once. Subscribers recognise a repetition by its
// id.
package main

import (
	"time"

	"admit/shared/boot"
	"admit/shared/deadletter"
	"admit/shared/dynamo"
	"admit/shared/events/bus"
	"admit/shared/setting"
)

func main() {
	env, config := boot.Open()
	events := bus.Open(config, setting.EventBus.Get(env))
	deadLetters := deadletter.Open[bus.DeadLetter](config, setting.EventDeadLetterQueueURL.Get(env))
	boot.Start(env, handler{read: dynamo.StreamedEvents, put: events.Put, park: deadLetters.Park, now: time.Now}.handle)
}
