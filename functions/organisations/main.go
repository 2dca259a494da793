// Command organisations creates organisations below partner organisations, and
// accounts. It renames both, and deletes empty ones.
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
	access.CreateChildOrganisationStore
	access.CreateAccountStore
	access.RenameStore
	access.DeleteStore
	idempotency.Store
}

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env)).Retaining(setting.Retention.Get(env))
	boot.Start(env, handlers(handler{
		child:       access.CreateChildOrganisation{Store: table, Now: time.Now},
		account:     access.CreateAccount{Store: table, Now: time.Now},
		rename:      access.Rename{Store: table, Now: time.Now},
		delete:      access.Delete{Store: table, Now: time.Now},
		idempotency: api.Idempotency{Requests: idempotency.Requests{Store: table, Now: time.Now}, StillAdministrator: access.StillAdministrator{Store: table, Now: time.Now}},
	}).Serve)
}
