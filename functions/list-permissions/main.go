// Command list-permissions answers the read requests of administrators and members:
// invitations, permissions, events, organisations, roles and the caller's own access.
// Its role can only read the table.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/setting"
)

// store is what this function reads in the table.
type store interface {
	access.ListStore
	access.BrowseStore
}

func main() {
	env, config := boot.Open()
	var table store = dynamo.OpenForParallelReads(config, setting.Table.Get(env))
	cursors := api.NewCursors(setting.CursorSecret.Get(env))
	roles := boot.Must(access.Roles())
	boot.Start(env, handlers(
		access.List{Store: table, Roles: roles, Now: time.Now},
		access.Browse{Store: table, Now: time.Now},
		roles,
		cursors,
	).Serve)
}
