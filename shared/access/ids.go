package access

// Identifiers are opaque: 1 to 64 of A-Z, a-z, 0-9, - and _. One from outside
// that is formed otherwise names nothing, and is answered as such.
type (
	OrganisationID string
	AccountID      string
	UserID         string
	InvitationID   string
	RoleID         string
)

const (
	maxIDLength       = 64
	generatedIDOctets = 15 // 120 bits
	// GeneratedIDLength is the length of the ids that NewID makes, in base64url.
	GeneratedIDLength = 20
)

// IsGeneratedID tells whether an id has the form of those that [NewID] makes. No
// token of a link has it: a token is longer.
func IsGeneratedID(id string) bool {
	return len(id) == GeneratedIDLength && ValidID(id)
}

// ValidID reports whether an id has the form of an identifier.
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
