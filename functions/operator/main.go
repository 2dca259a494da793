// Command operator creates top-level organisations, renames and deletes organisations,
// invites administrators, deletes users and moves them to other identities, imports and
// exports, migrates the table from an older version, finds users, resends invitations and
// redrives dead letters. It has no route. Operators invoke it with AWS credentials, and need no
// token.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/delivery"
	"admit/shared/dynamo"
	"admit/shared/identity"
	"admit/shared/redrive"
	"admit/shared/setting"
)

// store is what this function reads and writes in the table.
type store interface {
	access.CreateOrganisationStore
	access.InviteAdministratorStore
	access.DeleteUserStore
	access.Migrator
	access.ImportStore
	access.Exporter
	access.RelinkStore
	access.RenameStore
	access.DeleteStore
	access.ResendStore
	access.FindUserStore
	delivery.RedriveStore
	access.ExportPersonStore
	access.Retainer
}

// workFor is how long one call migrates, imports, exports, redrives or retains. The
// alarm Slow of this function goes off above 45 seconds.
const workFor = 8 * time.Second

// deleteFor is how long one call deletes a person. It is longer than workFor, so that most
// deletions end in one call. The function may run for a minute.
const deleteFor = 25 * time.Second

// settleFor is how long the deletion of an administrator waits for their requests under way.
// A write is tried again for at most 8 seconds.
const settleFor = 10 * time.Second

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env)).Retaining(setting.Retention.Get(env))
	limits := setting.Limits.Get(env)
	var directory access.Directory
	p := setting.Identity.Get(env)
	if p.Mode == setting.CreatedPool {
		directory = identity.OpenCognito(config, p.UserPoolID, p.Issuer)
	}
	roles := boot.Must(access.Roles())
	resend := access.Resend{Store: table, Roles: roles, Limits: limits, Now: time.Now}
	judge := delivery.Redrive{Store: table, Now: time.Now}
	sources := redrive.Open(config, redrive.Deployment{
		Table: setting.Table.Get(env), Functions: setting.Functions.Get(env), Mails: setting.MailDeadLetterQueueURL.Get(env),
		Events: setting.EventDeadLetterQueueURL.Get(env), DeliveryEvents: setting.DeliveryEventDeadLetterQueueURL.Get(env),
	}, redrive.Letters{Judge: judge.Do, Resend: resend.ByOperator}, wakesDeliver, wakesPublish)
	boot.Start(env, handler{
		create:  access.CreateOrganisation{Store: table, Limits: limits, Now: time.Now},
		invite:  access.InviteAdministrator{Store: table, Limits: limits, Now: time.Now},
		delete:  access.DeleteUser{Store: table, Directory: directory, For: deleteFor, Settle: settleFor, Now: time.Now},
		migrate: access.Migrate{Store: table, For: workFor},
		imports: access.Import{Store: table, Directory: directory, Issuer: p.Issuer, Roles: roles, Limits: limits, For: workFor, Now: time.Now},
		relink:  access.Relink{Store: table, Now: time.Now},
		rename:  access.Rename{Store: table, Now: time.Now},
		remove:  access.Delete{Store: table, Now: time.Now},
		hashes:  access.NewAddressHasher(setting.CursorSecret.Get(env)),
		person:  access.ExportPerson{Store: table, For: workFor, Now: time.Now},
		retain:  access.Retain{Store: table, For: workFor, Now: time.Now},
		exports: access.Export{Store: table, For: workFor, Now: time.Now},
		resend:  resend,
		find:    access.FindUser{Store: table, Now: time.Now},
		redrive: redrive.Redrive{Sources: sources, For: workFor, Now: time.Now},
	}.serve)
}
