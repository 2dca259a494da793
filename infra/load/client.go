package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// client calls the API as one person, and repeats requests as a client of the API should.
type client struct {
	*run
	token string // empty: nobody has signed in
}

// request is a request to the API.
type request struct {
	operation    string
	method, path string
	body         any    // nil: none
	key          string // Idempotency-Key; empty: none
	ifMatch      string // empty: none
}

// answer is a clear answer to a request.
type answer struct {
	status  int
	problem string // its type, without the prefix; empty: none
	etag    string
	body    []byte
	unsure  bool // an earlier try had no clear answer, so it may have had the effect
}

func (a answer) ok() bool { return a.status < http.StatusBadRequest }

// into decodes the body.
func (a answer) into(out any) error { return json.Unmarshal(a.body, out) }

// usualPatience is how long a client repeats a request.
const usualPatience = 3 * time.Minute

// mostPause is how long a client waits between two tries at most.
const mostPause = 2 * time.Second

// errNoAnswer means that a client has given up.
var errNoAnswer = errors.New("no clear answer")

// do makes a request until there is a clear answer. A status of 500 or above, a 429, and a
// connection that breaks are none.
func (c client) do(ctx context.Context, r request) (answer, error) {
	began, unsure := time.Now(), false
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, mostPause) {
		if err := c.pace.Load().wait(ctx); err != nil {
			return answer{}, err
		}
		a, wait, err := c.try(ctx, r)
		if err == nil && a.status < http.StatusInternalServerError && a.status != http.StatusTooManyRequests {
			a.unsure = unsure
			c.figures.Load().answered(r.operation, time.Since(began))
			return a, nil
		}
		unsure = true
		if time.Since(began) > c.patience || ctx.Err() != nil {
			return a, errNoAnswer
		}
		sleep(ctx, max(wait, pause/2+rand.N(pause)))
	}
}

// outside is the HTTP client of all clients.
var outside = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 512}, Timeout: 35 * time.Second}

// problemPrefix is how the types of problems begin.
const problemPrefix = "urn:admit:problem:"

// build returns a request of HTTP.
func (c client) build(ctx context.Context, r request) (*http.Request, error) {
	var content io.Reader = http.NoBody
	if r.body != nil {
		text, err := json.Marshal(r.body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	built, err := http.NewRequestWithContext(ctx, r.method, c.gateway.URL+r.path, content)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{"Authorization": c.token, "Idempotency-Key": r.key, "If-Match": r.ifMatch} {
		if value != "" {
			built.Header.Set(name, value)
		}
	}
	return built, nil
}

// try makes a request once. It also returns how long the API asks to wait.
func (c client) try(ctx context.Context, r request) (a answer, wait time.Duration, err error) {
	built, err := c.build(ctx, r)
	if err != nil {
		return a, 0, err
	}
	began := time.Now()
	response, err := outside.Do(built)
	if err == nil {
		defer response.Body.Close()
		a.body, err = io.ReadAll(response.Body)
	}
	if err != nil {
		c.figures.Load().tried(r.operation, time.Since(began), "broken connection")
		return a, 0, err
	}
	a.status, a.etag = response.StatusCode, response.Header.Get("ETag")
	var problem struct {
		Type string `json:"type"`
	}
	if a.status >= http.StatusBadRequest && json.Unmarshal(a.body, &problem) == nil {
		a.problem = strings.TrimPrefix(problem.Type, problemPrefix)
	}
	failure := ""
	if a.status >= http.StatusInternalServerError || a.status == http.StatusTooManyRequests {
		failure = strings.TrimSpace(strconv.Itoa(a.status) + " " + a.problem)
	}
	if a.isFault() {
		c.refuse(r.operation, failure)
	}
	c.figures.Load().tried(r.operation, time.Since(began), failure)
	seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // 0: it does not say
	return a, min(time.Duration(seconds)*time.Second, mostPause), nil
}
