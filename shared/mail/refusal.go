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

// What a refused mail's invitation says of its delivery: an administrator reads
// it, so it holds no address and nothing that SES wrote.
const (
	reasonRejected   = "the mail service rejected the mail; check that the address is right"
	reasonUnverified = "the mail service is in its sandbox, where it sends to verified addresses only, and this is not one"
	reasonInvalid    = "the mail service takes this address or this mail for invalid"
	reasonDenied     = "the mail service does not let this mail be sent: it is in its sandbox, or a permission is missing"
	reasonSuspended  = "the mail service has suspended the account that sends the mails"
)

// verdict is what an error of SES means for the mail. Without a reason it passes.
type verdict struct {
	reason   string
	retryFor time.Duration // see delivery.PermanentError
}

// verdicts has every error of SES's SendEmail. One that is about this very mail
// is a refusal. One that is about the account or the deployment hits all mails
// alike. An operator can mend most of these while repetitions keep the mails, so
// they pass, as does every error that is not listed. Those that only AWS can lift
// do not pass within hours; the mails are given up while somebody still looks.
var verdicts = map[string]verdict{
	"MessageRejected":     {reason: reasonRejected}, // content or address is not taken
	"BadRequestException": {reason: reasonInvalid},  // the same request is as bad the next time
	"ValidationException": {reason: reasonInvalid},  // the same, found before SES looked at it

	// In the sandbox SES asks for a permission on the recipient's identity, too,
	// which the role does not have. A policy may also not be in force yet.
	"AccessDeniedException":     {reasonDenied, minutes},
	"AccountSuspendedException": {reasonSuspended, minutes}, // restricted until AWS support lifts it

	"SendingPausedException":             passes, // paused for account or configuration set, until resumed
	"MailFromDomainNotVerifiedException": passes, // SES could not see the domain's MX record this time
	"NotFoundException":                  passes, // the configuration set is not there, or not there yet
	"LimitExceededException":             passes, // the day's quota; it rolls
	"TooManyRequestsException":           passes, // the second's rate
	"InternalServiceErrorException":      passes, // theirs
}

var passes = verdict{}

// minutes is longer than a new policy takes to be in force everywhere.
const minutes = 15 * time.Minute

// judge turns an error of SES into a *delivery.PermanentError or into an error that may
// pass. Both keep what SES wrote, without what it may quote of the request.
func judge(err error, sender string) error {
	answer, answered := errors.AsType[smithy.APIError](err)
	response, responded := errors.AsType[*awshttp.ResponseError](err)
	responded = responded && response.HTTPStatusCode() != 0 // the SDK also says so of connections that broke
	if !answered {
		return unreadable(err, response, responded)
	}
	told := fmt.Sprintf("SES SendEmail: %s: %s", answer.ErrorCode(), withoutRequest(answer.ErrorMessage()))
	if responded {
		told += fmt.Sprintf(" (status %d, request %s)", response.HTTPStatusCode(), response.ServiceRequestID())
	}
	verdict := verdicts[answer.ErrorCode()]
	switch {
	case unverified(answer) && names(answer.ErrorMessage(), address(sender)):
		return fmt.Errorf("%w: the sender's address is not verified: %s", delivery.ErrNotSent, told)
	case unverified(answer):
		return &delivery.PermanentError{Reason: reasonUnverified, Response: told}
	case verdict != passes:
		return &delivery.PermanentError{Reason: verdict.reason, RetryFor: verdict.retryFor, Response: told}
	case responded && response.HTTPStatusCode() < http.StatusInternalServerError:
		return fmt.Errorf("%w: %s", delivery.ErrNotSent, told)
	}
	return errors.New(told)
}

func unreadable(err error, response *awshttp.ResponseError, responded bool) error {
	if responded {
		return fmt.Errorf("SES SendEmail: no readable answer (status %d, request %s)", response.HTTPStatusCode(), response.ServiceRequestID())
	}
	return fmt.Errorf("SES SendEmail: %w", err)
}

// withoutRequest returns SES's message without addresses and links, and without
// what follows a brace: the request is JSON, and holds the whole mail.
func withoutRequest(message string) string {
	message, _, _ = strings.Cut(message, "{")
	return delivery.Redact(message)
}

// unverified tells whether an address is not verified. Is it the sender's, then
// it hits all mails alike and passes, once an operator has set the records that
// verify the domain; a recipient's stays as it is.
func unverified(answer smithy.APIError) bool {
	return answer.ErrorCode() == "MessageRejected" && strings.Contains(answer.ErrorMessage(), "not verified")
}

// names tells whether the identities that a message lists have the address. The
// end of a longer address is not it.
func names(message, address string) bool {
	separates := func(c rune) bool { return strings.ContainsRune(" ,;<>", c) }
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(message), separates), func(word string) bool {
		return strings.TrimRight(word, ".") == address
	})
}

// address is the bare address of a sender, which may be written with a name.
func address(sender string) string {
	if parsed, err := netmail.ParseAddress(sender); err == nil {
		sender = parsed.Address
	}
	return strings.ToLower(sender)
}
