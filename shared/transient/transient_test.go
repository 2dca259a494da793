package transient_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/transient"
)

// answer is what a service does with a request.
type answer func(w http.ResponseWriter, r *http.Request)

func status(code int, body string) answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

// problem is an error that the service names.
func problem(code int, name string) answer {
	return status(code, fmt.Sprintf(`{"__type": %q, "message": "as the documentation says"}`, name))
}

// cut breaks the answer off after the beginning of its body.
func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `{"Item": {"pk"`)
}

// hangUp closes the connection instead of answering, which the other side sees as
// its end or, at once, as a reset.
func hangUp(atOnce bool) answer {
	return func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		if atOnce {
			_ = connection.(*net.TCPConn).SetLinger(0)
		}
		_ = connection.Close()
	}
}

// hang answers no more, or breaks in the middle of its answer for ever.
func hang(begun bool) answer {
	return func(w http.ResponseWriter, r *http.Request) {
		if begun {
			_, _ = io.WriteString(w, `{"Item":`)
			w.(http.Flusher).Flush()
		}
		_, _ = io.Copy(io.Discard, r.Body) // only then the server sees that the client has gone
		<-r.Context().Done()
	}
}

// callTimeout is that of a call that hangs; the others answer at once.
const callTimeout = 200 * time.Millisecond

// services are calls of two protocols.
var services = map[string]func(ctx context.Context, endpoint string, retryer aws.Retryer, h aws.HTTPClient) error{
	"DynamoDB": func(ctx context.Context, endpoint string, retryer aws.Retryer, h aws.HTTPClient) error {
		client := dynamodb.New(dynamodb.Options{Region: "eu-west-1", BaseEndpoint: &endpoint, Retryer: retryer, HTTPClient: h,
			Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")})
		_, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("table"), Key: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: "k"}}})
		return err
	},
	"Cognito": func(ctx context.Context, endpoint string, retryer aws.Retryer, h aws.HTTPClient) error {
		client := cognito.New(cognito.Options{Region: "eu-west-1", BaseEndpoint: &endpoint, Retryer: retryer, HTTPClient: h,
			Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")})
		_, err := client.AdminGetUser(ctx, &cognito.AdminGetUserInput{UserPoolId: aws.String("pool"), Username: aws.String("ada")})
		return err
	},
}

// TestFaults makes each fault happen on the wire, once to a client that gives up
// at once and once to one that tries again.
func TestFaults(t *testing.T) {
	for name, fault := range map[string]struct {
		answer answer
		passes bool
		of     string // the only service; empty: both
	}{
		"connection reset":                {hangUp(true), true, ""},
		"connection closed":               {hangUp(false), true, ""},
		"answer cut off":                  {cut, true, ""},
		"no answer in time":               {hang(false), true, ""},
		"answer that stops":               {hang(true), true, ""},
		"answer that is no JSON":          {status(200, "<html>busy</html>"), true, ""},
		"answer that is half JSON":        {status(200, `{"Item": {"pk": `), true, ""},
		"500":                             {problem(500, "InternalServerError"), true, ""},
		"500 that is no JSON":             {status(500, "<html>broken</html>"), true, ""},
		"500 with nothing":                {status(500, ""), true, ""},
		"502":                             {status(502, "<html>bad gateway</html>"), true, ""},
		"503":                             {status(503, ""), true, ""},
		"504":                             {status(504, "<html>timeout</html>"), true, ""},
		"429":                             {status(429, ""), true, ""},
		"throttled":                       {problem(400, "ThrottlingException"), true, ""},
		"throughput exceeded":             {problem(400, "ProvisionedThroughputExceededException"), true, "DynamoDB"},
		"request limit exceeded":          {problem(400, "RequestLimitExceeded"), true, "DynamoDB"},
		"too many requests":               {problem(400, "TooManyRequestsException"), true, "Cognito"},
		"a request that is not valid":     {problem(400, "ValidationException"), false, ""},
		"a call that is not allowed":      {problem(400, "AccessDeniedException"), false, ""},
		"a table or pool that is not one": {problem(400, "ResourceNotFoundException"), false, ""},
	} {
		for service, call := range services {
			if fault.of != "" && fault.of != service {
				continue
			}
			t.Run(name+" of "+service, func(t *testing.T) {
				t.Parallel()
				server := httptest.NewServer(http.HandlerFunc(fault.answer))
				defer server.Close()
				for tries, retryer := range map[string]aws.Retryer{"one try": aws.NopRetryer{}, "three tries": impatient()} {
					err := call(t.Context(), server.URL, retryer, &http.Client{Timeout: callTimeout, Transport: &http.Transport{DisableKeepAlives: true}})
					if err == nil || transient.Is(err) != fault.passes {
						t.Errorf("%s: passes %t, want %t: %v", tries, !fault.passes, fault.passes, err)
					}
				}
			})
		}
	}
}

// impatient tries again as production does, without its pauses.
func impatient() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = 3, time.Millisecond })
}

// TestUnreachable: nobody listens, nobody has the name, nobody waits any more.
func TestUnreachable(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	silent := httptest.NewServer(http.HandlerFunc(hang(false)))
	defer silent.Close()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, stop := context.WithTimeout(t.Context(), callTimeout)
	defer stop()
	nameless := &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "dynamodb.example", IsNotFound: true}
	}}}
	for name, c := range map[string]struct {
		ctx      context.Context
		endpoint string
		client   *http.Client
	}{
		"connection refused":         {t.Context(), gone.URL, http.DefaultClient},
		"name that does not resolve": {t.Context(), "http://dynamodb.example", nameless},
		"caller gone before":         {cancelled, silent.URL, http.DefaultClient},
		"caller's deadline":          {late, silent.URL, http.DefaultClient},
	} {
		for service, call := range services {
			for tries, retryer := range map[string]aws.Retryer{"one try": aws.NopRetryer{}, "three tries": impatient()} {
				if err := call(c.ctx, c.endpoint, retryer, c.client); err == nil || !transient.Is(err) {
					t.Errorf("%s of %s, %s: stays: %v", name, service, tries, err)
				}
			}
		}
	}
}

// TestRequestsThatCannotBeMade stay so.
func TestRequestsThatCannotBeMade(t *testing.T) {
	client := dynamodb.New(dynamodb.Options{Region: "eu-west-1", Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")})
	if _, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{}); err == nil || transient.Is(err) {
		t.Errorf("a request without its fields passes: %v", err)
	}
	if transient.Is(nil) {
		t.Error("success passes for a failure")
	}
}
