package access

import (
	"crypto/sha256"
	"encoding/base64"
)

// Seed is what the ids of everything that a request creates are derived from. An
// attempt with the same seed finds what an earlier one has created. With the empty
// seed every id is new.
type Seed string

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
