// Command invite is what administrators do with invitations: invite, one person
// or many, change, resend and revoke.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/boot"
	"admit/shared/dynamo"
	"admit/shared/idempotency"
	"admit/shared/setting"
)

func main() {
	env, config := boot.Open()
	store, roles, limits := dynamo.Open(config, setting.Table.Get(env)), boot.Must(access.Roles()), setting.Limits.Get(env)
	invite := access.Invite{Store: store, Roles: roles, Limits: limits, Now: time.Now}
	boot.Start(env, handlers(handler{
		invite:      invite,
		batch:       access.Batch{Invite: invite},
		update:       access.UpdateInvitation{Store: store, Roles: roles, Limits: limits, Now: time.Now},
		resend:      access.Resend{Store: store, Roles: roles, Limits: limits, Now: time.Now},
		revoke:      access.Revoke{Store: store, Now: time.Now},
		idempotency: api.Idempotency{Requests: idempotency.Requests{Store: store, Now: time.Now}, StillAdministrator: access.StillAdministrator{Store: store}},
	}).Serve)
}
