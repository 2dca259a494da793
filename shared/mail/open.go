package mail

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"admit/shared/warmup"
)

// sendTimeout is how long SES may take for one email.
const sendTimeout = 10 * time.Second

// Open returns the sender with a client of its own, and starts to connect to SES. The
// client tries each email once: if the answer to a try is lost, package delivery must
// know that the email may have been sent. It retries by failing the stream record, which
// Lambda sends again.
func Open(config aws.Config, sender SES) SES {
	sender.Client = sesv2.NewFromConfig(config, func(o *sesv2.Options) {
		o.Retryer = aws.NopRetryer{}
		if client, ok := o.HTTPClient.(*awshttp.BuildableClient); ok {
			o.HTTPClient = client.WithTimeout(sendTimeout)
		}
	})
	o := sender.Client.Options()
	warmup.Connect(o.HTTPClient, o.EndpointResolverV2, sesv2.EndpointParameters{Region: &o.Region, Endpoint: o.BaseEndpoint}, 1)
	return sender
}
