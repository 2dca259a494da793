package cloud

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
)

// Replay records the answers to the calls of one request, and then gives the same
// answers to the calls of every further one. So the same request can be repeated without
// a change of the table.
type Replay struct {
	mu     sync.Mutex
	taken  []recorded
	record bool
}

type recorded struct {
	target string
	asked  []byte
	status int
	header http.Header
	answer []byte
	used   bool // in this round
}

// Record makes the stand-in record from now on. It returns what is recorded.
func (c *Cloud) Record() *Replay {
	r := &Replay{record: true}
	c.replay.Store(r)
	return r
}

// Repeat ends the recording. The stand-in gives the recorded answers from now on.
func (r *Replay) Repeat() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.record = false
}

// Pass makes the stand-in pass on all calls again.
func (c *Cloud) Pass() { c.replay.Store(nil) }

// answer answers a call from the record, or records the answer of the service.
func (r *Replay) answer(w http.ResponseWriter, request *http.Request, service http.Handler) {
	sent, err := io.ReadAll(request.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	body := canonical(sent)
	target := request.Method + request.URL.Path + request.Header.Get("X-Amz-Target")
	if found := r.next(target, body); found != nil {
		maps.Copy(w.Header(), found.header)
		w.WriteHeader(found.status)
		_, _ = w.Write(found.answer)
		return
	}
	request.Body = io.NopCloser(bytes.NewReader(sent))
	answered := httptest.NewRecorder()
	service.ServeHTTP(answered, request)
	r.keep(recorded{target: target, asked: body, status: answered.Code, header: answered.Header(), answer: answered.Body.Bytes()})
	maps.Copy(w.Header(), answered.Header())
	w.WriteHeader(answered.Code)
	_, _ = w.Write(answered.Body.Bytes())
}

// canonical returns a body in JSON with its fields in one order. The SDK writes them in any.
func canonical(body []byte) []byte {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return body
	}
	sorted, err := json.Marshal(value)
	if err != nil {
		return body
	}
	return sorted
}

func (r *Replay) keep(one recorded) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.record {
		r.taken = append(r.taken, one)
	}
}

// next returns the next answer of a target: that to the same body if there is one, and
// otherwise the first that was not used in this round. An answer to the same body may be
// given again, because the SDK repeats a call that takes too long. It returns nil while
// recording, and for a call that was not recorded.
func (r *Replay) next(target string, body []byte) *recorded {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.record {
		return nil
	}
	var same, unused, first *recorded
	for n := range r.taken {
		one := &r.taken[n]
		if one.target != target {
			continue
		}
		if bytes.Equal(one.asked, body) && (same == nil || same.used) {
			same = one
		}
		if unused == nil && !one.used {
			unused = one
		}
		if first == nil {
			first = one
		}
	}
	switch {
	case same != nil:
		same.used = true
		return same
	case unused == nil && first != nil: // a new round
		for n := range r.taken {
			if r.taken[n].target == target {
				r.taken[n].used = false
			}
		}
		unused = first
	}
	if unused != nil {
		unused.used = true
	}
	return unused
}
