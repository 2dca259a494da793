// Command organisations creates organisations below others, and accounts.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/boot"
	"admit/shared/boot/table"
	"admit/shared/idempotency"
)

func main() {
	store := table.Open(boot.Open())
	boot.Start(handlers(
		access.Branch{Store: store, Now: time.Now},
		api.Idempotency{Requests: idempotency.Requests{Store: store, Now: time.Now}, Admission: access.Admission{Store: store}},
	).Serve)
}
