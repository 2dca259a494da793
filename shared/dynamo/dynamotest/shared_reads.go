package dynamotest

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"time"
)

// sharedReads sends equal reads that are on their way at the same time as one. So a crowd that
// reads the same item costs DynamoDB Local one call. Each read is sent after it was called and
// answered before it returns, so that it sees what a read of its own would.
type sharedReads struct {
	mu       sync.Mutex
	onTheWay map[string]*sharedRead // by operation and body
}

// sharedRead is a read that has not been sent yet.
type sharedRead struct {
	answered chan struct{}
	response *http.Response // without a body
	body     []byte
	err      error
}

// do sends a read after callTime, or waits for an equal one that has not been sent yet.
func (s *sharedReads) do(r *http.Request, operation string, body []byte) (*http.Response, error) {
	key := operation + " " + string(body)
	s.mu.Lock()
	read, joins := s.onTheWay[key]
	if !joins {
		read = &sharedRead{answered: make(chan struct{})}
		if s.onTheWay == nil {
			s.onTheWay = map[string]*sharedRead{}
		}
		s.onTheWay[key] = read
	}
	s.mu.Unlock()
	if joins {
		<-read.answered
	} else {
		time.Sleep(callTime)
		s.mu.Lock()
		delete(s.onTheWay, key) // later reads are sent by themselves
		s.mu.Unlock()
		read.send(r)
	}
	if read.err != nil {
		return nil, read.err
	}
	response := *read.response
	response.Request, response.Body = r, io.NopCloser(bytes.NewReader(read.body))
	return &response, nil
}

// send sends the read and lets those that wait for it go on.
func (s *sharedRead) send(r *http.Request) {
	defer close(s.answered)
	response, err := sharedOutside().Do(r)
	if err != nil {
		s.err = err
		return
	}
	defer func() { _ = response.Body.Close() }()
	s.body, s.err = io.ReadAll(response.Body)
	s.response = response
}
