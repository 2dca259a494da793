package awstest

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// network is a server that is reached over connections in memory. Package synctest knows
// when they are idle, so the timeouts of clients pass in fake time.
type network struct {
	dialled chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

// newNetwork starts a server until the end of a test. The test may be a bubble of synctest.
func newNetwork(t *testing.T, handler http.Handler) *network {
	n := &network{dialled: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler} //nolint:gosec // it has no slow clients
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(n)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return n
}

// Accept implements [net.Listener].
func (n *network) Accept() (net.Conn, error) {
	select {
	case connection := <-n.dialled:
		return connection, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Close implements [net.Listener].
func (n *network) Close() error {
	n.once.Do(func() { close(n.closed) })
	return nil
}

// Addr implements [net.Listener].
func (n *network) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "unix"} }

// dial connects to the server.
func (n *network) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case n.dialled <- server:
		return client, nil
	case <-n.closed:
		return nil, errors.New("the network is closed")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// config returns a configuration whose clients reach the server, and are otherwise those of
// the given configuration.
func (n *network) config(t *testing.T, of aws.Config) aws.Config {
	t.Helper()
	client, ok := of.HTTPClient.(*awshttp.BuildableClient)
	if !ok {
		t.Fatalf("the HTTP client is %T", of.HTTPClient)
	}
	of.HTTPClient = client.WithTransportOptions(func(transport *http.Transport) {
		transport.DialContext, transport.DisableKeepAlives = n.dial, true
	})
	of.BaseEndpoint = aws.String("http://aws.test")
	return of
}
