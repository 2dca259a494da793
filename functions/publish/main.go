// Command publish follows the table's stream and puts every new record on the
// event bus. Each comes at least once: its id tells a repetition.
package main

import (
	"time"

	"admit/shared/boot"
	"admit/shared/boot/bus"
	"admit/shared/dynamo"
)

func main() {
	settings := boot.Open()
	boot.Start(handler{
		read: dynamo.StreamedRecord, put: bus.Open(settings).Put, park: bus.DeadLetters(settings).Park, now: time.Now,
	}.follow)
}
