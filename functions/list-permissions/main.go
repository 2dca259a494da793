// Command list-permissions answers every question of the API. It can only read.
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
		access.List{Store: store, Now: time.Now},
		access.Browse{Store: store},
		roles,
	).Serve)
}
