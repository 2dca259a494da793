package delivery

import (
	"crypto/rand"
	"encoding/base64"
)

// tokenBytes is the number of random bytes of a token: 256 bits.
const tokenBytes = 32

// newToken returns a new random token for the link of an invitation.
func newToken() string {
	var random [tokenBytes]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(random[:])
}
