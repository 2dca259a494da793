package warmup_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	sestypes "github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"admit/shared/dynamo"
	"admit/shared/events/bus"
	"admit/shared/identity"
	"admit/shared/mail"
	"admit/shared/warmup"
)

// network is a TLS server that stands for every host, and notes each connection.
type network struct {
	server      *httptest.Server
	mutex       sync.Mutex
	connections []string // host and port of each connection
}

func newNetwork(t *testing.T, answer http.HandlerFunc) *network {
	n := &network{server: httptest.NewTLSServer(answer)}
	t.Cleanup(n.server.Close)
	return n
}

// config returns a configuration whose HTTP client connects to the server.
func (n *network) config() aws.Config {
	dial := func(ctx context.Context, protocol, address string) (net.Conn, error) {
		n.mutex.Lock()
		n.connections = append(n.connections, address)
		n.mutex.Unlock()
		dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}} // the certificate is not for the host
		return dialer.DialContext(ctx, protocol, n.server.Listener.Addr().String())
	}
	return aws.Config{
		Region: "eu-north-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "secret"}, nil
		}),
		HTTPClient: awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.DialTLSContext = dial }),
	}
}

// call opens a service and returns its first request.
type call func(config aws.Config) (first func(context.Context) error)

var calls = map[string]call{
	"dynamodb.eu-north-1.amazonaws.com:443": func(config aws.Config) func(context.Context) error {
		store := dynamo.Open(config, "table")
		return func(ctx context.Context) error {
			_, err := store.Client.GetItem(ctx, &dynamodb.GetItemInput{
				TableName: aws.String("table"), Key: map[string]dynamotypes.AttributeValue{"pk": &dynamotypes.AttributeValueMemberS{Value: "key"}},
			})
			return err
		}
	},
	"cognito-idp.eu-north-1.amazonaws.com:443": func(config aws.Config) func(context.Context) error {
		directory := identity.OpenCognito(config, "eu-north-1_pool", "https://issuer.example")
		return func(ctx context.Context) error {
			_, err := directory.Client.AdminGetUser(ctx, &cognito.AdminGetUserInput{UserPoolId: aws.String("eu-north-1_pool"), Username: aws.String("ada")})
			return err
		}
	},
	"email.eu-north-1.amazonaws.com:443": func(config aws.Config) func(context.Context) error {
		sender := mail.Open(config, mail.SES{})
		return func(ctx context.Context) error {
			_, err := sender.Client.SendEmail(ctx, &sesv2.SendEmailInput{Content: &sestypes.EmailContent{Raw: &sestypes.RawMessage{Data: []byte("email")}}})
			return err
		}
	},
	"events.eu-north-1.amazonaws.com:443": func(config aws.Config) func(context.Context) error {
		events := bus.Open(config, "admit")
		return func(ctx context.Context) error {
			_, err := events.Client.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []eventtypes.PutEventsRequestEntry{{Source: aws.String("admit")}}})
			return err
		}
	},
}

// TestTheFirstRequestReusesTheConnection checks each service with its real client: one
// connection is made, to the host of the client, and before the first request.
func TestTheFirstRequestReusesTheConnection(t *testing.T) {
	for host, open := range calls {
		t.Run(host, func(t *testing.T) {
			n := newNetwork(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet { // an answer that has not arrived as a whole when its header is read
					_, _ = io.WriteString(w, strings.Repeat("healthy ", 4<<10))
					return
				}
				_, _ = io.WriteString(w, "{}")
			})
			first := open(n.config())
			warmup.Wait()
			if want := []string{host}; !slices.Equal(n.connections, want) {
				t.Fatalf("connected to %v while initialising, want %v", n.connections, want)
			}
			if err := first(t.Context()); err != nil {
				t.Error(err)
			}
			if len(n.connections) != 1 {
				t.Errorf("the first request made a connection of its own: %v", n.connections)
			}
		})
	}
}

// TestConnectionsAreMadeAtTheSameTime opens all services. The server answers none
// before it has been asked by all. If they asked one after the other, the connections
// would be given up, and the first requests would make their own.
func TestConnectionsAreMadeAtTheSameTime(t *testing.T) {
	var asked sync.WaitGroup
	asked.Add(len(calls))
	n := newNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			asked.Done()
			asked.Wait()
		}
		_, _ = io.WriteString(w, "{}")
	})
	config, firsts := n.config(), []func(context.Context) error{}
	for _, open := range calls {
		firsts = append(firsts, open(config))
	}
	warmup.Wait()
	for _, first := range firsts {
		if err := first(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if len(n.connections) != len(calls) {
		t.Errorf("connected to %v, want each host once", n.connections)
	}
}

// TestParallelReadsHaveAConnectionEach makes two calls at the same time: the server answers
// neither before it has both.
func TestParallelReadsHaveAConnectionEach(t *testing.T) {
	var asked sync.WaitGroup
	asked.Add(2)
	n := newNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			asked.Done()
			asked.Wait()
		}
		_, _ = io.WriteString(w, "{}")
	})
	store := dynamo.OpenForParallelReads(n.config(), "table")
	warmup.Wait()
	if len(n.connections) != 2 {
		t.Errorf("connected to %v while initialising, want DynamoDB twice", n.connections)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if _, err := store.Client.ListTables(t.Context(), &dynamodb.ListTablesInput{}); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if len(n.connections) != 2 {
		t.Errorf("the calls made connections of their own: %v", n.connections)
	}
}

func TestFailuresAreIgnored(t *testing.T) {
	n := newNetwork(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, "{}")
	})
	for host, open := range calls {
		first := open(n.config())
		warmup.Wait()
		if err := first(t.Context()); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestNoConnectionToAnEmulator(t *testing.T) {
	asked := false
	emulator := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer emulator.Close()
	n := newNetwork(t, nil)
	config := n.config()
	config.BaseEndpoint = &emulator.URL
	for _, open := range calls {
		open(config)
	}
	warmup.Wait()
	if asked || len(n.connections) > 0 {
		t.Errorf("asked the emulator: %t, connected to %v", asked, n.connections)
	}
}
