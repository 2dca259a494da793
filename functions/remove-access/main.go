// Command remove-access removes access, and previews what a removal would remove.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/setting"
)

// store is what this function reads and writes in the table.
type store = access.RemoveStore

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env)).Retaining(setting.Retention.Get(env))
	boot.Start(env, handlers(
		access.Remove{Store: table, Now: time.Now},
		boot.Must(access.Roles()),
	).Serve)
}
