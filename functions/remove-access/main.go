// Command remove-access takes access away, and shows beforehand what would go.
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
	boot.Start(env, handlers(
		access.Remove{Store: dynamo.Open(config, setting.Table.Get(env)), Now: time.Now},
		boot.Must(access.Roles()),
	).Serve)
}
