// Command operator creates top-level organisations, invites administrators, deletes
// users, and migrates the table from an older version. It has no route. Operators invoke
// it with AWS credentials, and need no token.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/identity"
	"admit/shared/setting"
)

// store is what this function reads and writes in the table.
type store interface {
	access.CreateOrganisationStore
	access.InviteAdministratorStore
	access.DeleteUserStore
	access.Migrator
}

// migrateFor is how long one call migrates. The alarm Slow of this function goes off above
// 10 seconds.
const migrateFor = 8 * time.Second

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env))
	limits := setting.Limits.Get(env)
	identities := identity.OpenCognito(config, setting.UserPoolID.Get(env), setting.Issuer.Get(env))
	boot.Start(env, handler{
		create:  access.CreateOrganisation{Store: table, Limits: limits, Now: time.Now},
		invite:  access.InviteAdministrator{Store: table, Limits: limits, Now: time.Now},
		delete:  access.DeleteUser{Store: table, Identities: identities, Now: time.Now},
		migrate: access.Migrate{Store: table, For: migrateFor},
	}.serve)
}
