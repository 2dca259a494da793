package delivery

import (
	"testing"

	"admit/shared/access"
)

// TestTokenIsNoGeneratedID checks that neither a token nor a part of it can be
// mistaken for a generated id.
func TestTokenIsNoGeneratedID(t *testing.T) {
	token := newToken()
	for _, other := range []string{token, token[:19], token[:21], access.NewID() + token} {
		if access.IsGeneratedID(other) {
			t.Errorf("%q has the form of a generated id", other)
		}
	}
}
