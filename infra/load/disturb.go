package load

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// disturbances disturb a part of the calls to AWS, each in one way.
type disturbances struct {
	on     atomic.Bool
	lost   func(body []byte) // is called with the email of a sending whose answer is lost
	mu     sync.Mutex
	counts map[string]int // by service and kind
}

// kind is a way in which a call is disturbed, and which part of the calls is.
type kind struct {
	name  string
	share float64
}

// The kinds of disturbances. AWS throttles with an answer, and fails before or after the
// effect of a call with another one. A broken connection leaves the caller without an answer.
const (
	throttled = "throttled"
	refused   = "failed before the effect"
	failed    = "failed after the effect"
	broken    = "broke after the effect"
	slow      = "slow"
)

// kindsOf are the disturbances of each service.
var kindsOf = map[string][]kind{
	"DynamoDB":    {{throttled, 0.005}, {refused, 0.002}, {failed, 0.002}, {broken, 0.001}, {slow, 0.002}},
	"SES":         {{throttled, 0.02}, {refused, 0.005}, {failed, 0.005}, {broken, 0.002}},
	"EventBridge": {{throttled, 0.01}, {failed, 0.005}},
	"Cognito":     {{throttled, 0.005}, {failed, 0.002}},
}

// slowness is how long a slow call takes longer.
const slowness = 300 * time.Millisecond

// throttles are the errors with which services throttle.
var throttles = map[string]struct {
	status int
	code   string
}{
	"DynamoDB":    {http.StatusBadRequest, "com.amazonaws.dynamodb.v20120810#ThrottlingException"},
	"SES":         {http.StatusTooManyRequests, "TooManyRequestsException"},
	"EventBridge": {http.StatusBadRequest, "ThrottlingException"},
	"Cognito":     {http.StatusBadRequest, "TooManyRequestsException"},
}

// around puts the disturbances between the functions and the services.
func (d *disturbances) around(services http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.pass(w, r, services, d.choose(serviceOf(r)))
	})
}

// pass passes a call on to the services, disturbed in a way. The services finish every call, also if the function
// that made it dies meanwhile.
func (d *disturbances) pass(w http.ResponseWriter, r *http.Request, services http.Handler, how string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the function died before the call was complete
	}
	service := serviceOf(r)
	if how == throttled || how == refused || how == slow {
		d.count(service + " " + how)
	}
	switch how {
	case throttled:
		answerError(w, throttles[service].status, throttles[service].code)
		return
	case refused:
		answerError(w, http.StatusInternalServerError, "InternalServerError")
		return
	case slow:
		time.Sleep(slowness)
	}
	answered := finish(services, r, body)
	if how == failed || how == broken {
		hadEffect := answered.Code == http.StatusOK && isWrite(r)
		d.count(service + " " + named(how, hadEffect))
		if service == "SES" && hadEffect {
			d.lost(body)
		}
	}
	switch how {
	case failed:
		answerError(w, http.StatusInternalServerError, "InternalServerError")
	case broken:
		panic(http.ErrAbortHandler)
	default:
		maps.Copy(w.Header(), answered.Header())
		w.WriteHeader(answered.Code)
		_, _ = w.Write(answered.Body.Bytes())
	}
}

// finish returns the answer of the services to a call, which they finish in any case.
func finish(services http.Handler, r *http.Request, body []byte) *httptest.ResponseRecorder {
	call := r.WithContext(context.WithoutCancel(r.Context()))
	call.Body = io.NopCloser(bytes.NewReader(body))
	answered := httptest.NewRecorder()
	services.ServeHTTP(answered, call)
	return answered
}

// choose returns how a call is disturbed. It is empty for most calls.
func (d *disturbances) choose(service string) string {
	if !d.on.Load() {
		return ""
	}
	dice := rand.Float64()
	for _, k := range kindsOf[service] {
		if dice -= k.share; dice < 0 {
			return k.name
		}
	}
	return ""
}

// count counts a disturbance.
func (d *disturbances) count(what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.counts == nil {
		d.counts = map[string]int{}
	}
	d.counts[what]++
}

// named returns how to count a call whose answer was lost. A read and a call that the service refused have no effect.
func named(how string, hadEffect bool) string {
	if hadEffect {
		return how
	}
	return strings.Replace(how, "after the effect", "without an effect", 1)
}

// isWrite reports whether a call writes something if it succeeds.
func isWrite(r *http.Request) bool {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	for _, reading := range []string{"Get", "BatchGet", "TransactGet", "Query", "Scan", "List", "Describe", "AdminGet"} {
		if strings.HasPrefix(operation, reading) {
			return false
		}
	}
	return true
}

// serviceOf returns the service that a call is for.
func serviceOf(r *http.Request) string {
	target := r.Header.Get("X-Amz-Target")
	switch {
	case strings.HasPrefix(target, "DynamoDB"):
		return "DynamoDB"
	case strings.HasPrefix(target, "AWSEvents"):
		return "EventBridge"
	case strings.HasPrefix(target, "AWSCognito"):
		return "Cognito"
	case strings.HasPrefix(r.URL.Path, "/v2/email/"):
		return "SES"
	}
	return ""
}

func answerError(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.Header().Set("X-Amzn-Errortype", code)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": "disturbed by the load test"})
}
