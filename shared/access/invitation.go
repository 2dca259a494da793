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

// ClosedKept is how long an invitation stays listed after it was accepted,
// declined or revoked, or was seen to have expired.
const ClosedKept = 30 * 24 * time.Hour

// Status is where an invitation is in its life.
type Status string

// The states of an invitation. A pending one is expired as soon as its time is
// up, judged by the clock; it is written down as expired when DynamoDB removes
// it, or when another takes its place.
const (
	Pending  Status = "pending"
	Accepted Status = "accepted"
	Declined Status = "declined"
	Revoked  Status = "revoked"
	Expired  Status = "expired"
)

// Statuses lists the states, in the order of a life.
var Statuses = []Status{Pending, Accepted, Declined, Revoked, Expired}

// DeliveryStatus is what is known of an invitation's mail.
type DeliveryStatus string

// The states of a mail. Admit itself brings about that it is queued, sent or
// failed; the others are told by the mail's provider.
const (
	Queued     DeliveryStatus = "queued"
	Sent       DeliveryStatus = "sent"
	Delayed    DeliveryStatus = "delayed" // the provider keeps trying
	Delivered  DeliveryStatus = "delivered"
	Failed     DeliveryStatus = "failed"     // it was not sent, or refused on its way
	Bounced    DeliveryStatus = "bounced"    // the recipient's server gave it back
	Complained DeliveryStatus = "complained" // the recipient called it spam
)

// Delivery is what is known of an invitation's mail, and since when.
type Delivery struct {
	Status    DeliveryStatus
	Tentative bool // may turn out otherwise: a failure that only Admit saw, a bounce that may pass
	At        time.Time
	Detail    string // why, for an administrator
	Message   string // the provider's message id
}

// Invitation is an offer of roles at one scope to one mail address.
type Invitation struct {
	ID                  InvitationID
	Scope               Scope
	Email               Address
	FirstName, LastName string // only prefill the registration
	Roles               []RoleID
	Locale              string
	Status              Status // as stored; see StatusAt
	Inviter             Person
	CreatedAt           time.Time
	ExpiresAt           time.Time
	ClosedAt            time.Time // zero while pending
	AcceptedBy          UserID
	Attempt             int // how often it was offered: 1, and one more with each resend
	QueuedAt            time.Time
	Delivery            Delivery
	TokenHashes         []SecretHash // of this round; of a queued mail, one for each sending whose outcome is unknown
	Names               Names        // of its scope, when it was made
	Version             int          // one more with each change that somebody makes
	ResendIDs           []string     // those that offered it anew and can be repeated, the last one first; see Once
}

// VersionTag is the version as a [Precondition] names it.
func (i Invitation) VersionTag() string { return strconv.Itoa(i.Version) }

// StatusAt is the state at a moment: a pending invitation expires when its time
// is up, to the second, whether or not DynamoDB has removed it yet.
func (i Invitation) StatusAt(now time.Time) Status {
	if i.Status == Pending && !now.Before(i.ExpiresAt) {
		return Expired
	}
	return i.Status
}

// requirePending refuses everything but a pending invitation, with what became of it.
func (i Invitation) requirePending(now time.Time) error {
	switch i.StatusAt(now) {
	case Accepted:
		return Refuse(InvitationAccepted, "This invitation has been accepted already.")
	case Declined:
		return Refuse(InvitationDeclined, "This invitation was declined.")
	case Revoked:
		return Refuse(InvitationRevoked, "This invitation was withdrawn.")
	case Expired:
		return Refuse(InvitationExpired, "This invitation ran out on %s.", i.ExpiresAt.UTC().Format("2 January 2006 15:04 UTC"))
	}
	return nil
}

// matchesToken tells whether the token is a secret that was mailed for this round of
// the invitation. Every stored hash is compared, and one more where there is
// none, so that time tells nothing.
func (i Invitation) matchesToken(token string) bool {
	given := HashSecret(token)
	found := 0
	for _, hash := range append(i.TokenHashes, SecretHash{}) {
		found |= subtle.ConstantTimeCompare(hash[:], given[:])
	}
	return found == 1
}

// SecretHash is the SHA-256 of a link's secret, the only form in which a secret
// is kept.
type SecretHash [sha256.Size]byte

// HashSecret hashes the secret as it stands in the link: no two spellings are
// one secret.
func HashSecret(secret string) SecretHash { return sha256.Sum256([]byte(secret)) }

// NewID makes an identifier of 120 random bits.
func NewID() string {
	var bits [generatedIDOctets]byte
	_, _ = rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(bits[:])
}

// NewUserID is the id of the user whom an identity provider knows by a subject.
// It says nothing of either, and no two pairs share it.
func NewUserID(issuer, subject string) UserID {
	sum := sha256.Sum256([]byte(issuer + "\x00" + subject))
	return UserID(base64.RawURLEncoding.EncodeToString(sum[:15]))
}

// closureEvents is what goes on record when an invitation ends without giving
// anything.
var closureEvents = map[Status]EventType{Declined: EventInvitationDeclined, Revoked: EventInvitationRevoked, Expired: EventInvitationExpired}

func (i Invitation) closure(status Status, now time.Time, authority *Authority, actor Person) InvitationClosure {
	return InvitationClosure{Invitation: i, Status: status, At: now, Authority: authority, Event: i.endedEvent(closureEvents[status], now, actor)}
}
