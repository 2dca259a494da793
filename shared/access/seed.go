package access

import (
	"crypto/sha256"
	"encoding/base64"
)

// Seed is what the ids of everything that a request creates are made of. The
// empty seed makes a new id each time.
type Seed string

func (s Seed) id(parts ...string) string {
	if s == "" {
		return NewID()
	}
	return derive(append([]string{string(s)}, parts...)...)
}

// derive makes an identifier of parts: the same of the same parts, and without
// all of them nobody can tell it.
func derive(parts ...string) string {
	hash := sha256.New()
	for _, part := range parts {
		sum := sha256.Sum256([]byte(part))
		hash.Write(sum[:])
	}
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:15])
}
