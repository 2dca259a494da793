// Command edit-access changes the roles that somebody holds.
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
	boot.Start(env, handlers(access.Edit{Store: store, Roles: roles, Limits: setting.Limits.Get(env), Now: time.Now}).Serve)
}
