package dynamo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/go-json-experiment/json/jsontext"
)

// batchRequest writes the keys of a BatchGetItem, whose input has none. The SDK takes a
// map of each key and makes several objects of it, and a page of a list has fifty keys.
type batchRequest struct {
	keys  []key
	whole middleware.SerializeMiddleware // the SDK's own
}

// to makes a call send the keys.
func (b *batchRequest) to(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		var err error
		b.whole, err = stack.Serialize.Swap(operationSerializer, b)
		return err
	})
}

const operationSerializer = "OperationSerializer"

// ID implements [middleware.SerializeMiddleware].
func (b *batchRequest) ID() string { return operationSerializer }

// HandleSerialize implements [middleware.SerializeMiddleware].
func (b *batchRequest) HandleSerialize(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (
	middleware.SerializeOutput, middleware.Metadata, error,
) {
	return b.whole.HandleSerialize(ctx, in, middleware.SerializeHandlerFunc(
		func(ctx context.Context, in middleware.SerializeInput) (out middleware.SerializeOutput, metadata middleware.Metadata, err error) {
			if in.Request, err = b.withKeys(in.Request); err != nil {
				return out, metadata, &smithy.SerializationError{Err: fmt.Errorf("encode the keys of a batch: %w", err)}
			}
			return next.HandleSerialize(ctx, in)
		}))
}

// withKeys returns a request of the SDK whose empty list of keys is filled.
func (b *batchRequest) withKeys(request any) (*smithyhttp.Request, error) {
	encoded, ok := request.(*smithyhttp.Request)
	if !ok {
		return nil, fmt.Errorf("unknown transport type %T", request)
	}
	body, err := io.ReadAll(encoded.GetStream())
	if err != nil {
		return nil, err
	}
	before, after, found := bytes.Cut(body, []byte(`"Keys":[]`))
	if !found {
		return nil, errors.New("the request has no empty list of keys")
	}
	const octets = 128 // of a key, more or less
	filled := append(make([]byte, 0, len(body)+len(b.keys)*octets), before...)
	filled = append(filled, `"Keys":[`...)
	for n, k := range b.keys {
		if n > 0 {
			filled = append(filled, ',')
		}
		filled = k.appendJSON(filled)
	}
	filled = append(filled, ']')
	return encoded.SetStream(bytes.NewReader(append(filled, after...)))
}

// appendJSON appends the key as DynamoDB takes it.
func (k key) appendJSON(to []byte) []byte {
	to = append(to, `{"`+PartitionKey+`":{"S":`...)
	to = appendQuoted(to, k.partition)
	to = append(to, `},"`+SortKey+`":{"S":`...)
	return append(appendQuoted(to, k.sort), `}}`...)
}

// appendQuoted appends a JSON string. It replaces invalid UTF-8, which is in no key of the
// table.
func appendQuoted(to []byte, text string) []byte {
	to, _ = jsontext.AppendQuote(to, text)
	return to
}
