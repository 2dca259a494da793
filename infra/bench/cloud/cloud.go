// Package cloud stands in for AWS on loopback: DynamoDB Local with the table and its
// stream, and small servers for the calls that Admit makes to SES, EventBridge, SQS and
// Cognito. The answers have the shape of those of AWS.
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
	Database dynamotest.Server
	Client   *dynamodb.Client // of DynamoDB Local, without a detour
	Mails    Mails
	Events   atomic.Int64 // that EventBridge has taken
	users    users
	replay   atomic.Pointer[Replay] // nil: all calls are passed on
}

// Start starts the stand-in. It must be stopped.
func Start() (*Cloud, error) {
	database, err := dynamotest.Start("-Xmx4g")
	if err != nil {
		return nil, fmt.Errorf("DynamoDB Local: %w", err)
	}
	below, err := url.Parse(database.Endpoint)
	if err != nil {
		return nil, err
	}
	c := &Cloud{Database: database, Client: dynamotest.ClientOf(database.Endpoint, &http.Client{Transport: wide()})}
	proxy := httputil.NewSingleHostReverseProxy(below)
	proxy.Transport = wide()
	services := c.handler(proxy)
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if replay := c.replay.Load(); replay != nil {
			replay.answer(w, r, services)
			return
		}
		services.ServeHTTP(w, r)
	}))
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
			database.ServeHTTP(w, r)
		case service == "AWSCognitoIdentityProviderService":
			c.users.answer(w, r, operation)
		case service == "AWSEvents":
			c.putEvents(w, r)
		case service == "AmazonSQS":
			sendMessage(w, r)
		case r.Method == http.MethodPost && r.URL.Path == "/v2/email/outbound-emails":
			c.Mails.send(w, r)
		case r.URL.Path == "/ping":
			_, _ = w.Write([]byte("healthy"))
		default:
			http.Error(w, "no stand-in for "+r.Method+" "+r.URL.Path+" "+r.Header.Get("X-Amz-Target"), http.StatusNotImplemented)
		}
	})
}

// CreateTable creates a table as the stack declares it, with or without its stream, and
// empties the user pool. A stream makes DynamoDB Local slower with each change.
func (c *Cloud) CreateTable(ctx context.Context, name string, stream bool) error {
	c.users.clear()
	text := func(attribute string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &attribute, AttributeType: types.ScalarAttributeTypeS}
	}
	specification := &types.StreamSpecification{StreamEnabled: aws.Bool(false)}
	if stream {
		specification = &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages}
	}
	_, err := c.Client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{text(dynamo.PartitionKey), text(dynamo.SortKey)},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String(dynamo.PartitionKey), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String(dynamo.SortKey), KeyType: types.KeyTypeRange},
		},
		StreamSpecification: specification,
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
