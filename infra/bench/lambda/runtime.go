// Package lambda runs built Lambda functions as AWS Lambda does: one process for each
// concurrent request, which asks the Runtime API for work.
package lambda

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"time"
)

// timeout is how long a function may take for an event.
const timeout = 30 * time.Second

// runtimeAPI is the Runtime API of one function. All processes of the function ask it
// for events, one at a time each.
type runtimeAPI struct {
	*httptest.Server
	events  chan event
	asked   chan time.Time // the time of the first request for an event of each process that waits for it
	stopped chan struct{}
	mu      sync.Mutex
	started int                // processes so far
	running map[string]running // by request id
	killed  map[string]bool    // by process
}

// running is an event that a process has been given.
type running struct {
	process string
	answer  chan answer
}

// ErrKilled is the error of an event whose process was killed.
var ErrKilled = errors.New("the process was killed")

// event is an event for the function, and where its answer goes.
type event struct {
	body   []byte
	answer chan answer
}

// answer is what the function answered, or its error.
type answer struct {
	body []byte
	err  error
}

func newRuntimeAPI() *runtimeAPI {
	r := &runtimeAPI{events: make(chan event), asked: make(chan time.Time, 1), stopped: make(chan struct{}),
		running: map[string]running{}, killed: map[string]bool{}}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /{process}/2018-06-01/runtime/invocation/next", r.next)
	routes.HandleFunc("POST /{process}/2018-06-01/runtime/invocation/{id}/{outcome}", r.answered)
	r.Server = httptest.NewServer(routes)
	return r
}

// next answers a process with an event when there is one.
func (r *runtimeAPI) next(w http.ResponseWriter, request *http.Request) {
	select {
	case r.asked <- time.Now():
	default:
	}
	select {
	case e := <-r.events:
		id := rand.Text()
		if !r.begin(id, request.PathValue("process"), e) {
			e.answer <- answer{err: ErrKilled}
			return
		}
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(timeout).UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-north-1:111122223333:function:bench")
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(e.body)
	case <-r.stopped: // a function that gets no event ends
		w.WriteHeader(http.StatusInternalServerError)
	case <-request.Context().Done():
	}
}

// begin notes that a process has an event. It reports false if the process was killed.
func (r *runtimeAPI) begin(id, process string, e event) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.killed[process] {
		return false
	}
	r.running[id] = running{process, e.answer}
	return true
}

// busy reports whether a process has an event.
func (r *runtimeAPI) busy(process string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.running {
		if e.process == process {
			return true
		}
	}
	return false
}

// end answers the event of a process that was killed. It reports whether there was one.
func (r *runtimeAPI) end(process string) (hadEvent bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.killed[process] = true
	for id, e := range r.running {
		if e.process == process {
			delete(r.running, id)
			e.answer <- answer{err: ErrKilled}
			hadEvent = true
		}
	}
	return hadEvent
}

// answered takes the answer of a process to its event.
func (r *runtimeAPI) answered(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if request.PathValue("outcome") == "error" {
		err = fmt.Errorf("the function failed: %s", body)
	}
	r.mu.Lock()
	to := r.running[request.PathValue("id")].answer
	delete(r.running, request.PathValue("id"))
	r.mu.Unlock()
	if to != nil {
		to <- answer{body, err}
	}
	w.WriteHeader(http.StatusAccepted)
}

// invoke gives an event to the first process that asks, and returns its answer. It calls
// took with the time from there to the answer.
func (r *runtimeAPI) invoke(ctx context.Context, body []byte, took func(time.Duration)) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	e := event{body, make(chan answer, 1)}
	select {
	case r.events <- e:
	case <-ctx.Done():
		return nil, fmt.Errorf("no process asked for an event: %w", ctx.Err())
	}
	began := time.Now()
	select {
	case a := <-e.answer:
		took(time.Since(began))
		return a.body, a.err
	case <-ctx.Done():
		return nil, fmt.Errorf("no answer: %w", ctx.Err())
	}
}

// newProcess returns the address of the Runtime API for a new process. The client of the
// Runtime API appends the path of a call, so the address may end with the number of the process.
func (r *runtimeAPI) newProcess() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.started++
	return strings.TrimPrefix(r.URL, "http://") + "/" + strconv.Itoa(r.started)
}

func (r *runtimeAPI) stop() {
	close(r.stopped)
	r.CloseClientConnections()
	r.Close()
}
