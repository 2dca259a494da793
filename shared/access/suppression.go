package access

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Suppression stops an organisation's emails to an address. It starts with a complaint
// or a permanent bounce of any email to the address. A resend to the address lifts it,
// and so does an operator who invites the address. The zero value is no suppression.
//
// Delivery events arrive late and more than once. So At stays when the suppression is
// lifted. An event that changes no delivery and is not later than At is a duplicate: it
// was known when an administrator resent the invitation. The time of the resend cannot
// be used instead. An event that happened before the resend and arrives after it was
// not known to the administrator, and suppresses the address again.
type Suppression struct {
	Reason string    // for administrators
	At     time.Time // of the latest event, by the email service's clock, to the second
	Lifted bool
	// Hashed is set if the suppression is kept under a hash of the address, because its owner
	// was deleted. It says nothing else about them.
	Hashed bool
}

// HashAddress returns the SHA-256 of an address and an organisation, as hexadecimal digits.
// Whoever knows the address can compute it, and nobody can read the address from it.
func HashAddress(o OrganisationID, a Address) string {
	sum := sha256.Sum256([]byte(string(o) + " " + a.Key()))
	return hex.EncodeToString(sum[:])
}

// Active reports whether emails to the address are suppressed.
func (s Suppression) Active() bool { return s.Reason != "" && !s.Lifted }

// SuppressionChange changes the suppression of an address in an organisation. It
// is stale unless the suppression is as in Before.
type SuppressionChange struct {
	Organisation  OrganisationID
	Address       Address
	Before, After Suppression
}

// lift returns the change with which a resend, or an operator, lifts a suppression.
// It returns nil if the suppression is not active.
func (i Invitation) lift(before Suppression) *SuppressionChange {
	if !before.Active() {
		return nil
	}
	after := before
	after.Lifted = true
	return &SuppressionChange{Organisation: i.Scope.Organisation, Address: i.Email, Before: before, After: after}
}
