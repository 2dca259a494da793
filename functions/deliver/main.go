// Command deliver follows the table's stream and sends the mails of invitations.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/boot/postbox"
	"admit/shared/boot/table"
)

func main() {
	settings := boot.Open()
	deliver := access.Deliver{
		Store: table.Open(settings), Mailer: postbox.Mailer(settings), DeadLetters: postbox.DeadLetters(settings),
		Roles: boot.Must(access.Roles()), BaseURL: boot.Setting("ADMIT_BASE_URL"), Now: time.Now,
	}
	boot.Start(handler{deliver.Do}.follow)
}
