package bus

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"admit/shared/warmup"
)

// Open returns the event bus with a name, and starts to connect to EventBridge.
func Open(config aws.Config, name string) Bus {
	client := eventbridge.NewFromConfig(config)
	o := client.Options()
	warmup.Connect(o.HTTPClient, o.EndpointResolverV2, eventbridge.EndpointParameters{Region: &o.Region, Endpoint: o.BaseEndpoint}, 1)
	return Bus{Client: client, Name: name}
}
