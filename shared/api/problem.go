package api

import (
	"context"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"admit/shared/access"
	"admit/shared/idempotency"
)

// problem is the body of the response to a refused or failed request (RFC 9457).
type problem struct {
	Type         string       `json:"type"`
	Title        string       `json:"title"`
	Status       int          `json:"status"`
	Detail       string       `json:"detail"`
	Instance     string       `json:"instance,omitempty"`
	Errors       []fieldError `json:"errors,omitempty"`
	InvitationID string       `json:"invitationId,omitempty"`
	Index        *int         `json:"index,omitempty"`
	ContinueURL  string       `json:"continueUrl,omitempty"`

	InvitedEmail  string    `json:"invitedEmail,omitempty"`
	SignedInEmail string    `json:"signedInEmail,omitempty"`
	RequestedAt   time.Time `json:"requestedAt,omitzero"`

	Expired *expired `json:"expired,omitempty"`
}

// expired is what the holder of an expired invitation's link is shown, if they can ask for a
// new one.
type expired struct {
	Organisation named     `json:"organisation"`
	Account      *named    `json:"account,omitempty"`
	InvitedBy    named     `json:"invitedBy"`
	ExpiresAt    time.Time `json:"expiresAt"`
	RequestedAt  time.Time `json:"requestedAt,omitzero"`
}

type named struct {
	Name string `json:"name"`
}

// expiredOf returns an expired invitation as the API shows it.
func expiredOf(i access.ExpiredInvitation) *expired {
	shown := expired{Organisation: named{i.Organisation.Name}, InvitedBy: named{i.Inviter.Name},
		ExpiresAt: i.ExpiresAt.UTC(), RequestedAt: i.RequestedAt.UTC()}
	if i.Account != nil {
		shown.Account = &named{i.Account.Name}
	}
	return &shown
}

// fieldError says what is wrong with one field of a request.
type fieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// The kinds of refusals that only the HTTP layer makes.
const (
	unauthenticated      access.Kind = "unauthenticated"
	machineClient        access.Kind = "machine-client"
	tooLarge             access.Kind = "payload-too-large"
	unsupportedMediaType access.Kind = "unsupported-media-type"
)

// problems has the status and the title for each kind of refusal.
var problems = map[access.Kind]struct {
	status int
	title  string
}{
	access.Invalid:                 {http.StatusBadRequest, "Invalid request"},
	unauthenticated:                {http.StatusUnauthorized, "Not signed in"},
	machineClient:                  {http.StatusForbidden, "Not for machine clients"},
	access.Forbidden:               {http.StatusForbidden, "Not allowed"},
	access.RoleNotAllowed:          {http.StatusForbidden, "Role not allowed"},
	access.WrongUser:               {http.StatusForbidden, "Signed in with a different account"},
	access.NotFound:                {http.StatusNotFound, "Not found"},
	access.InvitationPending:       {http.StatusConflict, "Already invited"},
	access.AlreadyGranted:          {http.StatusConflict, "Already granted"},
	access.AlreadyRegistered:       {http.StatusConflict, "Already registered"},
	access.SignInRequired:          {http.StatusConflict, "Sign in first"},
	access.InvitationAccepted:      {http.StatusConflict, "Invitation already accepted"},
	access.InvitationNotAuthorised: {http.StatusConflict, "Invitation no longer authorised"},
	access.LastAdministrator:       {http.StatusConflict, "Last administrator"},
	access.InheritedAccess:         {http.StatusConflict, "Inherited access"},
	access.AccessSuspended:         {http.StatusConflict, "Access suspended"},
	access.NotEmpty:                {http.StatusConflict, "Not empty"},
	access.LimitReached:            {http.StatusConflict, "Limit reached"},
	access.DuplicateRow:            {http.StatusConflict, "Duplicate row"},
	access.RequestPending:          {http.StatusConflict, "Already requested"},
	access.RequestNotNeeded:        {http.StatusConflict, "No request needed"},
	access.RequestNotPending:       {http.StatusConflict, "No such request"},
	access.InvitationExpired:       {http.StatusGone, "Invitation expired"},
	access.InvitationRevoked:       {http.StatusGone, "Invitation revoked"},
	access.InvitationDeclined:      {http.StatusGone, "Invitation declined"},
	access.VersionMismatch:         {http.StatusPreconditionFailed, "Precondition failed"},
	tooLarge:                       {http.StatusRequestEntityTooLarge, "Request too large"},
	unsupportedMediaType:           {http.StatusUnsupportedMediaType, "Unsupported media type"},
	idempotency.KeyReused:          {http.StatusUnprocessableEntity, "Idempotency key reused"},
	access.RateLimited:             {http.StatusTooManyRequests, "Rate limit reached"},
	access.Unavailable:             {http.StatusServiceUnavailable, "Try again"},
	access.Internal:                {http.StatusInternalServerError, "Something went wrong"},
}

// The bounds of Retry-After after a 503, in seconds.
const (
	firstRetry = 2
	lastRetry  = 30
)

// retryAfter returns how long a client should wait after a 503, in seconds: at least as
// long as the refusal says, and at most three times as long. It is random, so that
// clients that were refused together do not come back together.
func retryAfter(refusal *access.Error) int {
	least := max(firstRetry, wholeSeconds(refusal))
	return min(least+rand.IntN(2*least+1), lastRetry) //nolint:gosec // it spreads load and protects no secret
}

// wholeSeconds returns how long a refusal says to wait, rounded up.
func wholeSeconds(refusal *access.Error) int { return int(math.Ceil(refusal.RetryAfter.Seconds())) }

// problemOf returns the response to any error. The response to an error that is
// not a refusal and not a timeout has the kind internal. It reveals nothing but the
// request id.
func problemOf(err error, requestID string) Response {
	body := describe(err, requestID)
	response := write(body.Status, "application/problem+json", body)
	switch body.Status {
	case http.StatusServiceUnavailable:
		response.Headers["Retry-After"] = strconv.Itoa(retryAfter(refusalOf(err)))
	case http.StatusTooManyRequests:
		response.Headers["Retry-After"] = strconv.Itoa(wholeSeconds(refusalOf(err)))
	case http.StatusUnauthorized:
		response.Headers["WWW-Authenticate"] = "Bearer"
	}
	return response
}

// Problem returns the problem for an error that is a part of a larger response, such
// as a row of a batch. It logs an internal error, because the log record of the
// request does not contain the errors of parts.
func (r Request) Problem(ctx context.Context, err error) any {
	if refusalOf(err).Kind == access.Internal {
		slog.ErrorContext(ctx, "part of a request failed", "requestId", r.Event.RequestContext.RequestID,
			"route", r.Event.RouteKey, "error", causes(err))
	}
	return describe(err, "")
}

// ProblemOf returns the answer to an error for a caller that does not use HTTP. The
// problem is in its field problem. An empty requestID is left out.
func ProblemOf(err error, requestID string) any {
	return map[string]problem{"problem": describe(err, requestID)}
}

// describe returns the problem for an error. An empty requestID is left out.
func describe(err error, requestID string) problem {
	refusal := refusalOf(err)
	if _, known := problems[refusal.Kind]; !known {
		refusal = internal()
	}
	meta := problems[refusal.Kind]
	described := problem{
		Type: "urn:admit:problem:" + string(refusal.Kind), Title: meta.title, Status: meta.status,
		Detail: refusal.Detail, Instance: requestID, InvitationID: string(refusal.Invitation), Index: refusal.Row, ContinueURL: refusal.ContinueURL,
	}
	if differs := refusal.Mismatch; differs != nil {
		described.InvitedEmail, described.SignedInEmail, described.RequestedAt = differs.Invited, differs.SignedIn, differs.RequestedAt.UTC()
	}
	if refusal.Expired != nil {
		described.Expired = expiredOf(*refusal.Expired)
	}
	for _, field := range refusal.Fields {
		described.Errors = append(described.Errors, fieldError(field))
	}
	return described
}
