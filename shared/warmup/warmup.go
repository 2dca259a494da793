// Package warmup opens connections before they are needed.
package warmup

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	smithyendpoints "github.com/aws/smithy-go/endpoints"
)

// timeout is how long a connection may take. Then the function starts without it.
const timeout = time.Second

// maxAnswer is how many bytes of an answer are read.
const maxAnswer = 64 << 10

// resolver returns the endpoint of a service. Every AWS client has one.
type resolver[Parameters any] interface {
	ResolveEndpoint(context.Context, Parameters) (smithyendpoints.Endpoint, error)
}

// pending counts the connections that are being opened.
var pending sync.WaitGroup

// Connect starts to open a connection to the endpoint of an AWS client, and returns at
// once. It leaves the connection in the pool of the HTTP client, so that the first request
// does not wait for the TLS handshake. The HTTP client must be that of the AWS client's
// options, because an AWS client may use a copy of the configuration's, with a pool of its
// own. A function calls Connect while it initialises, because Lambda gives it more
// processor time then.
//
// Connect ignores failures: then the first request connects. It does nothing if the
// endpoint has no TLS, such as that of an emulator.
func Connect[P any](client aws.HTTPClient, r resolver[P], parameters P) {
	endpoint, err := r.ResolveEndpoint(context.Background(), parameters)
	if err != nil || endpoint.URI.Scheme != "https" {
		return
	}
	pending.Go(func() { ping(client, endpoint.URI.JoinPath("ping").String()) })
}

// Wait waits for all connections that are being opened.
func Wait() { pending.Wait() }

// ping sends a request and reads the answer to its end. The transport closes a connection
// whose answer is not read.
func ping(client aws.HTTPClient, url string) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return
	}
	answer, err := client.Do(request)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer))
	_ = answer.Body.Close()
}
