// Package transient tells failures of AWS that may pass from those that stay.
package transient

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Is tells whether a call that failed so may succeed when it is made again. It is
// then open whether it took effect. What stays is a service's verdict on the
// request, and a request that could not be made.
//
// It is more than what the SDK tries again by itself: an answer that breaks off or
// that nobody can read, a caller whose time is up, a name that does not resolve.
func Is(err error) bool {
	if retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary {
		return true
	}
	_, unsent := errors.AsType[*smithyhttp.RequestSendError](err)
	_, unreadable := errors.AsType[*smithy.DeserializationError](err)
	return unsent || unreadable || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
