// Command deliver reads the table's stream. It sends the emails of invitations, and
// writes that invitations have expired.
package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/deadletter"
	"admit/shared/delivery"
	"admit/shared/dynamo"
	"admit/shared/mail"
	"admit/shared/setting"
)

// store is what this function reads and writes in the table.
type store interface {
	delivery.Store
	access.ExpireStore
}

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env))
	send := delivery.Send{
		Store: table,
		Mailer: mail.Open(config, mail.SES{
			Sender: setting.Sender.Get(env), ConfigurationSet: setting.ConfigurationSet.Get(env),
			DefaultLocale: setting.Locale.Get(env), ReplyTo: setting.ReplyTo.Get(env), Now: time.Now,
		}),
		DeadLetters: deadletter.Open[delivery.DeadLetter](config, setting.MailDeadLetterQueueURL.Get(env)),
		Roles:       boot.Must(access.Roles()), BaseURL: setting.BaseURL.Get(env), Now: time.Now,
	}
	expire := access.Expire{Store: table, Now: time.Now}
	boot.Start(env, handler{deliver: send.Do, expire: expire.Do, read: dynamo.StreamedInvitation}.handle)
}
