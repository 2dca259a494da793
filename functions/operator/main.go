// Command operator does what needs AWS credentials instead of a token. It has
// no route: operators invoke it.
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
}

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env))
	limits := setting.Limits.Get(env)
	identities := identity.OpenCognito(config, setting.UserPoolID.Get(env), setting.Issuer.Get(env))
	boot.Start(env, handler{
		create: access.CreateOrganisation{Store: table, Limits: limits, Now: time.Now},
		invite: access.InviteAdministrator{Store: table, Limits: limits, Now: time.Now},
		remove: access.DeleteUser{Store: table, Identities: identities, Now: time.Now},
	}.serve)
}
