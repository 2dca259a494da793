// Command edit-access changes the roles that users hold, and suspends and reactivates users.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/setting"
)

// store is what this function reads and writes in the table.
type store interface {
	access.EditStore
	access.SuspendStore
}

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env)).Retaining(setting.Retention.Get(env))
	roles := boot.Must(access.Roles())
	edit := access.Edit{Store: table, Roles: roles, Limits: setting.Limits.Get(env), Now: time.Now}
	boot.Start(env, handlers(edit, access.Suspend{Store: table, Now: time.Now}).Serve)
}
