// Command accept serves the page behind an invitation link, and the routes that the
// page calls: preview, register, accept and decline.
package main

import (
	"strings"
	"time"

	"admit/functions/accept/page"
	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/identity"
	"admit/shared/setting"
)

// store is what this function reads and writes in the table.
type store interface {
	access.PreviewStore
	access.RegisterStore
	access.AcceptStore
	access.DeclineStore
}

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env))
	roles, limits := boot.Must(access.Roles()), setting.Limits.Get(env)
	identities := identity.OpenCognito(config, setting.UserPoolID.Get(env), setting.Issuer.Get(env))
	boot.Start(env, handlers(handler{
		page: page.Config{
			ClientID: setting.ClientID.Get(env), SignInURL: setting.SignInURL.Get(env),
			Addresses: strings.Join(setting.Addresses.Get(env), " "),
		},
		roles:   roles,
		preview: access.Preview{Store: table, Identities: identities, Roles: roles, Now: time.Now},
		register: access.Register{
			Store: table, Identities: identities, Roles: roles, Limits: limits, Passwords: identity.Passwords, Now: time.Now,
		},
		accept:  access.Accept{Store: table, Identities: identities, Roles: roles, Limits: limits, Now: time.Now},
		decline: access.Decline{Store: table, Now: time.Now},
	}).Serve)
}
