package load

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/infra/bench/gateway"
	"admit/infra/bench/lambda"
)

// TestIsFault shows which answers Admit must not give, also when nobody is told of them.
func TestIsFault(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   bool
	}{
		{http.StatusOK, "", false}, {http.StatusNotFound, "", false}, {http.StatusTooManyRequests, "", false}, {http.StatusServiceUnavailable, "", false},
		{http.StatusBadGateway, lambda.ErrKilled.Error() + "\n", false}, {http.StatusBadGateway, "no answer: context deadline exceeded", false},
		{http.StatusBadGateway, "the function failed: nil pointer", true}, {http.StatusBadGateway, "no response: {}", true},
		{http.StatusInternalServerError, "{}", true}, {http.StatusNotImplemented, "", true},
	} {
		if got := (answer{status: c.status, body: []byte(c.body)}).isFault(); got != c.want {
			t.Errorf("%d %q: a fault is %t, want %t", c.status, c.body, got, c.want)
		}
	}
}

// TestTwice shows which answers to two acceptances at once are wrong.
func TestTwice(t *testing.T) {
	ok, held, unsure, other := answer{status: 200}, answer{status: 409, problem: "already-granted"}, answer{status: 409, problem: "already-granted", unsure: true},
		answer{status: 403, problem: "forbidden"}
	for _, c := range []struct {
		answers [2]answer
		want    string
	}{
		{[2]answer{ok, held}, ""}, {[2]answer{held, ok}, ""}, {[2]answer{ok, unsure}, ""}, {[2]answer{held, unsure}, ""},
		{[2]answer{ok, ok}, "both succeeded"}, {[2]answer{held, held}, "none succeeded"}, {[2]answer{ok, other}, "forbidden"},
	} {
		if got := twice(c.answers); got != c.want {
			t.Errorf("%+v: %q, want %q", c.answers, got, c.want)
		}
	}
}

// playing returns a person of a run before an API that always gives one answer.
func playing(t *testing.T, patience time.Duration, status int, body string) *person {
	t.Helper()
	g := &gateway.Gateway{Server: httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			fmt.Fprint(w, `{"roles":["viewer"]}`)
			return
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))}
	t.Cleanup(g.Close)
	r := newRun(&system{gateway: g}, io.Discard)
	r.patience = patience
	return &person{run: r, tenant: &tenant{organisation: "o"}, email: "ada@example.com", invitation: "i"}
}

// TestSurprisesOfEveryPart shows that a wrong answer counts also after the figures of the second part were taken,
// and that no story waits for ever.
func TestSurprisesOfEveryPart(t *testing.T) {
	problem := func(kind string) string { return fmt.Sprintf(`{"type":"urn:admit:problem:%s"}`, kind) }
	row := func(kind string) string { return `{"items":[{"outcome":"refused","problem":` + problem(kind) + `}]}` }
	update := func(p *person) bool { return p.update(t.Context(), "editor") }
	batch := func(p *person) bool { return p.inviteAll(t.Context(), p.tenant, []*person{p}) }
	for name, c := range map[string]struct {
		status int
		body   string
		play   func(*person) bool
		want   []string
		gaveUp int
	}{
		"a wrong decision":        {200, `{"items":[{"allowed":false}]}`, func(p *person) bool { return p.decide(t.Context(), "read", true) }, []string{"decide: read is not true"}, 0},
		"a fault":                 {500, problem("internal"), update, []string{"update: 500 internal"}, 1},
		"no answer":               {503, problem("unavailable"), update, nil, 1},
		"a version that stays":    {412, problem("version-mismatch"), update, []string{"update: version-mismatch"}, 0},
		"a row refused for good":  {200, row("invalid"), batch, []string{"batch: a row is refused: urn:admit:problem:invalid"}, 0},
		"a row refused for long":  {200, row("unavailable"), batch, []string{"batch: a row is refused: urn:admit:problem:unavailable"}, 0},
		"a row that is not there": {200, `{"items":[]}`, batch, []string{"batch: 0 rows of 1"}, 0},
		"no answer to one of two": {503, "", func(p *person) bool { return p.acceptTwice(t.Context()) }, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := playing(t, time.Millisecond, c.status, c.body)
			p.figures.Store(newFigures())
			if c.play(p) {
				t.Error("the story goes on")
			}
			if got := slices.Sorted(maps.Keys(p.refusals)); strings.Join(got, ";") != strings.Join(c.want, ";") || p.gaveUp != c.gaveUp {
				t.Errorf("%q and %d without an answer, want %q and %d", got, p.gaveUp, c.want, c.gaveUp)
			}
		})
	}
}

// TestUnderWay shows what settle waits for.
func TestUnderWay(t *testing.T) {
	_, o := told()
	before := Outcome{Events: []StoredEvent{{ID: "e0"}}}
	o.Events = append(o.Events, before.Events...)
	if emails, reports, events := o.underWay(before); emails+reports+events != 0 {
		t.Errorf("%d, %d and %d are under way where all is settled", emails, reports, events)
	}
	delete(o.Published, "e1")
	i := o.Invitations["i2"]
	i.Delivery = "sending"
	o.Invitations["i2"] = i
	if emails, reports, events := o.underWay(before); emails != 1 || reports != 1 || events != 1 {
		t.Errorf("%d, %d and %d are under way, want one each", emails, reports, events)
	}
}
