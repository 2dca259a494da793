package dynamo_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"admit/shared/fixture"
)

// plan makes calls fail. It is the [http.RoundTripper] of the calls to DynamoDB,
// and a test puts it around the calls to the identity provider, the mailer and
// the dead letters. It counts all of them together, in their order.
type plan struct {
	http.Transport
	sender aws.HTTPClient // sends the calls instead of Transport, if it is set

	mu    sync.Mutex
	calls []counted      // in their order
	fault *fault         // if nil, no call fails
	until int            // counts down to the call that fails; 0 after it
	made  []counted      // the calls that have failed by the fault itself
	late  []func() error // effects that come later
}

// counted is a call, and the permissions that it needs.
type counted struct {
	name    string
	actions []string
}

// fault is what happens to the n-th call of a name, counted from 1. Calls that are made
// at the same time come in any order, so their number alone does not tell them apart.
type fault struct {
	call  string
	n     int
	kind  kind
	crash bool // every later call fails, too, before its effect, as if the caller had crashed

	endless bool // every write fails; call and n say nothing
}

func (f fault) String() string {
	if f.endless {
		return fmt.Sprintf("every write: %s", f.kind)
	}
	after := ""
	if f.crash {
		after = ", and nothing after it happens"
	}
	return fmt.Sprintf("%s %d: %s%s", f.call, f.n, f.kind, after)
}

// disarm ends the fault, and returns the calls that it made fail.
func (p *plan) disarm() []counted {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = nil
	return p.made
}

// arm starts to count calls, and makes the fault happen.
func (p *plan) arm(f *fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls, p.made, p.fault = nil, nil, f
	if f != nil {
		p.until = f.n
	}
}

// counted returns the names of the calls since arm.
func (p *plan) counted() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fixture.Each(p.calls, func(c counted) string { return c.name })
}

// takeLate makes the effects happen that come later. An error says that one of them did not
// reach DynamoDB.
func (p *plan) takeLate() error {
	p.mu.Lock()
	late := p.late
	p.late = nil
	p.mu.Unlock()
	var failed []error
	for _, take := range late {
		failed = append(failed, take())
	}
	return errors.Join(failed...)
}

// next counts a call and returns its fault, if it has one.
func (p *plan) next(call string, actions ...string) kind {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, counted{call, actions})
	switch {
	case p.fault == nil:
		return ""
	case p.fault.endless:
		if slices.Contains([]string{"TransactWriteItems", "UpdateItem", "PutItem"}, call) {
			p.made = append(p.made, counted{call, actions})
			return p.fault.kind
		}
		return ""
	case p.until == 0 && p.fault.crash:
		return reset
	case p.until == 0 || call != p.fault.call:
		return ""
	}
	if p.until--; p.until == 0 {
		p.made = append(p.made, counted{call, actions})
		return p.fault.kind
	}
	return ""
}

// RoundTrip implements [http.RoundTripper].
func (p *plan) RoundTrip(r *http.Request) (*http.Response, error) {
	_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	happens := p.next(call, actionsOf(call, body)...)
	if happens == "" {
		return p.send(r)
	}
	var response *http.Response
	switch {
	case happens == late:
		p.postpone(r, body)
	case happens.takes():
		if response, err = p.answered(r); err != nil {
			return nil, err
		}
	}
	return happens.answer(r, call, body, response)
}

// send makes a call.
func (p *plan) send(r *http.Request) (*http.Response, error) {
	if p.sender != nil {
		return p.sender.Do(r)
	}
	return p.Transport.RoundTrip(r)
}

// postpone lets a call take effect when the operation has been repeated.
func (p *plan) postpone(r *http.Request, body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.late = append(p.late, func() error {
		again := r.Clone(context.WithoutCancel(r.Context()))
		again.Body = io.NopCloser(bytes.NewReader(body))
		response, err := p.answered(again)
		if err != nil {
			return err
		}
		_ = response.Body.Close()
		if response.StatusCode >= http.StatusInternalServerError { // a refusal by a condition is an answer
			return fmt.Errorf("a late effect is answered with %s", response.Status)
		}
		return nil
	})
}

// answered makes a call and reads all of its answer.
func (p *plan) answered(r *http.Request) (*http.Response, error) {
	response, err := p.send(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	whole, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(whole))
	return response, err
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

// plannedFaults returns the faults to try in an operation that makes some calls. In a quick
// run, each call has other ones than the next call, and than the same call of the next
// operation.
func plannedFaults(calls []counted, operation int) []fault {
	var planned []fault
	sameName := map[string]int{}
	for at, call := range calls {
		sameName[call.name]++
		var all []fault
		for _, kind := range kinds(call.name) {
			f := fault{call: call.name, n: sameName[call.name], kind: kind}
			all = append(all, f)
			if kind == reset || kind == lost {
				f.crash = true
				all = append(all, f)
			}
		}
		if os.Getenv(allFaults) != "all" {
			first := (7*operation + quickFaults*at) % len(all)
			all = slices.Concat(all[first:], all[:first])[:min(quickFaults, len(all))]
		}
		planned = append(planned, all...)
	}
	return planned
}
