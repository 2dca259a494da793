package access

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strconv"
	"time"
)

// OpenFor is how long an invitation can be accepted after the invite or the
// last resend.
const OpenFor = 72 * time.Hour

// ClosedKept is how long an invitation stays listed after it was closed, which for
// an expired one is when its expiry was recorded.
const ClosedKept = 30 * 24 * time.Hour

// Status is the state of an invitation.
type Status string

// The states of an invitation. A pending invitation counts as expired from the
// second at which it expires, by the clock. The change of state is recorded later:
// when the store has removed the invitation, or when another invitation needs its
// slot or its part of a limit.
const (
	Pending  Status = "pending"
	Accepted Status = "accepted"
	Declined Status = "declined"
	Revoked  Status = "revoked"
	Expired  Status = "expired"
)

// Statuses lists the states of an invitation.
var Statuses = []Status{Pending, Accepted, Declined, Revoked, Expired}

// DeliveryStatus is the state of an invitation's email.
type DeliveryStatus string

// The states of an email. Admit itself sets Queued, Sent and Failed. The email
// service reports the others, and may report Failed too.
const (
	Queued     DeliveryStatus = "queued"
	Sent       DeliveryStatus = "sent"    // the email service accepted it
	Delayed    DeliveryStatus = "delayed" // the email service keeps trying
	Delivered  DeliveryStatus = "delivered"
	Failed     DeliveryStatus = "failed"     // not sent, or rejected by the email service
	Bounced    DeliveryStatus = "bounced"    // the recipient's server returned it
	Complained DeliveryStatus = "complained" // the recipient marked it as spam
)

// Delivery is what is known of an invitation's email.
type Delivery struct {
	Status    DeliveryStatus
	Tentative bool      // the state may turn out otherwise: a failure that only Admit saw, a bounce that may be temporary
	At        time.Time // since when
	Detail    string    // the reason, for an administrator
	Message   string    // the email service's id of the email
}

// WasSent reports whether the email was sent and has not failed since.
func (d Delivery) WasSent() bool {
	return d.Status == Sent || d.Status == Delayed || d.Status == Delivered
}

// Invitation is an offer of roles at one scope to one email address.
type Invitation struct {
	ID                  InvitationID
	Scope               Scope
	Email               Address
	FirstName, LastName string // only prefill the registration
	Roles               []RoleID
	Ends                Ends   // of those roles that end; see [Ends]
	Locale              string // of the email; empty: the deployment's default
	ReturnURL           string // where the invitee continues after accepting; empty: the deployment's default
	Metadata            Metadata
	Status              Status // as stored; see StatusAt
	Inviter             Person // who invited, or resent last
	CreatedAt           time.Time
	ExpiresAt           time.Time
	ClosedAt            time.Time   // zero while pending
	KeptUntil           time.Time   // from when on nobody is shown it; zero while pending
	AcceptedBy          UserID      // empty unless accepted
	Attempt             int         // 1, and one more with each resend
	QueuedAt            time.Time   // when this attempt began
	Delivery            Delivery    // of this attempt's email
	TokenHashes         []TokenHash // of this attempt: one for each sending whose email may have left
	ReminderClaimedAt   time.Time   // when a call began to send its reminder; zero if none is under way
	RemindedAt          time.Time   // when its reminder was sent in this attempt, or may have been; zero if it was not
	Names               Names       // of its scope, for its events: when it was created or last resent, or later ones
	Version             int         // 1, and one more with each update, resend, change of AcceptanceRequest and request for a new link
	ResendIDs           []string    // of the resends that a repeated request finds, the latest first; see [Resend.Do]

	AcceptanceRequest  AcceptanceRequest // of somebody with another address; zero if nobody asks
	RenewalRequestedAt time.Time         // when the invitee of an expired invitation asked for a new link; zero if they have not
	Notice             Notice
}

// Notice is the email that tells an administrator what somebody asks for about an
// invitation. The zero Notice is none: it was sent, or nobody asks.
type Notice struct {
	QueuedAt time.Time
	Tries    int // whose outcome is unknown, or that are under way
}

// VersionTag returns the version as a [Precondition] names it.
func (i Invitation) VersionTag() string { return strconv.Itoa(i.Version) }

// StatusAt returns the state at a moment. A pending invitation is expired from
// ExpiresAt on, whatever the store has recorded.
func (i Invitation) StatusAt(now time.Time) Status {
	if i.Status == Pending && !now.Before(i.ExpiresAt) {
		return Expired
	}
	return i.Status
}

// GoneAt reports whether the retention of a closed invitation is over. The store may remove
// it later.
func (i Invitation) GoneAt(now time.Time) bool {
	return !i.KeptUntil.IsZero() && !now.Before(i.KeptUntil)
}

// IsOpenTo reports whether the holder of an address can accept the invitation at a moment.
func (i Invitation) IsOpenTo(address Address, now time.Time) bool {
	return i.StatusAt(now) == Pending && i.Email.Key() == address.Key()
}

// requirePending refuses an invitation that is not pending, and says why it is not.
func (i Invitation) requirePending(now time.Time) error {
	switch i.StatusAt(now) {
	case Accepted:
		return Refuse(InvitationAccepted, "This invitation has already been accepted.")
	case Declined:
		return Refuse(InvitationDeclined, "This invitation was declined.")
	case Revoked:
		return Refuse(InvitationRevoked, "This invitation was revoked.")
	case Expired:
		return Refuse(InvitationExpired, "This invitation expired on %s.", i.ExpiresAt.UTC().Format("2 January 2006 15:04 UTC"))
	}
	return nil
}

// matchesToken reports whether the token was emailed in this attempt of the
// invitation. It compares every stored hash, and at least one even for an unknown
// invitation, so that the time it takes does not reveal whether there is one.
func (i Invitation) matchesToken(token string) bool {
	tokenHash := HashToken(token)
	found := 0
	for _, hash := range append(i.TokenHashes, TokenHash{}) {
		found |= subtle.ConstantTimeCompare(hash[:], tokenHash[:])
	}
	return found == 1
}

// TokenHash is the SHA-256 of a link's token. The token itself is not stored.
type TokenHash [sha256.Size]byte

// HashToken returns the hash of a token exactly as it is in the link. Two
// spellings are two tokens.
func HashToken(token string) TokenHash { return sha256.Sum256([]byte(token)) }

// NewID returns a new id of 120 random bits.
func NewID() string {
	var bits [generatedIDOctets]byte
	_, _ = rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(bits[:])
}

// NewUserID returns the id of the user with an issuer and a subject. The id is a
// hash: it reveals neither of them, and no two users share one.
func NewUserID(issuer, subject string) UserID {
	sum := sha256.Sum256([]byte(issuer + "\x00" + subject))
	return UserID(base64.RawURLEncoding.EncodeToString(sum[:15]))
}

// closureEvents has the type of the event that closes an invitation without an
// acceptance.
var closureEvents = map[Status]EventType{Declined: EventInvitationDeclined, Revoked: EventInvitationRevoked, Expired: EventInvitationExpired}

// RevokedBySystem returns the write that revokes the invitation at a time for no person.
func (i Invitation) RevokedBySystem(now time.Time) InvitationClosure {
	return i.closure(Revoked, now, nil, System)
}

// closure returns the write that closes the invitation without an acceptance.
func (i Invitation) closure(status Status, now time.Time, authority *Authority, actor Party) InvitationClosure {
	return InvitationClosure{Invitation: i, Status: status, At: now, Authority: authority, Event: i.endedEvent(closureEvents[status], now, actor)}
}
