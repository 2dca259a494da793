package dynamo_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// conflictTransport is a transport that refuses writes that conflict with a
// transaction at an item. DynamoDB does so, and DynamoDB Local does not: DynamoDB
// cancels the later of two transactions and rejects a single write.
type conflictTransport struct {
	http.Transport
	mu        sync.Mutex
	underWay  map[string]int // transactions, by the key of an item
	conflicts int
}

// itemsOf returns the keys of the items that a request writes or checks.
func itemsOf(call string, body []byte) []string {
	type write struct{ Key, Item map[string]map[string]string }
	name := func(w write) string {
		at := w.Key
		if at == nil {
			at = w.Item
		}
		return at["pk"]["S"] + " | " + at["sk"]["S"]
	}
	switch call {
	case "UpdateItem", "PutItem", "DeleteItem":
		var single struct{ Key, Item map[string]json.RawMessage }
		_ = json.Unmarshal(body, &single)
		return []string{name(write{keyOnly(single.Key), keyOnly(single.Item)})}
	case "TransactWriteItems":
		var transaction struct {
			TransactItems []map[string]struct{ Key, Item map[string]json.RawMessage }
		}
		_ = json.Unmarshal(body, &transaction)
		var names []string
		for _, item := range transaction.TransactItems {
			for _, action := range item {
				names = append(names, name(write{keyOnly(action.Key), keyOnly(action.Item)}))
			}
		}
		return names
	}
	return nil
}

// keyOnly returns the key attributes of an item.
func keyOnly(attributes map[string]json.RawMessage) map[string]map[string]string {
	if attributes == nil {
		return nil
	}
	key := map[string]map[string]string{}
	for _, name := range []string{"pk", "sk"} {
		var value map[string]string
		_ = json.Unmarshal(attributes[name], &value)
		key[name] = value
	}
	return key
}

// RoundTrip implements [http.RoundTripper].
func (m *conflictTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	_, call, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	names := itemsOf(call, body)
	if reasons := m.enter(call, names); reasons != "" {
		if call == "TransactWriteItems" {
			return problem(r, http.StatusBadRequest, `"TransactionCanceledException"`, `, "CancellationReasons": [`+reasons+`]`), nil
		}
		return problem(r, http.StatusBadRequest, `"TransactionConflictException"`, ""), nil
	}
	if call == "TransactWriteItems" {
		defer m.leave(names)
	}
	return m.Transport.RoundTrip(r)
}

// enter begins a write. If the write conflicts with a transaction, enter returns the
// items.
func (m *conflictTransport) enter(call string, names []string) (reasons string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var codes []string
	met := false
	for _, name := range names {
		code := "None"
		if m.underWay[name] > 0 {
			code, met = "TransactionConflict", true
		}
		codes = append(codes, fmt.Sprintf(`{"Code": %q}`, code))
	}
	if met {
		m.conflicts++
		return strings.Join(codes, ", ")
	}
	if call == "TransactWriteItems" {
		for _, name := range names {
			m.underWay[name]++
		}
	}
	return ""
}

func (m *conflictTransport) leave(names []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, name := range names {
		m.underWay[name]--
	}
}
