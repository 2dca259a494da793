package dynamotest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go/middleware"
)

// Measure runs do and returns its cost, with the number of times that it waits for
// DynamoDB. Calls of a client that are made at the same time are one wait.
//
// The number does not depend on the speed of the machine. Every call stops before it is
// sent, until do cannot go on without an answer. Then all of them are sent, and counted
// as one wait. Package synctest knows when every goroutine of do is blocked. do must use
// no other network than that of [Client].
func (m *Meter) Measure(t *testing.T, do func(t *testing.T) error) (Cost, error) {
	t.Helper()
	var err error
	waits := 0
	m.Take()
	synctest.Test(t, func(t *testing.T) {
		m.gate = &gate{}
		defer func() { m.gate = nil }()
		ended := false
		go func() {
			err = do(t)
			ended = true
		}()
		for synctest.Wait(); !ended; synctest.Wait() {
			if m.gate.open() {
				waits++
			} else {
				time.Sleep(time.Millisecond) // of the fake clock: do waits for time to pass
			}
		}
	})
	cost := m.Take()
	cost.Waits = waits
	return cost, err
}

// gate holds calls until it is opened.
type gate struct {
	mu   sync.Mutex
	held []chan struct{}
}

// pass waits until the gate is opened.
func (g *gate) pass() {
	opened := make(chan struct{})
	g.mu.Lock()
	g.held = append(g.held, opened)
	g.mu.Unlock()
	<-opened
}

// open lets the held calls pass, and reports whether there were any.
func (g *gate) open() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	held := g.held
	g.held = nil
	for _, opened := range held {
		close(opened)
	}
	return len(held) > 0
}

// waitAtGate makes a call wait at the gate, if there is one.
func (m *Meter) waitAtGate(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
	if m.gate != nil {
		m.gate.pass()
	}
	return next.HandleInitialize(ctx, in)
}

// outside sends requests in goroutines of its own. Package synctest waits for the
// goroutines that a test starts, and those of a connection would never end. A goroutine
// that waits for outside is not blocked in the sense of synctest, so the test waits for
// the answer.
type outside struct{ idle chan *sender }

// sender sends one request at a time.
type sender struct {
	requests chan *http.Request
	answers  chan answered
}

type answered struct {
	response *http.Response
	err      error
}

// maxSenders is how many requests outside can send at the same time.
const maxSenders = 64

// newOutside must not be called in a goroutine that synctest waits for.
func newOutside() *outside {
	o := &outside{idle: make(chan *sender, maxSenders)}
	transport := &http.Transport{MaxIdleConnsPerHost: maxSenders}
	for range maxSenders {
		s := &sender{make(chan *http.Request), make(chan answered)}
		go func() {
			for request := range s.requests {
				s.answers <- send(transport, request)
			}
		}()
		o.idle <- s
	}
	return o
}

// Do implements [aws.HTTPClient].
func (o *outside) Do(request *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	sent := request.Clone(context.Background()) // the context of a test must not leave it
	sent.Body = io.NopCloser(bytes.NewReader(body))
	s := <-o.idle
	defer func() { o.idle <- s }()
	s.requests <- sent
	answer := <-s.answers
	return answer.response, answer.err
}

// send sends a request and reads all of the answer.
func send(transport *http.Transport, request *http.Request) answered {
	response, err := transport.RoundTrip(request)
	if err != nil {
		return answered{err: err}
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(body))
	return answered{response, err}
}
