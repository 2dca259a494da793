package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"admit/shared/access"
)

// Mail is the content of an invitation's email. Names are as people typed them. The
// renderer must make them inert.
type Mail struct {
	To           access.Address
	Invitation   access.InvitationID
	Attempt      int    // 1 after the invite, and one more with each resend
	Locale       string // BCP 47, as requested; the renderer has a fallback
	Link         string // contains the token
	FirstName    string // of the invitee; may be empty
	Organisation string // its name
	Account      string // its name; empty if the scope is the whole organisation
	Inviter      string // name of the inviter
	ReplyTo      string // email address of the inviter in ASCII form; empty if it has none, and for an operator
	Roles        []access.Role
	Ends         access.Ends // of those roles that end
	ExpiresAt    time.Time
	HasUser      bool // the invitee is already a user
	Reminder     bool // the invitee has had an email of this attempt
	SignsIn      bool // a new user signs in at an identity provider, instead of registering
}

// Mailer sends a Mail.
type Mailer interface {
	// Send hands the email to the email service and returns its message id.
	// It returns *PermanentError for an email that the service does not accept. Every
	// other error is temporary. After an error that is not ErrNotSent, the email may
	// have been sent.
	Send(ctx context.Context, mail Mail) (messageID string, err error)
}

// NoticeKind says what a notice is about.
type NoticeKind string

// The kinds of notices.
const (
	RenewalNotice    NoticeKind = "renewal"    // the invitee of an expired invitation asks for a new link
	AcceptanceNotice NoticeKind = "acceptance" // somebody with another address asks to accept
)

// Notice is the content of the email that tells an administrator what somebody asks for
// about an invitation. Names and addresses are as people typed them, as in a [Mail].
type Notice struct {
	Kind         NoticeKind
	To           access.Address
	Invitation   access.InvitationID
	Locale       string // BCP 47; the renderer has a fallback
	Link         string // to the invitation in the console
	Organisation string // its name
	Account      string // its name; empty if the scope is the whole organisation
	Invitee      string // the invited address
	Requester    string // the address of who asks
}

// NoticeMailer sends a Notice. Its errors are those of a [Mailer].
type NoticeMailer interface {
	SendNotice(ctx context.Context, n Notice) error
}

// ErrNotSent means that the email was certainly not sent by this call.
var ErrNotSent = errors.New("delivery: the mail was not sent")

// ErrQuota means that the email service sends no more emails for now, because its quota of a
// day is used up. It is an ErrNotSent.
var ErrQuota = fmt.Errorf("%w: the quota of a day is used up", ErrNotSent)

// PermanentError means that the email service does not accept an email. It is an
// ErrNotSent.
type PermanentError struct {
	Reason string // for administrators
	// RetryFor is how long after it was queued the email is tried again, for a
	// cause that may end within minutes. Zero means that the email fails at once.
	RetryFor time.Duration
	Response string // the email service's own words, for the log; contains no address and no link
}

func (e *PermanentError) Error() string {
	if e.Response == "" {
		return "mail refused: " + e.Reason
	}
	return "mail refused: " + e.Reason + ": " + e.Response
}

// Is reports a PermanentError to be an ErrNotSent.
func (e *PermanentError) Is(target error) bool { return target == ErrNotSent }

// DeadLetters receives a letter for each email that could not be sent. Each letter
// raises an alarm for an operator.
type DeadLetters interface {
	Park(ctx context.Context, letter DeadLetter) error
}

// DeadLetter tells an operator which email was not sent, and why. It contains no
// email address and no token.
type DeadLetter struct {
	Invitation   access.InvitationID   `json:"invitationId"`
	Organisation access.OrganisationID `json:"organisationId"`
	Reason       string                `json:"reason"`
	At           time.Time             `json:"at"`
	Kind         DeadLetterKind        `json:"kind,omitempty"`    // empty in a letter of version 0.1
	Attempt      int                   `json:"attempt,omitempty"` // of the email or the reminder
}

// DeadLetterKind says what a dead letter is about.
type DeadLetterKind string

// The kinds of dead letters.
const (
	EmailLetter    DeadLetterKind = "email"
	ReminderLetter DeadLetterKind = "reminder"
	NoticeLetter   DeadLetterKind = "notice"
)
