package access

// Ids are opaque: 1 to 64 of A-Z, a-z, 0-9, - and _. An id from a request that has
// another form is answered like an unknown id.
type (
	// OrganisationID is the id of an organisation.
	OrganisationID string
	// AccountID is the id of an account.
	AccountID string
	// UserID is the id of a user; see [NewUserID].
	UserID string
	// InvitationID is the id of an invitation.
	InvitationID string
	// RoleID is the id of a role, as the catalogue has it.
	RoleID string
)

const (
	maxIDLength       = 64
	generatedIDOctets = 15 // 120 bits
	// GeneratedIDLength is the length of the ids that [NewID] returns, in base64url.
	GeneratedIDLength = 20
)

// IsGeneratedID reports whether an id has the form of the ids that [NewID] returns.
// The token of a link never has this form, because a token is longer.
func IsGeneratedID(id string) bool {
	return len(id) == GeneratedIDLength && ValidID(id)
}

// ValidID reports whether an id has 1 to 64 of the characters that ids consist of.
func ValidID(id string) bool {
	if id == "" || len(id) > maxIDLength {
		return false
	}
	for _, c := range []byte(id) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return true
}
