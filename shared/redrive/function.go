package redrive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"admit/shared/delivery"
)

// Function is a Lambda function that did not do what a message is about.
type Function struct {
	Client *lambda.Client
	Name   string
}

// invokeTimeout is how long an invocation may take. It is longer than the function takes for one
// email, and an invocation is not repeated: a redrive is.
const invokeTimeout = 20 * time.Second

// OpenFunctions returns a client for functions.
func OpenFunctions(config aws.Config) *lambda.Client {
	return lambda.NewFromConfig(config, func(o *lambda.Options) {
		o.Retryer = aws.NopRetryer{}
		if client, is := config.HTTPClient.(*awshttp.BuildableClient); is {
			o.HTTPClient = client.WithTimeout(invokeTimeout)
		}
	})
}

// invoke invokes the function and waits for its answer.
func (f Function) invoke(ctx context.Context, payload []byte) error {
	answer, err := f.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: &f.Name, Payload: payload})
	if err != nil {
		return fmt.Errorf("invoke %s: %w", f.Name, err)
	}
	if answer.FunctionError != nil {
		return fmt.Errorf("%s failed: %s", f.Name, delivery.Redact(string(answer.Payload)))
	}
	var batch struct {
		Failures []json.RawMessage `json:"batchItemFailures"`
	}
	_ = json.Unmarshal(answer.Payload, &batch) // not every function answers with an object
	if len(batch.Failures) > 0 {
		return errors.New(f.Name + " failed again; its log says why")
	}
	return nil
}

// invokeWith invokes the function with a value as JSON.
func (f Function) invokeWith(ctx context.Context, value any) error {
	payload, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("marshal a payload: %w", err)
	}
	return f.invoke(ctx, payload)
}
