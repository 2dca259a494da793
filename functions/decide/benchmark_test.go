package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"reflect"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/dynamo"
)

// The items of the recorded answers.
const (
	benchUser         = "dXNlcl9vZl90aGVfYmVu"
	benchOrganisation = "b3JnYW5pc2F0aW9uX18x"
	benchAccount      = "YWNjb3VudF9vZl9iZW5j"
)

// recorded answers calls to DynamoDB with the bodies in testdata: those of an account
// five levels deep, a user with two grants there, and one partner organisation that the
// user governs. It keeps the last request of each operation.
type recorded struct {
	answers map[string][]byte
	mu      sync.Mutex
	asked   map[string][]byte // nil: nothing is kept
}

func newRecorded(tb testing.TB) *recorded {
	tb.Helper()
	r := &recorded{answers: map[string][]byte{}}
	for _, call := range []string{"BatchGetItem", "Query"} {
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
	if r.asked != nil {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return nil, err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.asked[call] = body
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

// gatewayEvent returns the event of one check by a program. It begins as those of API
// Gateway do.
func gatewayEvent(tb testing.TB) json.RawMessage {
	tb.Helper()
	var event api.Event
	event.RouteKey = "POST /decisions"
	event.Headers = map[string]string{"content-type": "application/json", "authorization": "Bearer " + strings.Repeat("x", 900)}
	event.RequestContext.RequestID = "request"
	event.RequestContext.Authorizer.JWT.Claims = map[string]any{"iss": "https://issuer.example", "sub": "back-end", "token_use": "access",
		"scope": "admit/decide", "client_id": "back-end"}
	event.Body = fmt.Sprintf(`{"user": {"id": %q}, "checks": [{"permission": "marketplace:purchase", "organisationId": %q, "accountId": %q}]}`,
		benchUser, benchOrganisation, benchAccount)
	raw, err := json.Marshal(event)
	if err != nil {
		tb.Fatal(err)
	}
	return append([]byte(`{"version":"2.0",`), raw[1:]...)
}

// warmDecision returns a call of the function with one check. It fails unless the check
// is allowed.
func warmDecision(tb testing.TB, client *dynamodb.Client) func() {
	tb.Helper()
	roles, err := access.Roles()
	if err != nil {
		tb.Fatal(err)
	}
	h := serve(handlers(access.Decide{Store: dynamo.Store{Client: client, Table: "table"}, Roles: roles, Now: time.Now}, roles, api.Cursors{}))
	event := gatewayEvent(tb)
	return func() {
		answer, err := h(context.Background(), event)
		response, _ := answer.(api.Response)
		if err != nil || !strings.Contains(response.Body, `"allowed":true`) {
			tb.Fatalf("answered %v (%v)", answer, err)
		}
	}
}

// storedItem has the fields of the items that a decision reads.
type storedItem struct {
	PK           string                 `dynamodbav:"pk"`
	SK           string                 `dynamodbav:"sk"`
	Kind         string                 `dynamodbav:"kind"`
	ID           string                 `dynamodbav:"id"`
	Name         string                 `dynamodbav:"name"`
	Partner      bool                   `dynamodbav:"partner"`
	Admins       int                    `dynamodbav:"admins"`
	Organisation string                 `dynamodbav:"organisation"`
	Version      string                 `dynamodbav:"version"`
	CreatedAt    int64                  `dynamodbav:"createdAt"`
	Ancestors    []storedPart           `dynamodbav:"ancestors"`
	User         storedPart             `dynamodbav:"user"`
	Grants       map[string]storedGrant `dynamodbav:"grants"`
}

type storedPart struct {
	ID        string      `dynamodbav:"id"`
	Name      string      `dynamodbav:"name"`
	Issuer    string      `dynamodbav:"issuer"`
	Subject   string      `dynamodbav:"subject"`
	Email     storedEmail `dynamodbav:"email"`
	FirstName string      `dynamodbav:"firstName"`
	LastName  string      `dynamodbav:"lastName"`
	CreatedAt int64       `dynamodbav:"createdAt"`
}

type storedEmail struct {
	Typed string `dynamodbav:"typed"`
	ASCII string `dynamodbav:"ascii"`
}

type storedGrant struct {
	Role       string   `dynamodbav:"role"`
	Account    string   `dynamodbav:"account"`
	By         storedBy `dynamodbav:"by"`
	At         int64    `dynamodbav:"at"`
	Invitation string   `dynamodbav:"invitation"`
}

type storedBy struct {
	ID    string `dynamodbav:"id"`
	Name  string `dynamodbav:"name"`
	Email string `dynamodbav:"email"`
}

// sdkAlone returns the same two calls of DynamoDB, made at the same time as the function
// makes them, and the SDK's decoding of what they return, without anything of Admit.
func sdkAlone(tb testing.TB, client *dynamodb.Client) func() {
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	at := func(pk, sk string) map[string]types.AttributeValue {
		return map[string]types.AttributeValue{"pk": text(pk), "sk": text(sk)}
	}
	items := &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"table": {ConsistentRead: aws.Bool(true),
		Keys: []map[string]types.AttributeValue{at("ORG#"+benchOrganisation, "ORG"), at("USER#"+benchUser, "ROW#"+benchOrganisation),
			at("ORG#"+benchOrganisation, "ACCOUNT#"+benchAccount)}}}}
	governed := &dynamodb.QueryInput{TableName: aws.String("table"), ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(true),
		KeyConditionExpression:    aws.String("pk = :pk AND begins_with(sk, :prefix)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":pk": text("USER#" + benchUser), ":prefix": text("GOVERNED#")}}
	return func() {
		var calls sync.WaitGroup
		calls.Go(func() {
			answer, err := client.Query(context.Background(), governed)
			decodeAll(tb, err, answer.Items)
		})
		answer, err := client.BatchGetItem(context.Background(), items)
		decodeAll(tb, err, answer.Responses["table"])
		calls.Wait()
	}
}

func decodeAll(tb testing.TB, err error, items []map[string]types.AttributeValue) {
	tb.Helper()
	for _, item := range items {
		var stored storedItem
		err = errors.Join(err, attributevalue.UnmarshalMap(item, &stored))
	}
	if err != nil {
		tb.Error(err)
	}
}

// TestSDKAloneMakesTheSameCalls checks that the benchmark subtracts exactly the calls
// that the function makes.
func TestSDKAloneMakesTheSameCalls(t *testing.T) {
	r := newRecorded(t)
	asked := func(do func()) map[string]any {
		r.asked = map[string][]byte{}
		do()
		decoded := map[string]any{}
		for call, body := range r.asked {
			var request any
			if err := json.Unmarshal(body, &request); err != nil {
				t.Fatal(err)
			}
			decoded[call] = request
		}
		return decoded
	}
	if got, want := asked(sdkAlone(t, r.client())), asked(warmDecision(t, r.client())); len(want) != 2 || !reflect.DeepEqual(got, want) {
		t.Errorf("alone:\n%v\nfrom the function:\n%v", got, want)
	}
}

// BenchmarkWarmDecision measures one check of a warm function, from the event to the
// response and its log record, and the SDK's calls alone.
func BenchmarkWarmDecision(b *testing.B) {
	silence(b)
	b.Run("function", func(b *testing.B) { each(b, warmDecision(b, newRecorded(b).client())) })
	b.Run("sdk alone", func(b *testing.B) { each(b, sdkAlone(b, newRecorded(b).client())) })
}

func each(b *testing.B, do func()) {
	b.ReportAllocs()
	for b.Loop() {
		do()
	}
}

// BenchmarkOwnWork measures both in turns, and reports the processor time of each and
// their difference: what Admit does itself. It takes the shortest turn of each, because
// other programs on the machine only make a turn longer.
func BenchmarkOwnWork(b *testing.B) {
	silence(b)
	whole, alone := warmDecision(b, newRecorded(b).client()), sdkAlone(b, newRecorded(b).client())
	const turn = 200
	function, sdk := time.Hour, time.Hour
	for b.Loop() {
		function, sdk = min(function, processorTime(turn, whole)), min(sdk, processorTime(turn, alone))
	}
	micros := func(d time.Duration) float64 { return float64(d.Microseconds()) / turn }
	b.ReportMetric(micros(function), "function-µs")
	b.ReportMetric(micros(sdk), "sdk-µs")
	b.ReportMetric(micros(function-sdk), "own-µs")
	b.ReportMetric(float64(function)/float64(sdk), "function/sdk")
}

// processorTime returns how long the processors work for n calls.
func processorTime(n int, do func()) time.Duration {
	used := func() time.Duration {
		var usage syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
		return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	}
	before := used()
	for range n {
		do()
	}
	return used() - before
}

// silence makes the log go nowhere, but in the form that a function writes.
func silence(b *testing.B) {
	b.Helper()
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(io.Discard, nil)))
	b.Cleanup(func() { slog.SetDefault(before) })
}
