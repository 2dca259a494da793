// Package warmup opens connections before they are needed.
package warmup

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// timeout bounds the wait for a service that does not answer.
const timeout = time.Second

// Connect opens a connection to an AWS service in the region of the
// configuration, and leaves it to the HTTP client of the configuration. A
// function calls Connect while it initialises, because Lambda gives it more
// processor time then. The first request does not wait for the TLS handshake.
//
// A failure does no harm: the first request connects. Connect does nothing with
// an emulator, to which a connection costs little.
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
