// Command organisations creates organisations below others, and accounts.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/idempotency"
	"admit/shared/setting"
)

func main() {
	env, config := boot.Open()
	store := dynamo.Open(config, setting.Table.Get(env))
	boot.Start(env, handlers(
		access.CreateChildOrganisation{Store: store, Now: time.Now},
		access.CreateAccount{Store: store, Now: time.Now},
		api.Idempotency{Requests: idempotency.Requests{Store: store, Now: time.Now}, StillAdministrator: access.StillAdministrator{Store: store}},
	).Serve)
}
