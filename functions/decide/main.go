// Command decide answers what people may do. Products ask it through the API, or invoke
// it directly with AWS credentials. Its role can only read the table.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/setting"
)

func main() {
	env, config := boot.Open()
	var table access.DecideStore = dynamo.OpenForParallelReads(config, setting.Table.Get(env))
	cursors := api.NewCursors(setting.CursorSecret.Get(env))
	roles := boot.Must(access.Roles())
	boot.Start(env, serve(handlers(access.Decide{Store: table, Roles: roles, Now: time.Now}, roles, cursors)))
}
