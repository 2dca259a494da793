// Command remove-access takes access away, and shows beforehand what would go.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/boot/table"
)

func main() {
	settings := boot.Open()
	boot.Start(handlers(
		access.Remove{Store: table.Open(settings), Now: time.Now},
		boot.Must(access.Roles()),
	).Serve)
}
