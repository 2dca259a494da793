// Package boot starts a function. It is the only reader of the environment, the
// only maker of AWS configuration and the only caller of lambda.Start. What a
// function may touch it opens through the packages below this one, so that it
// links no client that it does not use.
//
// Configuration is made by hand and not by the SDK's config package: on Lambda
// region and credentials stand in the environment, and config's clients for
// everything else would double the cold start.
package boot

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// Settings is a function's configuration, as the stack wrote it.
type Settings struct{ AWS aws.Config }

// Open reads the settings and makes the log.
func Open() Settings {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	return Settings{AWS: aws.Config{
		Region: Setting("AWS_REGION"),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{
				AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY"),
				SessionToken: os.Getenv("AWS_SESSION_TOKEN"), Source: "environment",
			}, nil
		}),
		BaseEndpoint: endpoint(),
		HTTPClient: awshttp.NewBuildableClient().WithTimeout(callTimeout).WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost = 8
		}),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = callTries, time.Second })
		},
	}}
}

// One try of a call may take callTimeout: DynamoDB answers in milliseconds, and
// a try that hangs is better repeated. All tries together leave a function the
// time to say that it could not.
const (
	callTimeout = 2 * time.Second
	callTries   = 3
)

// endpoint is that of an emulator, where there is one.
func endpoint() *string {
	if url := os.Getenv("AWS_ENDPOINT_URL"); url != "" {
		return &url
	}
	return nil
}

// Setting is a value that the stack must have set. A function without it does
// not start.
func Setting(name string) string {
	value := strings.TrimSpace(os.Getenv(name))
	if value == "" {
		slog.Error("a setting is missing", "name", name)
		os.Exit(1)
	}
	return value
}

// Start hands the function over to the Lambda runtime.
func Start(handler any) { lambda.Start(handler) }

// Must is for what cannot go wrong in a build that passed its tests.
func Must[T any](value T, err error) T {
	if err != nil {
		slog.Error("the function cannot start", "error", fmt.Sprint(err))
		os.Exit(1)
	}
	return value
}

// Connect opens a connection to a service while the function initialises, when
// it runs at full speed, so that the first request does not pay for the
// handshake. That it fails is no harm.
func (s Settings) Connect(service string) {
	if s.AWS.BaseEndpoint != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+service+"."+s.AWS.Region+".amazonaws.com/ping", nil)
	if err != nil {
		return
	}
	if answer, err := s.AWS.HTTPClient.Do(request); err == nil {
		_ = answer.Body.Close()
	}
}
