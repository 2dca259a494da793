package mail

import (
	"errors"
	"fmt"
	"net/http"
	netmail "net/mail"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"admit/shared/access"
)

// What a refused mail's invitation says of its delivery: an administrator reads
// it, so it holds no address and nothing that SES wrote.
const (
	reasonRejected   = "the mail service rejected the mail; check that the address is right"
	reasonUnverified = "the mail service is in its sandbox, where it sends to verified addresses only, and this is not one"
	reasonInvalid    = "the mail service takes this address or this mail for invalid"
)

// verdicts is what every error of SES's SendEmail means. One that is about this
// very mail is a refusal. One that is about the account or the deployment hits
// all mails alike: an operator can mend it while repetitions keep the mails, so
// it passes, as does every error that is not listed.
var verdicts = map[string]string{
	"MessageRejected":     reasonRejected, // content or address is not taken
	"BadRequestException": reasonInvalid,  // the same request is as bad the next time
	"ValidationException": reasonInvalid,  // the same, found before SES looked at it

	"AccountSuspendedException":          passes, // restricted until AWS support lifts it
	"SendingPausedException":             passes, // paused for account or configuration set, until resumed
	"MailFromDomainNotVerifiedException": passes, // SES could not see the domain's MX record this time
	"NotFoundException":                  passes, // the configuration set is not there, or not there yet
	"LimitExceededException":             passes, // the day's quota; it rolls
	"TooManyRequestsException":           passes, // the second's rate
	"AccessDeniedException":              passes, // a policy is missing, or not yet in force
	"InternalServiceErrorException":      passes, // theirs
}

const passes = ""

// judge turns an error of SES into a *access.Refusal or into an error that may
// pass. What SES wrote is left out, because it may quote the request, and with
// it the link.
func judge(err error, sender string) error {
	answer, answered := errors.AsType[smithy.APIError](err)
	response, responded := errors.AsType[*awshttp.ResponseError](err)
	responded = responded && response.HTTPStatusCode() != 0 // the SDK also says so of connections that broke
	switch {
	case answered && responded && unverified(answer) && strings.Contains(strings.ToLower(answer.ErrorMessage()), address(sender)):
		return fmt.Errorf("%w: SES SendEmail: the sender's address is not verified (request %s)", access.ErrNotSent, response.ServiceRequestID())
	case answered && verdicts[answer.ErrorCode()] != passes:
		return &access.Refusal{Reason: reason(answer)}
	case answered && responded && response.HTTPStatusCode() < http.StatusInternalServerError:
		return fmt.Errorf("%w: SES SendEmail: %s (status %d, request %s)", access.ErrNotSent, answer.ErrorCode(), response.HTTPStatusCode(), response.ServiceRequestID())
	case answered && responded:
		return fmt.Errorf("SES SendEmail: %s (status %d, request %s)", answer.ErrorCode(), response.HTTPStatusCode(), response.ServiceRequestID())
	case answered:
		return fmt.Errorf("SES SendEmail: %s", answer.ErrorCode())
	case responded:
		return fmt.Errorf("SES SendEmail: no readable answer (status %d, request %s)", response.HTTPStatusCode(), response.ServiceRequestID())
	}
	return fmt.Errorf("SES SendEmail: %w", err)
}

// reason words a refusal. That an address is not verified, as everyone's in a
// new account's sandbox, SES tells in its message only.
func reason(answer smithy.APIError) string {
	if unverified(answer) {
		return reasonUnverified
	}
	return verdicts[answer.ErrorCode()]
}

// unverified tells whether an address is not verified. Is it the sender's, then
// it hits all mails alike and passes, once an operator has set the records that
// verify the domain; a recipient's stays as it is.
func unverified(answer smithy.APIError) bool {
	return answer.ErrorCode() == "MessageRejected" && strings.Contains(answer.ErrorMessage(), "not verified")
}

// address is the bare address of a sender, which may be written with a name.
func address(sender string) string {
	if parsed, err := netmail.ParseAddress(sender); err == nil {
		sender = parsed.Address
	}
	return strings.ToLower(sender)
}
