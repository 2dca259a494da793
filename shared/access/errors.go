package access

import (
	"errors"
	"fmt"
	"time"
)

// Kind is the kind of an error. Every kind except Internal is an answer to the
// caller. Internal is the kind of every unexpected error. Other packages may define
// further kinds.
type Kind string

// The kinds of error. Clients see these names.
const (
	Invalid                 Kind = "invalid-request"
	Forbidden               Kind = "forbidden"
	NotFound                Kind = "not-found"
	RoleNotAllowed          Kind = "role-not-allowed"
	InvitationPending       Kind = "invitation-pending"
	AlreadyGranted          Kind = "already-granted"
	AlreadyRegistered       Kind = "already-registered"
	SignInRequired          Kind = "sign-in-required"
	InvitationAccepted      Kind = "invitation-accepted"
	InvitationExpired       Kind = "invitation-expired"
	InvitationRevoked       Kind = "invitation-revoked"
	InvitationDeclined      Kind = "invitation-declined"
	InvitationNotAuthorised Kind = "invitation-not-authorised"
	WrongUser               Kind = "wrong-account"
	RequestPending          Kind = "request-pending"
	RequestNotNeeded        Kind = "request-not-needed"
	RequestNotPending       Kind = "request-not-pending"
	LastAdministrator       Kind = "last-administrator"
	InheritedAccess         Kind = "inherited-access"
	AccessSuspended         Kind = "access-suspended"
	NotEmpty                Kind = "not-empty"
	VersionMismatch         Kind = "version-mismatch"
	DuplicateRow            Kind = "duplicate-row"
	LimitReached            Kind = "limit-reached"
	RateLimited             Kind = "rate-limited"
	Unavailable             Kind = "unavailable"
	Internal                Kind = "internal"
)

// Error is a refusal that may be shown to the caller. Detail is a sentence for a
// person, without internal information.
type Error struct {
	Kind        Kind
	Detail      string
	Fields      []FieldError  // of Invalid: what is wrong with each field
	Invitation  InvitationID  // of InvitationPending: the conflicting invitation
	Row         *int          // of DuplicateRow: the earlier row, counted from 0
	ContinueURL string        // of an accepted invitation, to the holder of its link: where the invitee continues
	RetryAfter  time.Duration // of RateLimited and Unavailable: how long to wait at least; zero if it is not known
	Cause       error         // only for the log

	Mismatch *AccountMismatch   // of WrongUser, to the holder of the link of an invitation
	Expired  *ExpiredInvitation // of InvitationExpired, to the holder of the link if they can ask for a new one
}

// FieldError says what is wrong with one field of a request. Message continues a
// sentence that begins with the field's name.
type FieldError struct{ Field, Message string }

// Error returns the kind, the detail and the fields, without the cause.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return fmt.Sprintf("%s: %s", e.Kind, e.Detail)
	}
	return fmt.Sprintf("%s: %s %v", e.Kind, e.Detail, e.Fields)
}

// Refuse returns an [*Error] of a kind. The format makes its Detail, a sentence for
// a person.
func Refuse(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Detail: fmt.Sprintf(format, args...)}
}

// InvalidField returns an [Invalid] error about one field of a request.
func InvalidField(field, message string) error {
	return fieldErrors{{field, message}}.err()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// KindOf returns the kind of an error. It is Internal unless the error is or wraps
// an [*Error].
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// fieldErrors collects everything that is wrong with a request, so that one answer
// says all of it.
type fieldErrors []FieldError

func (f *fieldErrors) add(field, format string, args ...any) {
	*f = append(*f, FieldError{field, fmt.Sprintf(format, args...)})
}

// check adds an error about a field, unless it is nil.
func (f *fieldErrors) check(field string, err error) {
	if err != nil {
		f.add(field, "%s", err)
	}
}

// err returns an [Invalid] error with the collected fields, or nil if there are none.
func (f fieldErrors) err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Detail: "Some fields of the request are not valid.", Fields: f}
}

// errNotFound returns the same error for what does not exist and for what the
// caller may not see.
func errNotFound() error {
	return Refuse(NotFound, "It does not exist, or you may not see it.")
}
