package access

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// Pseudonym stands for a person who was deleted, in everything that is kept: events, and
// invitations and grants that the person gave. It is random, so that nobody can find out
// from it who the person was. Everything about one person has the same one, so that the
// audit log still adds up.
type Pseudonym struct {
	ID   UserID // "deleted-" and twelve hexadecimal digits
	Name string // "Deleted user" and the first eight of them
}

const (
	pseudonymPrefix = "deleted-"
	pseudonymName   = "Deleted user "
)

// NewPseudonym returns a new pseudonym.
func NewPseudonym() Pseudonym {
	var bits [6]byte
	_, _ = rand.Read(bits[:]) // never fails: crypto/rand ends the program instead
	return pseudonymOf(hex.EncodeToString(bits[:]))
}

func pseudonymOf(digits string) Pseudonym {
	return Pseudonym{ID: UserID(pseudonymPrefix + digits), Name: pseudonymName + digits[:8]}
}

// PseudonymWithID returns the pseudonym with an id. It reports false for the id of a user.
func PseudonymWithID(id UserID) (Pseudonym, bool) {
	digits, is := strings.CutPrefix(string(id), pseudonymPrefix)
	if !is || len(digits) != 12 {
		return Pseudonym{}, false
	}
	return pseudonymOf(digits), true
}

// Person returns the pseudonym in the place of a person. It has no address.
func (p Pseudonym) Person() Person { return Person{ID: p.ID, Name: p.Name} }

// Email returns a text in the place of an address, where a reader expects one. No mail
// server has it: the domain invalid is reserved (RFC 2606).
func (p Pseudonym) Email() string { return string(p.ID) + "@deleted.invalid" }
