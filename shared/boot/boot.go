// Package boot starts a function. Only this package reads the environment, creates an
// AWS configuration and calls lambda.Start. It creates no AWS clients. The packages
// that use a client create it from the configuration, so that a function links only
// the clients that it uses.
//
// A main package gets its settings from the environment and starts the function:
//
//	env, config := boot.Open()
//	store := dynamo.Open(config, setting.Table.Get(env))
//	boot.Start(env, handlers(store).Serve)
//
// The AWS configuration is created without the SDK's package config. On Lambda, the
// region and the credentials are in the environment. The clients that config links
// for all other sources of credentials would double the cold start.
package boot

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"admit/shared/brand"
	"admit/shared/setting"
	"admit/shared/warmup"
)

// Open sets the default logger, which writes JSON to standard output. It returns the
// environment, from which a function gets its settings, and the configuration for
// AWS clients.
func Open() (*setting.Environment, aws.Config) {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	env := &setting.Environment{Lookup: os.Getenv}
	return env, Config(env)
}

// Config returns the configuration for AWS clients in an environment.
func Config(env *setting.Environment) aws.Config {
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
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = callAttempts, time.Second })
		},
	}
	if url := setting.EndpointURL.Get(env); url != "" {
		config.BaseEndpoint = &url
	}
	return config
}

const (
	// callTimeout limits one attempt of a call to AWS. DynamoDB responds in
	// milliseconds, so it is better to repeat an attempt that hangs.
	callTimeout = 2 * time.Second
	// callAttempts limits the attempts of a call. After all of them, the function
	// still has enough time to respond that the call failed.
	callAttempts = 3
)

// Brand returns the brand of the deployment, which the stack has put beside the function's
// binary. If it cannot be read, Brand logs the error and exits with 1.
func Brand() brand.Brand {
	binary := Must(os.Executable())
	return Must(brand.Parse(Must(os.ReadFile(filepath.Join(filepath.Dir(binary), brand.FileName))))) // #nosec G304 -- beside the binary
}

// Start starts the function in the Lambda runtime, once the connections that were
// started are open. If settings are missing or malformed, it logs all of them in one
// record and exits with 1.
func Start(env *setting.Environment, handler any) {
	if len(env.Problems) > 0 {
		slog.Error("the function cannot start: settings are missing or malformed", "settings", env.Problems)
		os.Exit(1)
	}
	warmup.Wait()
	lambda.Start(handler)
}

// RequestID returns the id that AWS Lambda gave to the invocation. It is empty outside
// Lambda.
func RequestID(ctx context.Context) string {
	if invocation, ok := lambdacontext.FromContext(ctx); ok {
		return invocation.AwsRequestID
	}
	return ""
}

// FunctionARN returns the ARN with which the function was invoked. It is empty outside
// Lambda.
func FunctionARN(ctx context.Context) string {
	if invocation, ok := lambdacontext.FromContext(ctx); ok {
		return invocation.InvokedFunctionArn
	}
	return ""
}

// Must returns the value. If there is an error, it logs the error and exits with 1.
// It is for calls that cannot fail in a build that has passed its tests.
func Must[T any](value T, err error) T {
	if err != nil {
		slog.Error("the function cannot start", "error", err.Error())
		os.Exit(1)
	}
	return value
}
