package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// AddressHash names an email address in logs. Only who has the key can compute it, so it does not
// tell the address to a reader of logs, not even to one who tries all addresses.
type AddressHash string

// AddressHasher computes the hashes of addresses with the key of a deployment.
type AddressHasher struct{ key []byte }

// addressHashLength is the length of a hash in octets. With 128 bits no two addresses
// have the same one.
const addressHashLength = 16

// NewAddressHasher returns a hasher whose key is derived from a secret. Another key that is derived
// from the same secret tells nothing about this one.
func NewAddressHasher(secret string) AddressHasher {
	return AddressHasher{mac([]byte(secret), "admit address hash 1")}
}

// Hash returns the hash of an address. All spellings of an address have one hash.
func (h AddressHasher) Hash(a Address) AddressHash {
	return AddressHash(hex.EncodeToString(mac(h.key, a.Key())[:addressHashLength]))
}

func mac(key []byte, text string) []byte {
	sum := hmac.New(sha256.New, key)
	sum.Write([]byte(text))
	return sum.Sum(nil)
}
