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

// Connect starts to open connections to the endpoint of an AWS client, and returns at
// once. It leaves them in the pool of the HTTP client, so that the first request does not
// wait for the TLS handshake. A connection takes one call at a time, because the services
// answer with HTTP/1.1. So a function needs as many as it makes calls at the same time. The HTTP client must be that of the AWS client's
// options, because an AWS client may use a copy of the configuration's, with a pool of its
// own. A function calls Connect while it initialises, because Lambda gives it more
// processor time then.
//
// Connect ignores failures: then the first request connects. It does nothing if the
// endpoint has no TLS, such as that of an emulator.
func Connect[P any](client aws.HTTPClient, r resolver[P], parameters P, connections int) {
	endpoint, err := r.ResolveEndpoint(context.Background(), parameters)
	if err != nil || endpoint.URI.Scheme != "https" {
		return
	}
	var answered sync.WaitGroup
	answered.Add(connections)
	for range connections {
		pending.Go(func() { ping(client, endpoint.URI.JoinPath("ping").String(), &answered) })
	}
}

// Wait waits for all connections that are being opened.
func Wait() { pending.Wait() }

// ping sends a request and reads the answer to its end. The transport closes a connection
// whose answer is not read. It reads when all requests are answered: until then the
// connection is not free, so that each request gets its own.
func ping(client aws.HTTPClient, url string, answered *sync.WaitGroup) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	answer, err := get(ctx, client, url)
	answered.Done()
	if err != nil {
		return
	}
	answered.Wait()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer))
	_ = answer.Body.Close()
}

func get(ctx context.Context, client aws.HTTPClient, url string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(request)
}
