// Package boot starts a function. It is the only reader of the environment, the
// only maker of AWS configuration and the only caller of lambda.Start. It makes
// no AWS clients: the packages that use a client open it from the configuration,
// so that a function links only the clients that it uses.
//
// A main opens its environment, gets its settings from it, and starts:
//
//	env, config := boot.Open()
//	store := dynamo.Open(config, setting.Table.Get(env))
//	boot.Start(env, handlers(store).Serve)
//
// The AWS configuration is made by hand and not by the SDK's config package. On
// Lambda, region and credentials are in the environment. The clients that config
// links for all other cases would double the cold start.
package boot

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"admit/shared/setting"
)

// Open makes the log. It returns the environment, from which a function gets its
// settings, and the configuration for the clients of AWS services.
func Open() (*setting.Environment, aws.Config) {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	env := &setting.Environment{Lookup: os.Getenv}
	credentials := aws.Credentials{
		AccessKeyID: setting.AccessKeyID.Get(env), SecretAccessKey: setting.SecretAccessKey.Get(env),
		SessionToken: setting.SessionToken.Get(env), Source: "environment",
	}
	config := aws.Config{
		Region:      setting.Region.Get(env),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return credentials, nil }),
		HTTPClient: awshttp.NewBuildableClient().WithTimeout(callTimeout).WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost = 8
		}),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = callTries, time.Second })
		},
	}
	if url := setting.EndpointURL.Get(env); url != "" {
		config.BaseEndpoint = &url
	}
	return env, config
}

// One try of a call may take callTimeout. DynamoDB answers in milliseconds, so
// a try that hangs is better repeated. All tries together leave the function
// enough time to answer that a call failed.
const (
	callTimeout = 2 * time.Second
	callTries   = 3
)

// Start hands the function over to the Lambda runtime. If settings are missing
// or malformed, it logs all of them in one record and exits with 1.
func Start(env *setting.Environment, handler any) {
	if len(env.Problems) > 0 {
		slog.Error("the function cannot start: settings are missing or malformed", "settings", env.Problems)
		os.Exit(1)
	}
	lambda.Start(handler)
}

// Must returns the value, or logs the error and exits with 1. It is for what
// cannot fail in a build that passed its tests.
func Must[T any](value T, err error) T {
	if err != nil {
		slog.Error("the function cannot start", "error", err.Error())
		os.Exit(1)
	}
	return value
}
