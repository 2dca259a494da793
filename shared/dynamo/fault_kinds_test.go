package dynamo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
)

// kind is a way in which a call fails.
type kind string

const (
	reset         kind = "the connection is reset before it takes effect"
	lost          kind = "it takes effect and the connection is reset"
	cut           kind = "it takes effect and its response is cut off"
	broken        kind = "500 before it takes effect"
	brokenAfter   kind = "500 after it takes effect"
	timedOut      kind = "no answer in time, and no effect"
	timedOutAfter kind = "no answer in time, and it takes effect"
	late          kind = "no answer in time, and it takes effect after the operation was repeated"
	throttled     kind = "throttled"
	noCapacity    kind = "no capacity provisioned"
	conflict      kind = "a conflict at the first item"
	conflictEnd   kind = "a conflict at the last item"
	hot           kind = "cancelled, because the partition of the last item is throttled"
	exhausted     kind = "cancelled, because the first item has no capacity"
	invalid       kind = "cancelled, because the last item is not valid"
	inProgress    kind = "it takes effect, and the repetition of the SDK meets it"
	partly        kind = "nothing is read, and all keys are unprocessed"
)

// kinds returns the faults that a call can have.
func kinds(call string) []kind {
	switch call {
	case "TransactWriteItems":
		return []kind{reset, lost, cut, broken, brokenAfter, timedOut, timedOutAfter, late, throttled, noCapacity, conflict, conflictEnd, hot, exhausted, invalid, inProgress}
	case "UpdateItem", "PutItem":
		return []kind{reset, lost, cut, broken, brokenAfter, timedOut, timedOutAfter, late, throttled, noCapacity, conflict}
	case "BatchGetItem":
		return []kind{reset, cut, broken, timedOut, timedOutAfter, throttled, noCapacity, partly}
	case "GetItem", "Query", "Scan", "DescribeTable":
		return []kind{reset, cut, broken, timedOut, timedOutAfter, throttled, noCapacity}
	}
	return []kind{reset, lost}
}

// takes reports whether a call takes effect before it fails.
func (k kind) takes() bool {
	return slices.Contains([]kind{lost, cut, brokenAfter, timedOutAfter, inProgress}, k)
}

// reasons has the cancellation reasons of a transaction, and whether they are about the last
// item or the first.
var reasons = map[kind]struct {
	code string
	last bool
}{
	conflict: {"TransactionConflict", false}, conflictEnd: {"TransactionConflict", true}, hot: {"ThrottlingError", true},
	exhausted: {"ProvisionedThroughputExceeded", false}, invalid: {"ValidationError", true},
}

// answer returns how a call fails. The response is that of a call that took effect.
func (k kind) answer(r *http.Request, call string, body []byte, response *http.Response) (*http.Response, error) {
	switch k {
	case reset, lost:
		return nil, errReset()
	case timedOut, timedOutAfter, late:
		return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: context.DeadlineExceeded} // as the timeout of an HTTP client
	case cut:
		whole, _ := io.ReadAll(response.Body)
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), failing{}))
		return response, nil
	case broken, brokenAfter:
		return problem(r, http.StatusInternalServerError, "InternalServerError", ""), nil
	case throttled:
		return problem(r, http.StatusBadRequest, "ThrottlingException", ""), nil
	case noCapacity:
		return problem(r, http.StatusBadRequest, "ProvisionedThroughputExceededException", ""), nil
	case inProgress:
		return problem(r, http.StatusBadRequest, "TransactionInProgressException", ""), nil
	case partly:
		asked := strings.TrimSuffix(strings.TrimPrefix(string(body), `{"RequestItems":`), "}")
		return answer(r, http.StatusOK, `{"Responses": {}, "UnprocessedKeys": `+asked+`}`), nil
	}
	if call != "TransactWriteItems" {
		return problem(r, http.StatusBadRequest, "TransactionConflictException", ""), nil
	}
	return problem(r, http.StatusBadRequest, "TransactionCanceledException", `, "CancellationReasons": `+k.reasons(body)), nil
}

// reasons returns the cancellation reasons of a transaction, one for each item.
func (k kind) reasons(transaction []byte) string {
	var request struct{ TransactItems []struct{} }
	_ = json.Unmarshal(transaction, &request) // DynamoDB Local would refuse it
	all := slices.Repeat([]string{`{"Code": "None"}`}, len(request.TransactItems))
	at := 0
	if reasons[k].last {
		at = len(all) - 1
	}
	all[at] = fmt.Sprintf(`{"Code": %q, "Message": "injected"}`, reasons[k].code)
	return "[" + strings.Join(all, ", ") + "]"
}

// actionsOf returns the permissions that a call needs.
func actionsOf(call string, body []byte) []string {
	if call != "TransactWriteItems" {
		return []string{"dynamodb:" + call}
	}
	var request struct{ TransactItems []map[string]struct{} }
	_ = json.Unmarshal(body, &request) // DynamoDB Local would refuse it
	var actions []string
	for _, item := range request.TransactItems {
		for part := range item { // such as Put
			actions = append(actions, "dynamodb:"+part+"Item")
		}
	}
	return actions
}

func errReset() error { return &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET} }

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errReset() }

func problem(r *http.Request, status int, name, more string) *http.Response {
	return answer(r, status, `{"__type": "com.amazonaws.dynamodb.v20120810#`+name+`", "message": "injected"`+more+`}`)
}

func answer(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Requestid": {"injected"}},
		ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
	}
}
