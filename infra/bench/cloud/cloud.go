// Package cloud stands in for AWS on loopback: DynamoDB Local with the table, and small
// servers for the table's stream and for the calls that Admit makes to SES, EventBridge, SQS
// and Cognito. The answers have the shape of those of AWS.
package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
)

// Cloud is the stand-in. Its URL takes the calls of all services.
type Cloud struct {
	*httptest.Server
	options  Options
	Database dynamotest.Server
	Client   *dynamodb.Client // of DynamoDB Local, without a detour; no stream has its writes
	Detour   *dynamodb.Client // through the stand-in, so that the stream has its writes
	Mails    Mails
	Events   atomic.Int64 // that EventBridge has taken
	Parked   atomic.Int64 // messages that SQS has taken: mails and events that cannot be sent
	users    users
	stream   stream
	replay   atomic.Pointer[Replay] // nil: all calls are passed on
}

// Options change a stand-in. The zero value changes nothing.
type Options struct {
	Database http.RoundTripper               // what is between the stand-in and DynamoDB Local; nil: connections
	Around   func(http.Handler) http.Handler // what is between the callers and the services; nil: nothing
	Taken    func(event json.RawMessage)     // is called with each event that EventBridge takes; nil: nothing is
	Parked   func(message string)            // is called with each message that SQS takes; nil: nothing is
}

// Start starts the stand-in. It must be stopped.
func Start() (*Cloud, error) { return StartWith(Options{}) }

// StartWith starts a stand-in with options. It must be stopped.
func StartWith(o Options) (*Cloud, error) {
	database, err := dynamotest.Start("-Xmx4g")
	if err != nil {
		return nil, fmt.Errorf("DynamoDB Local: %w", err)
	}
	below, err := url.Parse(database.Endpoint)
	if err != nil {
		return nil, err
	}
	c := &Cloud{options: o, Database: database, Client: dynamotest.ClientOf(database.Endpoint, &http.Client{Transport: wide()})}
	proxy := httputil.NewSingleHostReverseProxy(below)
	proxy.Transport = wide()
	if o.Database != nil {
		proxy.Transport = o.Database
	}
	services := c.handler(proxy)
	if o.Around != nil {
		services = o.Around(services)
	}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if replay := c.replay.Load(); replay != nil {
			replay.answer(w, r, services)
			return
		}
		services.ServeHTTP(w, r)
	}))
	c.Detour = dynamotest.ClientOf(c.URL, &http.Client{Transport: wide()})
	return c, nil
}

// wide returns a transport that keeps the connections of many clients.
func wide() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}
}

// Stop ends the stand-in and its database.
func (c *Cloud) Stop() {
	c.CloseClientConnections()
	c.Close()
	_ = c.Database.Process.Kill()
	_, _ = c.Database.Process.Wait()
}

// handler passes each call to the service that it is for.
func (c *Cloud) handler(database http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		service, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		switch {
		case strings.HasPrefix(service, "DynamoDB"):
			c.stream.watch(w, r, operation, database)
		case service == "AWSCognitoIdentityProviderService":
			c.users.answer(w, r, operation)
		case service == "AWSEvents":
			c.putEvents(w, r)
		case service == "AmazonSQS":
			c.sendMessage(w, r)
		case r.Method == http.MethodPost && r.URL.Path == "/v2/email/outbound-emails":
			c.Mails.send(w, r)
		case r.URL.Path == "/ping":
			_, _ = w.Write([]byte("healthy"))
		default:
			http.Error(w, "no stand-in for "+r.Method+" "+r.URL.Path+" "+r.Header.Get("X-Amz-Target"), http.StatusNotImplemented)
		}
	})
}

// CreateTable creates a table as the stack declares it, without its stream, and empties the
// user pool.
func (c *Cloud) CreateTable(ctx context.Context, name string) error {
	c.users.clear()
	text := func(attribute string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &attribute, AttributeType: types.ScalarAttributeTypeS}
	}
	_, err := c.Client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{text(dynamo.PartitionKey), text(dynamo.SortKey)},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String(dynamo.PartitionKey), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String(dynamo.SortKey), KeyType: types.KeyTypeRange},
		},
	})
	return err
}

// decode decodes the body of a call, and answers 400 if it cannot.
func decode(w http.ResponseWriter, r *http.Request, out any) error {
	err := json.NewDecoder(r.Body).Decode(out)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
	return err
}

// write answers a call with a body in JSON.
func write(w http.ResponseWriter, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_, _ = w.Write(text)
}

// errNoLink means that a mail has no link to an invitation.
var errNoLink = errors.New("the mail has no link to an invitation")
