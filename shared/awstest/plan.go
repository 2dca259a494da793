package awstest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
)

// Kind is a way in which a call fails.
type Kind string

// The kinds of faults.
const (
	Reset       Kind = "the connection is closed before it takes effect"
	Lost        Kind = "it takes effect and the connection is closed"
	Cut         Kind = "it takes effect and its response is cut off"
	Broken      Kind = "500 before it takes effect"
	BrokenAfter Kind = "500 after it takes effect"
	Unavailable Kind = "503 without a body, before it takes effect"
	Throttled   Kind = "throttled"
	Refused     Kind = "refused for the account"
	Silent      Kind = "it takes no effect and is never answered"
	Slow        Kind = "it takes effect and is answered after 29 seconds"
	Late        Kind = "it is not answered, and takes effect after the operation was repeated"
	Partly      Kind = "an entry of it fails"
)

// Repeated reports whether the SDK repeats a call that fails so, unless its client tries each
// call once.
func (k Kind) Repeated() bool { return k != Cut && k != Refused && k != Partly }

// Takes reports whether a call takes effect although it fails.
func (k Kind) Takes() bool { return slices.Contains([]Kind{Lost, Cut, BrokenAfter, Slow, Late}, k) }

// Fault is what happens to the n-th call of a name, counted from 1.
type Fault struct {
	Call  string
	N     int
	Kind  Kind
	Tries int  // how many tries of the call fail; 0 stands for 1
	Crash bool // every later call fails, too, before its effect, as if the function had been killed
}

func (f Fault) String() string {
	text := fmt.Sprintf("%s %d: %s", f.Call, f.N, f.Kind)
	if f.Tries > 1 {
		text += fmt.Sprintf(", %d times", f.Tries)
	}
	if f.Crash {
		text += ", and the function is killed"
	}
	return text
}

// Plan makes calls fail. It is in front of the services, and counts all calls.
type Plan struct {
	services http.Handler

	mu    sync.Mutex
	calls []string // the names, in their order
	fault Fault    // the zero value: no call fails
	seen  int      // calls with the name of the fault
	over  bool     // the fault is over; what follows is decided by Crash
	late  []func() // the effects that come later
}

// Arm starts to count calls, and makes the fault happen. The zero Fault is none.
func (p *Plan) Arm(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f.Tries = max(f.Tries, 1)
	p.calls, p.fault, p.seen, p.over = nil, f, 0, false
}

// Calls returns the names of the calls since Arm, in their order.
func (p *Plan) Calls() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls)
}

// Made reports whether the fault has happened, as often as it has to.
func (p *Plan) Made() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.over
}

// Revive ends the fault: the function was killed, and another one takes its place.
func (p *Plan) Revive() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = Fault{}
}

// TakeLate makes the effects happen that come later.
func (p *Plan) TakeLate() {
	p.mu.Lock()
	late := p.late
	p.late = nil
	p.mu.Unlock()
	for _, take := range late {
		take()
	}
}

// next counts a call and returns its fault, or "".
func (p *Plan) next(call string) Kind {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, call)
	if p.over && p.fault.Crash {
		return Reset
	}
	if call != p.fault.Call {
		return ""
	}
	p.seen++
	if p.seen < p.fault.N || p.seen >= p.fault.N+p.fault.Tries {
		return ""
	}
	p.over = p.seen == p.fault.N+p.fault.Tries-1
	return p.fault.Kind
}

// ServeHTTP implements [http.Handler].
func (p *Plan) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := NameOf(r)
	var body bytes.Buffer
	_, _ = body.ReadFrom(r.Body) // a connection in memory
	take := func() *httptest.ResponseRecorder {
		again := r.Clone(r.Context())
		again.Body = readCloser{bytes.NewReader(body.Bytes())}
		answer := httptest.NewRecorder()
		p.services.ServeHTTP(answer, again)
		return answer
	}
	switch kind := p.next(call); kind {
	case "":
		copyAnswer(w, take())
	case Partly:
		r.Body = readCloser{bytes.NewReader(body.Bytes())}
		failEntry(w, r, p.services)
	default:
		p.fail(w, r, kind, take)
	}
}

// fail makes a call fail.
func (p *Plan) fail(w http.ResponseWriter, r *http.Request, kind Kind, take func() *httptest.ResponseRecorder) {
	switch kind {
	case Lost:
		take()
	case Cut:
		cutOff(w, take())
	case Broken:
		problemOf(NameOf(r)).broken(w)
		return
	case BrokenAfter:
		take()
		problemOf(NameOf(r)).broken(w)
		return
	case Unavailable:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case Throttled:
		problemOf(NameOf(r)).throttled(w)
		return
	case Refused:
		problemOf(NameOf(r)).refused(w)
		return
	case Silent:
		<-r.Context().Done()
	case Slow:
		take()
		wait(r.Context(), slow)
	case Late:
		p.mu.Lock()
		p.late = append(p.late, func() { take() })
		p.mu.Unlock()
		<-r.Context().Done()
	}
	panic(http.ErrAbortHandler) // closes the connection without an answer, or in the middle of one
}

// copyAnswer sends an answer.
func copyAnswer(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(answer.Body.Len()))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// cutOff sends the beginning of an answer.
func cutOff(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	whole := answer.Body.Bytes()
	w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
	w.Header().Set("Content-Length", strconv.Itoa(len(whole)))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(whole[:len(whole)/2])
	if flusher, ok := w.(http.Flusher); ok {
		flusher.Flush()
	}
}
