package bus

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"admit/shared/warmup"
)

// Open returns the event bus with a name. It starts a connection to EventBridge, so
// that the first call is faster.
func Open(config aws.Config, name string) Bus {
	warmup.Connect(config, "events")
	return Bus{Client: eventbridge.NewFromConfig(config), Name: name}
}
