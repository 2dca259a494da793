// Package warmup opens connections before they are needed.
package warmup

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// timeout is how long Connect waits for a service that does not answer.
const timeout = time.Second

// Connect opens a connection to an AWS service in the region of the configuration, and
// leaves it in the pool of the configuration's HTTP client. So the first request does
// not wait for the TLS handshake. A function calls Connect while it initialises,
// because Lambda gives it more processor time then.
//
// Connect ignores failures: then the first request connects. It does nothing if the
// configuration has an endpoint of its own, such as an emulator, or no region.
func Connect(config aws.Config, service string) {
	if config.BaseEndpoint != nil || config.Region == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+service+"."+config.Region+".amazonaws.com/ping", nil)
	if err != nil {
		return
	}
	if answer, err := config.HTTPClient.Do(request); err == nil {
		_ = answer.Body.Close()
	}
}
