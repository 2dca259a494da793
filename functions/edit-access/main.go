// Command edit-access changes the roles that a user holds.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/setting"
)

// store is what this function reads and writes in the table.
type store = access.EditStore

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env))
	roles := boot.Must(access.Roles())
	boot.Start(env, handlers(access.Edit{Store: table, Roles: roles, Limits: setting.Limits.Get(env), Now: time.Now}).Serve)
}
