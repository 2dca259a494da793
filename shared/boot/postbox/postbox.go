// Package postbox opens what a function sends mail with.
package postbox

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/mail"
)

// Mailer makes the sender of mails.
func Mailer(s boot.Settings) access.Mailer {
	return mail.SES{
		Client: sesv2.NewFromConfig(s.AWS), Sender: boot.Setting("ADMIT_SENDER"),
		ConfigurationSet: boot.Setting("ADMIT_CONFIGURATION_SET"), DefaultLocale: boot.Setting("ADMIT_LOCALE"), Now: time.Now,
	}
}

// DeadLetters makes the place for mails that cannot be sent.
func DeadLetters(s boot.Settings) access.DeadLetters {
	return mail.DeadLetters{Client: sqs.NewFromConfig(s.AWS), Queue: boot.Setting("ADMIT_DEAD_LETTER_QUEUE_URL")}
}
