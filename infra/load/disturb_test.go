package load

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestDisturbances shows that each disturbance is what its name says: whether the call has its effect, and what the
// caller is told.
func TestDisturbances(t *testing.T) {
	for _, c := range []struct {
		how     string
		effects int
		status  int // 0: the connection breaks
		excuse  bool
	}{
		{how: "", effects: 1, status: http.StatusOK},
		{how: slow, effects: 1, status: http.StatusOK},
		{how: throttled, status: http.StatusTooManyRequests},
		{how: refused, status: http.StatusInternalServerError},
		{how: failed, effects: 1, status: http.StatusInternalServerError, excuse: true},
		{how: broken, effects: 1, excuse: true},
	} {
		effects, excused := 0, ""
		d := disturbances{lost: func(body []byte) { excused = string(body) }}
		service := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { effects++; w.WriteHeader(http.StatusOK) })
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.pass(w, r, service, c.how) }))
		status := 0
		if answer, err := http.Post(server.URL+"/v2/email/outbound-emails", "application/json", strings.NewReader("email")); err == nil {
			status = answer.StatusCode
			_ = answer.Body.Close()
		}
		server.Close()
		if effects != c.effects || status != c.status || (excused == "email") != c.excuse {
			t.Errorf("%q: %d effects, status %d, excused %q", c.how, effects, status, excused)
		}
	}
}

// TestShares shows that no service is disturbed more often than it is served.
func TestShares(t *testing.T) {
	for service, kinds := range kindsOf {
		var all float64
		for _, k := range kinds {
			all += k.share
		}
		if all <= 0 || all > 0.05 {
			t.Errorf("%s is disturbed in %v of its calls", service, all)
		}
	}
	var d disturbances
	for range 10_000 {
		if how := d.choose("DynamoDB"); how != "" {
			t.Fatalf("a call is disturbed, %s, before the disturbances begin", how)
		}
	}
	d.on.Store(true)
	disturbed := 0
	for range 10_000 {
		if d.choose("DynamoDB") != "" {
			disturbed++
		}
	}
	if disturbed < 40 || disturbed > 400 {
		t.Errorf("%d of 10,000 calls were disturbed", disturbed)
	}
}

// TestCountsEffects shows that only a write that the service accepted counts as one that failed after its effect.
func TestCountsEffects(t *testing.T) {
	for _, c := range []struct {
		operation string
		answer    int
		want      string
	}{
		{"UpdateItem", http.StatusOK, "DynamoDB failed after the effect"},
		{"UpdateItem", http.StatusBadRequest, "DynamoDB failed without an effect"},
		{"GetItem", http.StatusOK, "DynamoDB failed without an effect"},
	} {
		var d disturbances
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}"))
		r.Header.Set("X-Amz-Target", "DynamoDB_20120810."+c.operation)
		service := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.answer) })
		d.pass(httptest.NewRecorder(), r, service, failed)
		if len(d.counts) != 1 || d.counts[c.want] != 1 {
			t.Errorf("%s answered with %d: %v, want %q", c.operation, c.answer, d.counts, c.want)
		}
	}
}

// TestDeadProcess shows that a process which dies by itself is not one whose memory is flat.
func TestDeadProcess(t *testing.T) {
	r := newRun(&system{}, io.Discard)
	r.resident("invite", 10e6)
	r.resident("invite", 0)
	if r.refusals["process of invite: died"] != 1 || len(r.figures.Load().memory["invite"]) != 1 {
		t.Errorf("refusals %v, memory %v", r.refusals, r.figures.Load().memory)
	}
}
