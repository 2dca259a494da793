package access

import (
	"errors"
	"fmt"
	"time"
)

// Kind is the kind of an error. Every kind but Internal is an answer to the
// caller. Internal is every error that no code foresaw. Other packages may define
// kinds of their own.
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
	InvitationAccepted      Kind = "invitation-accepted"
	InvitationExpired       Kind = "invitation-expired"
	InvitationRevoked       Kind = "invitation-revoked"
	InvitationDeclined      Kind = "invitation-declined"
	InvitationNotAuthorised Kind = "invitation-not-authorised"
	WrongAccount            Kind = "wrong-account"
	LastAdministrator       Kind = "last-administrator"
	InheritedAccess         Kind = "inherited-access"
	VersionMismatch         Kind = "version-mismatch"
	DuplicateRow            Kind = "duplicate-row"
	LimitReached            Kind = "limit-reached"
	RateLimited             Kind = "rate-limited"
	Unavailable             Kind = "unavailable"
	Internal                Kind = "internal"
)

// Error is a refusal that may be shown to whoever asked. Detail is a sentence
// for a person and holds nothing internal.
type Error struct {
	Kind       Kind
	Detail     string
	Fields     []FieldError  // what is wrong with each field, of an Invalid request
	Invitation InvitationID  // the invitation in the way, of InvitationPending
	Row        *int          // the row in the way, of DuplicateRow
	RetryAfter time.Duration // when to try again, of RateLimited
	Cause      error         // for the log alone
}

// FieldError says what is wrong with one field of a request.
type FieldError struct{ Field, Message string }

func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return fmt.Sprintf("%s: %s", e.Kind, e.Detail)
	}
	return fmt.Sprintf("%s: %s %v", e.Kind, e.Detail, e.Fields)
}

// Refuse makes an Error of a kind with a sentence for a person.
func Refuse(kind Kind, format string, args ...any) error {
	return &Error{Kind: kind, Detail: fmt.Sprintf(format, args...)}
}

// InvalidField refuses a request for one field of it.
func InvalidField(field, message string) error {
	return fieldErrors{{field, message}}.err()
}

// Unwrap gives the cause, so that a log can tell it.
func (e *Error) Unwrap() error { return e.Cause }

// KindOf is the kind of any error: Internal unless it says otherwise.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// fieldErrors gathers what is wrong with a request, so that all of it is told
// at once.
type fieldErrors []FieldError

func (f *fieldErrors) add(field, format string, args ...any) {
	*f = append(*f, FieldError{field, fmt.Sprintf(format, args...)})
}

func (f *fieldErrors) check(field string, err error) {
	if err != nil {
		f.add(field, "%s", err)
	}
}

func (f fieldErrors) err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Detail: "Some fields of the request are not valid.", Fields: f}
}

// errNotFound is the one answer for what is not there and for what is not
// yours to see.
func errNotFound() error {
	return Refuse(NotFound, "There is nothing here, or it is not yours to see.")
}
