package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/dynamo"
)

// The items of the recorded answers.
const (
	benchUser         = "dXNlcl9vZl90aGVfYmVu"
	benchOrganisation = "b3JnYW5pc2F0aW9uX18x"
	benchAccount      = "YWNjb3VudF9vZl9iZW5j"
	benchPartner      = "b3JnYW5pc2F0aW9uX190"
)

// recorded answers calls to DynamoDB with the bodies in testdata: those of an account
// five levels deep, a user with two grants there, and one partner organisation that the
// user governs, with its name in an answer of its own.
type recorded struct{ answers map[string][]byte }

func newRecorded(tb testing.TB) *recorded {
	tb.Helper()
	r := &recorded{answers: map[string][]byte{}}
	for _, call := range []string{"BatchGetItem", "BatchGetItem-above", "Query"} {
		body, err := os.ReadFile("testdata/" + call + ".json")
		if err != nil {
			tb.Fatal(err)
		}
		r.answers[call] = body
	}
	return r
}

// RoundTrip implements [http.RoundTripper].
func (r *recorded) RoundTrip(request *http.Request) (*http.Response, error) {
	_, call, _ := strings.Cut(request.Header.Get("X-Amz-Target"), ".")
	asked, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(asked, []byte("ORG#"+benchPartner)) {
		call += "-above"
	}
	body := r.answers[call]
	return &http.Response{StatusCode: http.StatusOK, Request: request, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)),
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amzn-Requestid": {"recorded"}}}, nil
}

// client returns a client that the recorded answers are below.
func (r *recorded) client() *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{Region: "eu-north-1", HTTPClient: &http.Client{Transport: r},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "key", SecretAccessKey: "secret"}, nil
		})})
}

// gatewayEvent returns the event of one check of a permission by a program. It begins as those of API
// Gateway do.
func gatewayEvent(tb testing.TB, permission access.Permission) json.RawMessage {
	tb.Helper()
	var event api.Event
	event.RouteKey = "POST /decisions"
	event.Headers = map[string]string{"content-type": "application/json", "authorization": "Bearer " + strings.Repeat("x", 900)}
	event.RequestContext.RequestID = "request"
	event.RequestContext.Authorizer.JWT.Claims = map[string]any{"iss": "https://issuer.example", "sub": "back-end", "token_use": "access",
		"scope": "admit/decide", "client_id": "back-end"}
	event.Body = fmt.Sprintf(`{"user": {"id": %q}, "checks": [{"permission": %q, "organisationId": %q, "accountId": %q}]}`,
		benchUser, permission, benchOrganisation, benchAccount)
	raw, err := json.Marshal(event)
	if err != nil {
		tb.Fatal(err)
	}
	return append([]byte(`{"version":"2.0",`), raw[1:]...)
}

// warmDecision returns a call of the function with one check of a permission. It fails
// unless the check is allowed.
func warmDecision(tb testing.TB, client *dynamodb.Client, permission access.Permission) func() {
	tb.Helper()
	roles, err := access.Roles()
	if err != nil {
		tb.Fatal(err)
	}
	h := serve(handlers(access.Decide{Store: dynamo.Store{Client: client, Table: "table"}, Roles: roles, Now: time.Now}, roles, api.Cursors{}))
	event := gatewayEvent(tb, permission)
	return func() {
		answer, err := h(context.Background(), event)
		response, _ := answer.(api.Response)
		if err != nil || !strings.Contains(response.Body, `"allowed":true`) {
			tb.Fatalf("answered %v (%v)", answer, err)
		}
	}
}

// TestAllocationsOfAWarmDecision checks that a decision does not take more allocations
// than are known, with the race detector too. Most are those of the SDK. A decision that
// rests on an inherited grant reads once more, for the name of the organisation above.
func TestAllocationsOfAWarmDecision(t *testing.T) {
	inherited, direct := newRecorded(t), newRecorded(t)
	direct.answers["Query"] = []byte(`{"Count": 0, "Items": [], "ScannedCount": 0}`)
	for _, c := range []struct {
		name       string
		from       *recorded
		permission access.Permission
		most       float64
	}{
		{"direct", direct, "billing:read", 830},
		{"inherited", inherited, "marketplace:purchase", 1160},
	} {
		if got := testing.AllocsPerRun(100, warmDecision(t, c.from.client(), c.permission)); got > c.most {
			t.Errorf("%s: %.0f allocations, want at most %.0f", c.name, got, c.most)
		}
	}
}

// BenchmarkWarmDecision measures one check of a warm function, from the event to the
// response and its log record.
func BenchmarkWarmDecision(b *testing.B) {
	silence(b)
	decision := warmDecision(b, newRecorded(b).client(), "marketplace:purchase")
	b.ReportAllocs()
	for b.Loop() {
		decision()
	}
}

// silence makes the log go nowhere, but in the form that a function writes.
func silence(b *testing.B) {
	b.Helper()
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(io.Discard, nil)))
	b.Cleanup(func() { slog.SetDefault(before) })
}
