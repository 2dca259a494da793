// Package postbox opens what a function sends mail with.
package postbox

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"admit/shared/access"
	"admit/shared/boot"
	"admit/shared/mail"
)

// sendTimeout is how long SES may take for one mail.
const sendTimeout = 10 * time.Second

// Mailer makes the sender of mails. It tries each mail once: after a try whose
// answer was lost the domain must know that the mail may have left. What is to
// be tried again, the table's stream offers again.
func Mailer(s boot.Settings) access.Mailer {
	once := func(o *sesv2.Options) {
		o.Retryer = aws.NopRetryer{}
		o.HTTPClient = awshttp.NewBuildableClient().WithTimeout(sendTimeout)
	}
	return mail.SES{
		Client: sesv2.NewFromConfig(s.AWS, once), Sender: boot.Setting("ADMIT_SENDER"),
		ConfigurationSet: boot.Setting("ADMIT_CONFIGURATION_SET"), DefaultLocale: boot.Setting("ADMIT_LOCALE"),
		ReplyTo: boot.Setting("ADMIT_REPLY_TO"), Now: time.Now,
	}
}

// DeadLetters makes the place for mails that cannot be sent.
func DeadLetters(s boot.Settings) access.DeadLetters {
	return mail.DeadLetters{Client: sqs.NewFromConfig(s.AWS), Queue: boot.Setting("ADMIT_DEAD_LETTER_QUEUE_URL")}
}
