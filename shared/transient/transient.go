// Package transient tells transient failures of AWS from permanent ones.
package transient

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Is reports whether a call that failed with err may succeed if it is repeated. If it
// returns true, the failed call may have taken effect. A refusal by the service, and
// a request that could not be built, are permanent failures.
//
// Is covers more than the failures after which the SDK repeats a call: also answers
// that break off or cannot be decoded, expired and cancelled contexts, and host names
// that do not resolve.
func Is(err error) bool {
	if retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary {
		return true
	}
	_, unsent := errors.AsType[*smithyhttp.RequestSendError](err)
	_, undecodable := errors.AsType[*smithy.DeserializationError](err)
	return unsent || undecodable || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
