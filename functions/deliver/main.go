// Command deliver reads the table's stream. It sends the emails of invitations, and
// writes that invitations have expired and that roles have ended.
package main

import (
	"context"
	"encoding/json"
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
	delivery.SendStore
	access.ExpireStore
	access.EndAccessStore
}

func main() {
	env, config := boot.Open()
	var table store = dynamo.Open(config, setting.Table.Get(env))
	send := delivery.Send{
		Store: table,
		Mailer: mail.Open(config, mail.SES{
			Sender: setting.Sender.Get(env), ConfigurationSet: setting.ConfigurationSet.Get(env),
			DefaultLocale: setting.Locale.Get(env), Brand: boot.Brand(), Now: time.Now,
		}),
		DeadLetters: deadletter.Open[delivery.DeadLetter](config, setting.MailDeadLetterQueueURL.Get(env)),
		Roles:       boot.Must(access.Roles()), BaseURL: setting.BaseURL.Get(env), Now: time.Now,
		SignIn: setting.Identity.Get(env).Mode != setting.CreatedPool,
	}
	expire := access.Expire{Store: table, Now: time.Now}
	ended := access.EndAccess{Store: table, Now: time.Now}
	end := func(ctx context.Context, image json.RawMessage) error {
		ending, err := dynamo.StreamedEnding(image)
		if err != nil {
			return err
		}
		return ended.Do(ctx, ending)
	}
	boot.Start(env, handler{deliver: send.Do, expire: expire.Do, read: dynamo.StreamedInvitation, end: end}.handle)
}
