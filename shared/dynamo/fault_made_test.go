package dynamo_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// senderFunc sends a call of a plan.
type senderFunc func(*http.Request) (*http.Response, error)

func (f senderFunc) Do(r *http.Request) (*http.Response, error) { return f(r) }

// put sends a PutItem by a plan.
func put(t *testing.T, p *plan) error {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://dynamodb.test", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Amz-Target", "DynamoDB_20120810.PutItem")
	response, err := p.RoundTrip(r)
	if err == nil {
		_ = response.Body.Close()
	}
	return err
}

// TestFaultsAreMade checks that a plan says whether its fault was made: that of a call that
// comes, and that of one that does not.
func TestFaultsAreMade(t *testing.T) {
	p := &plan{sender: senderFunc(func(r *http.Request) (*http.Response, error) { return answer(r, http.StatusOK, "{}"), nil })}
	for n, want := range map[int]int{1: 1, 2: 1, 3: 0} {
		p.arm(&fault{call: "PutItem", n: n, kind: reset})
		first, second := put(t, p), put(t, p)
		if made := p.disarm(); len(made) != want || (first != nil) != (n == 1) || (second != nil) != (n == 2) {
			t.Errorf("fault of call %d of 2: %v, %v, made %v", n, first, second, made)
		}
	}
}

// TestLateEffectsAreNotLost checks that a late effect that does not reach DynamoDB is an error,
// and that one which a condition refuses is none.
func TestLateEffectsAreNotLost(t *testing.T) {
	var sender aws.HTTPClient
	p := &plan{sender: senderFunc(func(r *http.Request) (*http.Response, error) { return sender.Do(r) })}
	for what, c := range map[string]struct {
		send  senderFunc
		fails bool
	}{
		"no connection": {func(*http.Request) (*http.Response, error) { return nil, errors.New("refused") }, true},
		"500": {func(r *http.Request) (*http.Response, error) {
			return problem(r, http.StatusInternalServerError, "InternalServerError", ""), nil
		}, true},
		"a condition": {func(r *http.Request) (*http.Response, error) {
			return problem(r, http.StatusBadRequest, "ConditionalCheckFailedException", ""), nil
		}, false},
	} {
		sender = c.send
		p.arm(&fault{call: "PutItem", n: 1, kind: late})
		if err := put(t, p); err == nil {
			t.Errorf("%s: the call itself is answered", what)
		}
		p.disarm()
		if err := p.takeLate(); (err != nil) != c.fails {
			t.Errorf("%s: %v", what, err)
		}
	}
}
