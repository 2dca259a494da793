// Command delivery-status follows what SES reports of Admit's mails and notes it
// on their invitations.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/boot/table"
)

func main() {
	track := access.Track{Store: table.Open(boot.Open()), Now: time.Now}
	boot.Start(handler{track: track.Do}.note)
}
