// Command deliver reads the table's stream. It sends the emails of invitations and tells
// administrators by email what people ask for. It also writes that invitations have expired and
// that roles have ended. EventBridge Scheduler invokes it to send reminders and postponed emails.
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
	"admit/shared/schedule"
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
	var table store = dynamo.Open(config, setting.Table.Get(env)).Retaining(setting.Retention.Get(env))
	mailer := mail.Open(config, mail.SES{
		Sender: setting.Sender.Get(env), ConfigurationSet: setting.ConfigurationSet.Get(env),
		DefaultLocale: setting.Locale.Get(env), Brand: boot.Brand(), Now: time.Now,
		Hashes: access.NewAddressHasher(setting.CursorSecret.Get(env)),
	})
	deadLetters := deadletter.Open[delivery.DeadLetter](config, setting.MailDeadLetterQueueURL.Get(env))
	roles := boot.Must(access.Roles())
	schedules := schedule.Open(config, setting.Schedules.Get(env), boot.FunctionARN)
	send := delivery.Send{
		Store: table, Mailer: mailer, DeadLetters: deadLetters, Postponer: schedules,
		Roles: roles, BaseURL: setting.BaseURL.Get(env), Now: time.Now,
		SignIn: setting.Identity.Get(env).Mode != setting.CreatedPool,
	}
	reminders := setting.Reminders.Get(env)
	if reminders {
		send.Scheduler = schedules
	}
	notify := delivery.Notify{Store: table, Mailer: mailer, DeadLetters: deadLetters, Postponer: schedules, Roles: roles, BaseURL: setting.BaseURL.Get(env), Now: time.Now}
	expire := access.Expire{Store: table, Now: time.Now}
	ended := access.EndAccess{Store: table, Now: time.Now}
	end := func(ctx context.Context, image json.RawMessage) error {
		ending, err := dynamo.StreamedEnding(image)
		if err != nil {
			return err
		}
		return ended.Do(ctx, ending)
	}
	resume := func(ctx context.Context, p delivery.Postponed) error {
		if p.Notice != 0 {
			return notify.Resume(ctx, p)
		}
		return send.Resume(ctx, p)
	}
	h := handler{deliver: send.Do, notify: notify.Do, resume: resume, expire: expire.Do, read: dynamo.StreamedInvitation, end: end}
	if reminders {
		h.remind = send.Remind
	}
	boot.Start(env, h.handle)
}
