// Command delivery-status follows what SES reports of Admit's mails and notes it
// on their invitations.
package main

import (
	"time"

	"admit/shared/boot"
	"admit/shared/delivery"
	"admit/shared/dynamo"
	"admit/shared/setting"
)

func main() {
	env, config := boot.Open()
	track := delivery.Track{Store: dynamo.Open(config, setting.Table.Get(env)), Now: time.Now}
	boot.Start(env, handler{track: track.Do}.handle)
}
