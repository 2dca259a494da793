package access

import (
	"context"
	"errors"
	"time"
)

// Mail is what an invitee is told. Names are as people typed them: whoever
// renders a Mail must make them inert.
type Mail struct {
	To           Address
	Invitation   InvitationID
	Round        int    // which of the invitation's mails: 1, and more after a resend
	Locale       string // BCP 47, as asked for; the renderer falls back
	Link         string // holds the secret
	FirstName    string // of the invitee; may be empty
	Organisation string // its name
	Account      string // its name; empty when the whole organisation is meant
	Inviter      string // name of the person who invites
	ReplyTo      string // address of the person who invites, all ASCII; empty for an operator
	Roles        []Role
	ExpiresAt    time.Time
	HasUser      bool // the invitee has a user already
}

// Mailer sends a Mail.
type Mailer interface {
	// Send hands the mail over and returns the provider's message id. A mail
	// that the provider does not take fails with *Refusal. Every other error may
	// pass; unless it is ErrNotSent, the mail may have been sent nevertheless.
	Send(ctx context.Context, mail Mail) (messageID string, err error)
}

// ErrNotSent says that a mail surely was not sent, this time.
var ErrNotSent = errors.New("access: the mail was not sent")

// Refusal says that the provider does not take a mail. It is an ErrNotSent.
type Refusal struct {
	Reason string // for administrators
	// Wait is how long after it was queued the mail is tried again, for a refusal
	// that may be over in minutes. Without it the mail is given up at once.
	Wait   time.Duration
	Answer string // the provider's own words, for the log; it holds no address and no link
}

func (r *Refusal) Error() string {
	if r.Answer == "" {
		return "mail refused: " + r.Reason
	}
	return "mail refused: " + r.Reason + ": " + r.Answer
}

// Is makes a Refusal an ErrNotSent.
func (r *Refusal) Is(target error) bool { return target == ErrNotSent }

// DeadLetters is where a mail goes that could not be sent: an operator is
// alarmed by each.
type DeadLetters interface {
	Park(ctx context.Context, letter DeadLetter) error
}

// DeadLetter tells an operator which mail was not sent and why. It holds no
// address and no secret.
type DeadLetter struct {
	Invitation   InvitationID
	Organisation OrganisationID
	Reason       string
	At           time.Time
}
