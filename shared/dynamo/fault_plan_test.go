package dynamo_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
)

// plan makes calls fail. It is the [http.RoundTripper] of the calls to DynamoDB,
// and a test puts it around the calls to the identity provider, the mailer and
// the dead letters. It counts all of them together, in their order.
type plan struct {
	http.Transport
	mu    sync.Mutex
	calls []string // the names, in their order
	fault *fault   // if nil, no call fails
	until int      // counts down to the call that fails; 0 after it
}

// fault is what happens to the n-th call of a name, counted from 1. Calls that are made
// at the same time come in any order, so their number alone does not tell them apart.
type fault struct {
	call  string
	n     int
	kind  kind
	crash bool // every later call fails, too, before its effect, as if the caller had crashed
}

func (f fault) String() string {
	after := ""
	if f.crash {
		after = ", and nothing after it happens"
	}
	return fmt.Sprintf("%s %d: %s%s", f.call, f.n, f.kind, after)
}

type kind string

const (
	reset     kind = "the connection is reset before it takes effect"
	lost      kind = "it takes effect and the connection is reset"
	cut       kind = "it takes effect and its response is cut off"
	broken    kind = "500"
	throttled kind = "throttled"
	conflict  kind = "cancelled, for a conflict"
	partly    kind = "nothing is read, and all keys are unprocessed"
)

// kinds returns the faults that a call can have.
func kinds(call string) []kind {
	switch call {
	case "TransactWriteItems", "UpdateItem", "PutItem":
		return []kind{reset, lost, cut, broken, throttled, conflict}
	case "BatchGetItem":
		return []kind{reset, cut, throttled, partly}
	case "GetItem", "Query":
		return []kind{reset, cut, broken}
	}
	return []kind{reset, lost}
}

// arm starts to count calls, and makes the fault happen.
func (p *plan) arm(f *fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls, p.fault = nil, f
	if f != nil {
		p.until = f.n
	}
}

func (p *plan) counted() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls
}

// next counts a call and returns its fault, if it has one.
func (p *plan) next(call string) kind {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, call)
	switch {
	case p.fault == nil:
		return ""
	case p.until == 0 && p.fault.crash:
		return reset
	case p.until == 0 || call != p.fault.call:
		return ""
	}
	if p.until--; p.until == 0 {
		return p.fault.kind
	}
	return ""
}

func errReset() error { return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET} }

// RoundTrip implements [http.RoundTripper].
func (p *plan) RoundTrip(r *http.Request) (*http.Response, error) {
	_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch p.next(call) {
	case reset:
		return nil, errReset()
	case lost:
		if _, err := p.answered(r); err != nil {
			return nil, err
		}
		return nil, errReset()
	case cut:
		response, err := p.answered(r)
		if err != nil {
			return nil, err
		}
		whole, _ := io.ReadAll(response.Body)
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), failing{}))
		return response, nil
	case broken:
		return problem(r, http.StatusInternalServerError, `"InternalServerError"`, ""), nil
	case throttled:
		return problem(r, http.StatusBadRequest, `"ThrottlingException"`, ""), nil
	case conflict:
		if call != "TransactWriteItems" {
			return problem(r, http.StatusBadRequest, `"TransactionConflictException"`, ""), nil
		}
		return problem(r, http.StatusBadRequest, `"TransactionCanceledException"`,
			`, "CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}]`), nil
	case partly:
		body, err := io.ReadAll(r.Body)
		asked := strings.TrimSuffix(strings.TrimPrefix(string(body), `{"RequestItems":`), "}")
		return answer(r, http.StatusOK, `{"Responses": {}, "UnprocessedKeys": `+asked+`}`), err
	}
	return p.Transport.RoundTrip(r)
}

// answered makes a call and reads all of its answer.
func (p *plan) answered(r *http.Request) (*http.Response, error) {
	response, err := p.Transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	whole, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(whole))
	return response, err
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errReset() }

func problem(r *http.Request, status int, name, more string) *http.Response {
	return answer(r, status, `{"__type": `+strings.Replace(name, `"`, `"com.amazonaws.dynamodb.v20120810#`, 1)+`, "message": "injected"`+more+`}`)
}

func answer(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Requestid": {"injected"}},
		ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
	}
}

// around makes calls of a test double fail with a transient error.
func (p *plan) around(passing error) func(call string, do func() error) error {
	return func(call string, do func() error) error {
		switch p.next(call) {
		case reset:
			return passing
		case lost:
			return errors.Join(do(), passing)
		}
		return do()
	}
}
