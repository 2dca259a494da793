package api

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
)

// Cursors makes the cursors of lists from positions, and reads them. A position can be an
// email address or a name that the caller may not know. So a cursor is encrypted, with
// AES-256 in Galois/Counter Mode and a random nonce, and its length tells the length of
// the position only roughly. It is bound to what it belongs to: with another list, filter
// or caller it cannot be decrypted.
type Cursors struct{ aead cipher.AEAD }

// NewCursors returns cursors that are encrypted with a key derived from a secret.
func NewCursors(secret string) Cursors {
	key := sha256.Sum256([]byte(secret))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(err) // a key of 32 bytes is valid
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // the block size of AES is valid
	}
	return Cursors{aead}
}

// binding is what a cursor belongs to: the list, the organisation, the filter and the
// caller.
type binding []byte

func bindingOf(bound url.Values) binding { return binding(bound.Encode()) }

// Of returns the cursor of the position after which the next page of the request's list
// begins. It is empty at the end of the list, where the position is empty.
func (c Cursors) Of(r Request, position string) string {
	if position == "" {
		return ""
	}
	return c.seal(position, r.binding())
}

// paddedTo is the length to whose multiples positions are padded, in octets.
const paddedTo = 64

// The octets behind a position: its end, and the padding that follows.
const (
	positionEnd = 1
	padding     = 0
)

// seal encrypts a position.
func (c Cursors) seal(position string, to binding) string {
	text := append([]byte(position), positionEnd)
	for len(text)%paddedTo != 0 {
		text = append(text, padding)
	}
	return base64.RawURLEncoding.EncodeToString(c.aead.Seal(nil, nil, text, to)) //nolint:gosec // it makes a random nonce
}

// open returns the position in a cursor. It reports false for anything but an unchanged
// cursor with this binding.
func (c Cursors) open(cursor string, to binding) (position string, valid bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return "", false
	}
	text, err := c.aead.Open(nil, nil, sealed, to)
	if err != nil {
		return "", false
	}
	text = bytes.TrimRight(text, string([]byte{padding}))
	return string(text[:len(text)-1]), true
}
