package mail

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

// sendTimeout is how long SES may take for one mail.
const sendTimeout = 10 * time.Second

// Open returns the sender with a client of its own. The client tries each mail
// once. After a try whose answer was lost, the domain must know that the mail may
// have been sent. The table's stream offers again what is to be tried again.
func Open(config aws.Config, sender SES) SES {
	sender.Client = sesv2.NewFromConfig(config, func(o *sesv2.Options) {
		o.Retryer = aws.NopRetryer{}
		o.HTTPClient = awshttp.NewBuildableClient().WithTimeout(sendTimeout)
	})
	return sender
}
