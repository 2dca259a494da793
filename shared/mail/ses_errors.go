package mail

import (
	"errors"
	"fmt"
	"net/http"
	netmail "net/mail"
	"slices"
	"strings"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"admit/shared/delivery"
)

// The reasons are stored as the delivery detail of the invitation. An
// administrator reads them, so they contain no address and nothing from SES.
const (
	reasonRejected   = "the email service rejected the email; check that the address is right"
	reasonUnverified = "the email service is in its sandbox and only sends to verified addresses, which this is not"
	reasonInvalid    = "the email service considers this address or this email invalid"
	reasonDenied     = "the email service refused to send: it is in its sandbox, or a permission is missing"
	reasonSuspended  = "the email service has suspended the sending account"
)

// errorClass says how an SES error is handled. An error without a reason is
// transient.
type errorClass struct {
	reason string
	wait   time.Duration // see delivery.PermanentError
}

// errorClasses has every error of SES's SendEmail. An error about one email is
// permanent. An error about the account or the deployment affects all emails. An
// operator can fix most of these while the emails are retried, so they are
// transient, and so is every error that is not listed. Errors that only AWS can
// lift last for hours. After a short wait they are permanent, so that
// administrators see the failed delivery soon.
var errorClasses = map[string]errorClass{
	"MessageRejected":     {reason: reasonRejected}, // SES does not accept the content or the address
	"BadRequestException": {reason: reasonInvalid},  // the same request fails again
	"ValidationException": {reason: reasonInvalid},  // the same, from the check in front of SES

	// In the sandbox, SES also requires a permission on the recipient's identity,
	// which the role does not have. A new policy may also not be in force yet.
	"AccessDeniedException":     {reasonDenied, policyDelay},
	"AccountSuspendedException": {reasonSuspended, policyDelay}, // until AWS support lifts it

	"SendingPausedException":             transient, // for the account or the configuration set, until resumed
	"MailFromDomainNotVerifiedException": transient, // SES could not read the domain's MX record
	"NotFoundException":                  transient, // the configuration set does not exist, or not yet
	"LimitExceededException":             transient, // the rolling quota of 24 hours; see isQuota
	"TooManyRequestsException":           transient, // the rate per second
	"InternalServiceErrorException":      transient, // an error in SES
}

var transient = errorClass{}

// policyDelay is longer than a new IAM policy takes to be in force everywhere.
const policyDelay = 15 * time.Minute

// classify turns an error of SES into a *delivery.PermanentError or a transient error. Both
// contain SES's message, without the parts that may quote the request.
func classify(err error, sender string) error {
	answer, answered := errors.AsType[smithy.APIError](err)
	response, responded := errors.AsType[*awshttp.ResponseError](err)
	responded = responded && response.HTTPStatusCode() != 0 // the SDK also returns a ResponseError for broken connections
	if !answered {
		return noAnswerError(err, response, responded)
	}
	answerText := fmt.Sprintf("SES SendEmail: %s: %s", answer.ErrorCode(), redact(answer.ErrorMessage()))
	if responded {
		answerText += fmt.Sprintf(" (status %d, request %s)", response.HTTPStatusCode(), response.ServiceRequestID())
	}
	class := errorClasses[answer.ErrorCode()]
	switch {
	case isQuota(answer):
		return fmt.Errorf("%w: %s", delivery.ErrQuota, answerText)
	case isUnverified(answer) && listsIdentity(answer.ErrorMessage(), bareAddress(sender)):
		return fmt.Errorf("%w: the sender's address is not verified: %s", delivery.ErrNotSent, answerText)
	case isUnverified(answer):
		return &delivery.PermanentError{Reason: reasonUnverified, Response: answerText}
	case class != transient:
		return &delivery.PermanentError{Reason: class.reason, RetryFor: class.wait, Response: answerText}
	case responded && response.HTTPStatusCode() < http.StatusInternalServerError:
		return fmt.Errorf("%w: %s", delivery.ErrNotSent, answerText)
	}
	return errors.New(answerText)
}

// noAnswerError returns the error for a request without a readable answer. The
// email may have been sent.
func noAnswerError(err error, response *awshttp.ResponseError, responded bool) error {
	if responded {
		return fmt.Errorf("SES SendEmail: no readable answer (status %d, request %s)", response.HTTPStatusCode(), response.ServiceRequestID())
	}
	return fmt.Errorf("SES SendEmail: %w", err)
}

// redact removes addresses and links from SES's message, and everything after a
// brace. A quoted request is JSON and contains the whole email.
func redact(message string) string {
	message, _, _ = strings.Cut(message, "{")
	return delivery.Redact(message)
}

// isQuota reports whether SES refused an email because the account has sent as many in the last
// 24 hours as it may. SES answers with an error of throttling, whose message tells this quota
// ("Daily message quota exceeded") from the rate per second ("Maximum sending rate exceeded").
func isQuota(answer smithy.APIError) bool {
	switch answer.ErrorCode() {
	case "LimitExceededException":
		return true
	case "TooManyRequestsException", "ThrottlingException", "Throttling":
		message := strings.ToLower(answer.ErrorMessage())
		return strings.Contains(message, "daily") && strings.Contains(message, "quota")
	}
	return false
}

// isUnverified reports whether SES refused an unverified address. For the sender's
// address, this affects all emails and is transient: an operator can verify the
// domain. For a recipient's address it is permanent.
func isUnverified(answer smithy.APIError) bool {
	return answer.ErrorCode() == "MessageRejected" && strings.Contains(answer.ErrorMessage(), "not verified")
}

// listsIdentity reports whether the identities in a message include the address.
// The end of a longer address does not count.
func listsIdentity(message, address string) bool {
	separates := func(c rune) bool { return strings.ContainsRune(" ,;<>", c) }
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(message), separates), func(word string) bool {
		return strings.TrimRight(word, ".") == address
	})
}

// bareAddress returns the lower-case address of a sender, without the name.
func bareAddress(sender string) string {
	if parsed, err := netmail.ParseAddress(sender); err == nil {
		sender = parsed.Address
	}
	return strings.ToLower(sender)
}
