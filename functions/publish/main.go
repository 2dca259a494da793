// Command publish follows the table's stream and puts every new record on the
// event bus. Each comes at least once: its id tells a repetition.
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
	boot.Start(env, handler{read: dynamo.StreamedEvent, put: events.Put, park: deadLetters.Park, now: time.Now}.handle)
}
