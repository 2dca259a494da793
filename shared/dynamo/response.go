package dynamo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// response is what a read returns. It takes the place of the SDK's own decoding, which
// makes a tree of maps of the whole body and then another one of its items. The output of
// the call remains empty, unless the body has something else than items.
type response struct {
	items   []item
	scanned int  // how many items of the table a page has examined
	last    item // the key of the last item of a page, if another page follows
}

// of makes a call of an operation decode its items into the response. The output is an
// empty one of the operation.
func (r *response) of(output any) func(*dynamodb.Options) {
	return func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			d := &deserializer{response: r, output: output}
			var err error
			d.whole, err = stack.Deserialize.Swap(operationDeserializer, d)
			return err
		})
	}
}

const operationDeserializer = "OperationDeserializer"

// deserializer is a step of a call of the SDK.
type deserializer struct {
	*response
	output any
	whole  middleware.DeserializeMiddleware // the SDK's own
}

func (d *deserializer) ID() string { return operationDeserializer }

// HandleDeserialize implements [middleware.DeserializeMiddleware].
func (d *deserializer) HandleDeserialize(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
	out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
) {
	out, metadata, err = next.HandleDeserialize(ctx, in)
	bySDK := func() (middleware.DeserializeOutput, middleware.Metadata, error) {
		return d.whole.HandleDeserialize(ctx, in, middleware.DeserializeHandlerFunc(
			func(context.Context, middleware.DeserializeInput) (middleware.DeserializeOutput, middleware.Metadata, error) {
				return out, metadata, err
			}))
	}
	answer, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || !ok || answer.StatusCode != http.StatusOK {
		return bySDK()
	}
	var body strings.Builder
	if answer.ContentLength > 0 {
		body.Grow(int(answer.ContentLength))
	}
	_, err = io.Copy(&body, answer.Body)
	smithyhttp.CloseResponseBody(ctx, answer, false, err)
	more := false
	if err == nil {
		*d.response, more, err = parseResponse(body.String())
	}
	if err != nil {
		return out, metadata, &smithy.DeserializationError{Err: fmt.Errorf("decode the items of a response: %w", err)}
	}
	if more {
		answer.Body = io.NopCloser(strings.NewReader(body.String()))
		return bySDK()
	}
	out.Result = d.output
	return out, metadata, nil
}
