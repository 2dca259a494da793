package dynamotest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

const (
	// transactionTime is how long a transaction occupies its items. It is the median
	// duration of a transaction of five items on AWS.
	transactionTime = 25 * time.Millisecond
	// callTime is the duration of every other call, and of a write that is refused.
	callTime = 5 * time.Millisecond
)

// Conflicts refuses writes that meet a transaction at an item, as DynamoDB does and
// DynamoDB Local does not. A transaction occupies its items for 25 ms, also those that it
// only checks. Another transaction with one of them is cancelled at once, and a single
// write to one of them is rejected. Reads are not disturbed.
//
// It sends calls to the URL that they have, so it can be the HTTP client of an AWS client, or
// the transport of a reverse proxy in front of DynamoDB Local. It passes on at most 64 calls
// at the same time. [ConflictsVariable] selects the tests of the store that have it.
//
// In a bubble of package synctest, the durations are those of the fake clock. DynamoDB
// Local then answers in no time, so the speed of the machine makes no difference.
type Conflicts struct {
	keys []string // the names of the key attributes

	mu       sync.Mutex
	off      bool
	occupied map[string]bool // by the table and the key of the item
	refused  int
	calls    map[string]int
	reads    sharedReads
}

// NewConflicts returns Conflicts for tables with these key attributes, both strings.
func NewConflicts(partitionKey, sortKey string) *Conflicts {
	return &Conflicts{keys: []string{partitionKey, sortKey}, occupied: map[string]bool{}, calls: map[string]int{}}
}

// Client returns a new client of [Endpoint] whose writes conflict with those of all
// clients of c. Like each function in production, it has a retryer of its own.
func (c *Conflicts) Client(tb testing.TB) *dynamodb.Client {
	tb.Helper()
	return dynamodb.New(Client(tb).Options(), func(o *dynamodb.Options) {
		o.HTTPClient = c
		o.Retryer = retry.NewStandard(func(s *retry.StandardOptions) { s.MaxAttempts, s.MaxBackoff = 3, time.Second })
	})
}

// Switch switches the conflicts on or off. They are on at first. While they are off, calls are
// passed on without a delay.
func (c *Conflicts) Switch(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.off = !on
}

func (c *Conflicts) isOff() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.off
}

// Refused returns how many writes have met a transaction.
func (c *Conflicts) Refused() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused
}

// Calls returns how often an operation was called.
func (c *Conflicts) Calls(operation string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls[operation]
}

var (
	_ aws.HTTPClient    = (*Conflicts)(nil)
	_ http.RoundTripper = (*Conflicts)(nil)
)

// RoundTrip implements [http.RoundTripper], so that Conflicts can be the transport of an
// HTTP client or of a reverse proxy.
func (c *Conflicts) RoundTrip(r *http.Request) (*http.Response, error) {
	return c.Do(r.Clone(r.Context()))
}

// Do implements [aws.HTTPClient].
func (c *Conflicts) Do(r *http.Request) (*http.Response, error) {
	if c.isOff() {
		return sharedOutside().Do(r)
	}
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	items, err := c.items(operation, body)
	if err != nil {
		return nil, err
	}
	if met := c.enter(operation, items); met != nil {
		time.Sleep(callTime)
		return refusal(r, operation, met), nil
	}
	switch operation {
	case "TransactWriteItems":
		time.Sleep(transactionTime)
		defer c.leave(items)
	case "GetItem", "BatchGetItem", "Query":
		return c.reads.do(r, operation, body)
	default:
		time.Sleep(callTime)
	}
	return sharedOutside().Do(r)
}

// enter occupies the items of a transaction. If one of the items of a write is occupied,
// it occupies nothing and returns for each item whether it is.
func (c *Conflicts) enter(operation string, items []string) (met []bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls[operation]++
	for n, item := range items {
		if c.occupied[item] {
			if met == nil {
				met = make([]bool, len(items))
			}
			met[n] = true
		}
	}
	switch {
	case met != nil:
		c.refused++
	case operation == "TransactWriteItems":
		for _, item := range items {
			c.occupied[item] = true
		}
	}
	return met
}

// leave ends a transaction.
func (c *Conflicts) leave(items []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, item := range items {
		delete(c.occupied, item)
	}
}

// items returns the keys of the items that a call can meet a transaction at.
func (c *Conflicts) items(operation string, body []byte) ([]string, error) {
	type write struct {
		TableName string
		Key, Item map[string]json.RawMessage
	}
	var single write
	var transaction struct{ TransactItems []map[string]write }
	var err error
	switch operation {
	case "UpdateItem", "PutItem", "DeleteItem":
		if err = json.Unmarshal(body, &single); err == nil {
			transaction.TransactItems = []map[string]write{{operation: single}}
		}
	case "TransactWriteItems", "TransactGetItems":
		err = json.Unmarshal(body, &transaction)
	}
	var items []string
	for _, item := range transaction.TransactItems {
		for _, action := range item {
			attributes := action.Key
			if attributes == nil {
				attributes = action.Item
			}
			items = append(items, action.TableName+" "+string(attributes[c.keys[0]])+" "+string(attributes[c.keys[1]]))
		}
	}
	return items, err
}

// refusal returns the answer to a call that met a transaction at some of its items.
func refusal(r *http.Request, operation string, met []bool) *http.Response {
	const message = "Transaction is ongoing for the item"
	if !strings.HasPrefix(operation, "Transact") {
		return failed(r, map[string]any{"__type": exception("TransactionConflictException"), "message": message})
	}
	reasons, codes := make([]map[string]string, len(met)), make([]string, len(met))
	for n := range met {
		codes[n] = "None"
		reasons[n] = map[string]string{"Code": codes[n]}
		if met[n] {
			codes[n] = "TransactionConflict"
			reasons[n] = map[string]string{"Code": codes[n], "Message": message}
		}
	}
	return failed(r, map[string]any{"__type": exception("TransactionCanceledException"), "CancellationReasons": reasons,
		"Message": fmt.Sprintf("Transaction cancelled, please refer cancellation reasons for specific reasons [%s]", strings.Join(codes, ", "))})
}

func exception(name string) string { return "com.amazonaws.dynamodb.v20120810#" + name }

// failed returns an answer with the status 400.
func failed(r *http.Request, body map[string]any) *http.Response {
	encoded, _ := json.Marshal(body) // strings only: it never fails
	return &http.Response{StatusCode: http.StatusBadRequest, Request: r, ContentLength: int64(len(encoded)),
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}}, Body: io.NopCloser(bytes.NewReader(encoded))}
}
