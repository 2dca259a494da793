// Command edit-access changes the roles that somebody holds.
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
	boot.Start(handlers(access.Edit{Store: store, Roles: roles, Limits: boot.Limits(), Now: time.Now}).Serve)
}
