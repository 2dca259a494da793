// Package postbox opens what a function sends mail with.
package postbox

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"admit/shared/boot"
	"admit/shared/deadletter"
	"admit/shared/delivery"
	"admit/shared/mail"
)

// sendTimeout is the time limit for one call of SES.
const sendTimeout = 10 * time.Second

// Mailer opens the sender of mails. It tries each mail once. After a try whose
// answer was lost, package delivery must know that the mail may have been sent. The
// table's stream offers a mail again that is to be tried again.
func Mailer(s boot.Settings) delivery.Mailer {
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

// DeadLetters opens the queue for mails that could not be sent.
func DeadLetters(s boot.Settings) delivery.DeadLetters {
	return deadletter.Queue[delivery.DeadLetter]{Client: sqs.NewFromConfig(s.AWS), URL: boot.Setting("ADMIT_DEAD_LETTER_QUEUE_URL")}
}
