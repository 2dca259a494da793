// Command delivery-status receives the delivery events of SES and writes them to the
// invitations.
package main

import (
	"time"

	"admit/shared/boot"
	"admit/shared/delivery"
	"admit/shared/dynamo"
	"admit/shared/setting"
)

// store is what this function reads and writes in the table.
type store = delivery.Store

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env)).Retaining(setting.Retention.Get(env))
	track := delivery.Track{Store: table, Now: time.Now}
	boot.Start(env, handler{track: track.Do}.handle)
}
