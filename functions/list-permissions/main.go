// Command list-permissions answers every question of the API. It can only read.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/setting"
)

func main() {
	env, config := boot.Open()
	store, roles := dynamo.Open(config, setting.Table.Get(env)), boot.Must(access.Roles())
	boot.Start(env, handlers(
		access.List{Store: store, Now: time.Now},
		access.Browse{Store: store},
		roles,
	).Serve)
}
