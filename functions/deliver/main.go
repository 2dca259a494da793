// Command deliver follows the table's stream and sends the mails of invitations.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/boot/postbox"
	"admit/shared/boot/table"
	"admit/shared/delivery"
)

func main() {
	settings := boot.Open()
	store := table.Open(settings)
	send := delivery.Send{
		Store: store, Mailer: postbox.Mailer(settings), DeadLetters: postbox.DeadLetters(settings),
		Roles: boot.Must(access.Roles()), BaseURL: boot.Setting("ADMIT_BASE_URL"), Now: time.Now,
	}
	expire := access.Expire{Store: store, Now: time.Now}
	boot.Start(handler{deliver: send.Do, expire: expire.Do, read: table.StreamedInvitation}.follow)
}
