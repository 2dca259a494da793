package load

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"

	"admit/shared/dynamo/dynamotest"
)

// database sends calls to DynamoDB Local, where writes conflict. It answers the repetition of a transaction
// with the same token itself, as DynamoDB does for ten minutes: DynamoDB Local sometimes
// gives such a call no answer at all.
type database struct {
	*dynamotest.Conflicts
	mu   sync.Mutex
	done map[string]bool // by token
}

func newDatabase(c *dynamotest.Conflicts) *database {
	return &database{Conflicts: c, done: map[string]bool{}}
}

// RoundTrip implements [http.RoundTripper].
func (d *database) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".TransactWriteItems") {
		return d.Do(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var transaction struct{ ClientRequestToken string }
	if err := json.Unmarshal(body, &transaction); err != nil {
		return nil, err
	}
	if d.wasDone(transaction.ClientRequestToken) {
		return &http.Response{StatusCode: http.StatusOK, Request: r, ContentLength: 2, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
			Body: io.NopCloser(strings.NewReader("{}"))}, nil
	}
	answer, err := d.Do(r)
	if err == nil && answer.StatusCode == http.StatusOK {
		d.note(transaction.ClientRequestToken)
	}
	return answer, err
}

func (d *database) wasDone(token string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return token != "" && d.done[token]
}

func (d *database) note(token string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.done[token] = true
}
