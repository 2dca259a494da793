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

func main() {
	env, config := boot.Open()
	store, limits := dynamo.Open(config, setting.Table.Get(env)), setting.Limits.Get(env)
	identities := identity.OpenCognito(config, setting.UserPoolID.Get(env), setting.Issuer.Get(env))
	boot.Start(env, handler{
		create:   access.CreateOrganisation{Store: store, Limits: limits, Now: time.Now},
		invite: access.InviteAdministrator{Store: store, Limits: limits, Now: time.Now},
		remove:  access.DeleteUser{Store: store, Identities: identities, Now: time.Now},
	}.serve)
}
