// Command invite is used by administrators to invite one person or many, to update,
// resend and revoke invitations, and to answer the requests of people with other addresses.
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

// store is what this function reads and writes in the table.
type store interface {
	access.InviteStore
	access.UsageReader
	access.UpdateInvitationStore
	access.ResendStore
	access.RevokeStore
	access.CorrectAddressStore
	access.TakeOverStore
	access.ConfirmAcceptanceStore
	access.DeclineAcceptanceStore
	idempotency.Store
}

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env)).Retaining(setting.Retention.Get(env))
	roles, limits, origins := boot.Must(access.Roles()), setting.Limits.Get(env), access.ReturnOrigins(setting.ReturnOrigins.Get(env))
	invite := access.Invite{Store: table, Roles: roles, Limits: limits, ReturnOrigins: origins, Now: time.Now}
	boot.Start(env, handlers(handler{
		invite:      invite,
		batch:       access.Batch{Invite: invite, Usage: table},
		update:      access.UpdateInvitation{Store: table, Roles: roles, Limits: limits, ReturnOrigins: origins, Now: time.Now},
		resend:      access.Resend{Store: table, Roles: roles, Limits: limits, Now: time.Now},
		revoke:      access.Revoke{Store: table, Now: time.Now},
		correct:     access.CorrectAddress{Store: table, Roles: roles, Limits: limits, Now: time.Now},
		takeOver:    access.TakeOver{Store: table, Roles: roles, Now: time.Now},
		confirm:     access.ConfirmAcceptance{Store: table, Roles: roles, Limits: limits, Now: time.Now},
		decline:     access.DeclineAcceptance{Store: table, Now: time.Now},
		idempotency: api.Idempotency{Requests: idempotency.Requests{Store: table, Now: time.Now}, StillAdministrator: access.StillAdministrator{Store: table, Now: time.Now}},
	}).Serve)
}
