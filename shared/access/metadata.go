package access

import (
	"fmt"
	"strings"
	"unicode"
)

// Metadata is what a product stores with an invitation, such as the id of a customer.
// Admit returns it to administrators and in events, and never reads it.
type Metadata map[string]string

// The limits of metadata.
const (
	maxMetadata       = 2048 // bytes of all keys and values
	maxMetadataKeys   = 50
	maxMetadataKeyLen = 64
)

// check accepts up to 50 keys of 1 to 64 characters from A-Z, a-z, 0-9, dot, underscore
// and hyphen, with values without control characters.
func (m Metadata) check() error {
	if len(m) > maxMetadataKeys {
		return fmt.Errorf("has more than %d keys", maxMetadataKeys)
	}
	size := 0
	for key, value := range m {
		if key == "" || len(key) > maxMetadataKeyLen || strings.ContainsFunc(key, notInMetadataKey) {
			return fmt.Errorf("has a key that is not 1 to %d characters from A-Z, a-z, 0-9, dot, underscore and hyphen", maxMetadataKeyLen)
		}
		if strings.ContainsFunc(value, unicode.IsControl) {
			return fmt.Errorf("has a control character in the value of %s", key)
		}
		size += len(key) + len(value)
	}
	if size > maxMetadata {
		return fmt.Errorf("is larger than %d bytes, which is the limit for all keys and values together", maxMetadata)
	}
	return nil
}

func notInMetadataKey(c rune) bool {
	return (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && !strings.ContainsRune("._-", c)
}
