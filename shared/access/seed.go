package access

import (
	"crypto/sha256"
	"encoding/base64"
)

// Seed is the random value from which the ids of everything that a request creates are
// derived. A try with the same seed finds what an earlier try has created. With the
// empty seed every id is random.
type Seed string

// id returns the id of one thing that the request creates. The parts name the thing.
func (s Seed) id(parts ...string) string {
	if s == "" {
		return NewID()
	}
	return Derive(append([]string{string(s)}, parts...)...)
}

// Derive returns a deterministic id. It cannot be guessed without knowing every
// part.
func Derive(parts ...string) string {
	hash := sha256.New()
	for _, part := range parts {
		sum := sha256.Sum256([]byte(part))
		hash.Write(sum[:])
	}
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:15])
}
