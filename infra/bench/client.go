package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"admit/infra/bench/report"
)

// client calls an API over HTTP as one user, and measures how long each operation takes.
type client struct {
	base    string
	headers map[string]string
	timings *timings
}

// timings are the times of operations, of all clients together.
type timings struct {
	mu          sync.Mutex
	byOperation map[string]report.Sample
}

func newTimings() *timings { return &timings{byOperation: map[string]report.Sample{}} }

func (t *timings) add(operation string, took time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.byOperation[operation] = append(t.byOperation[operation], report.Milliseconds(took))
}

// outside is the HTTP client of all clients.
var outside = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}, Timeout: time.Minute}

// call makes a request and decodes the answer into out, unless out is nil. An answer
// without a status of success is an error.
func (c client) call(ctx context.Context, operation, method, path string, body, out any) error {
	var content io.Reader = http.NoBody
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, content)
	if err != nil {
		return err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.headers {
		request.Header.Set(name, value)
	}
	began := time.Now()
	response, err := outside.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if c.timings != nil {
		c.timings.add(operation, time.Since(began))
	}
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s: %s: %.300s", operation, response.Status, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}
