package mail

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

// sendTimeout is how long SES may take for one email.
const sendTimeout = 10 * time.Second

// Open returns the sender with a client of its own. The client tries each email
// once: if the answer to a try is lost, package delivery must know that the email may
// have been sent. It retries by failing the stream record, which Lambda sends again.
func Open(config aws.Config, sender SES) SES {
	sender.Client = sesv2.NewFromConfig(config, func(o *sesv2.Options) {
		o.Retryer = aws.NopRetryer{}
		o.HTTPClient = awshttp.NewBuildableClient().WithTimeout(sendTimeout)
	})
	return sender
}
