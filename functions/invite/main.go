// Command invite invites people and takes invitations back.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/boot/table"
)

func main() {
	settings := boot.Open()
	store, roles := table.Open(settings), boot.Must(access.Roles())
	boot.Start(handlers(
		access.Invite{Store: store, Roles: roles, Now: time.Now},
		access.Revoke{Store: store, Now: time.Now},
	).Serve)
}
