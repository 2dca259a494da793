// Command delivery-status follows what SES reports of Admit's mails and notes it
// on their invitations.
package main

import (
	"time"

	"admit/shared/boot"
	"admit/shared/boot/table"
	"admit/shared/delivery"
)

func main() {
	track := delivery.Track{Store: table.Open(boot.Open()), Now: time.Now}
	boot.Start(handler{track: track.Do}.follow)
}
