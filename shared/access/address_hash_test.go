package access

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
)

func TestAddressHash(t *testing.T) {
	const secret = "a secret of at least thirty-two octets"
	hash := func(secret, typed string) AddressHash {
		t.Helper()
		address, err := ParseAddress(typed)
		if err != nil {
			t.Fatal(err)
		}
		return NewAddressHasher(secret).Hash(address)
	}
	ada := hash(secret, "ada@bücher.example")
	for _, same := range []string{"ADA@BÜCHER.example", "ada@xn--bcher-kva.example"} {
		if hash(secret, same) != ada {
			t.Errorf("%s has another hash", same)
		}
	}
	if hash(secret, "eve@bücher.example") == ada || hash(secret+"!", "ada@bücher.example") == ada {
		t.Error("another address, or another secret, gives the same hash")
	}
	unkeyed := sha256.Sum256([]byte("ada@xn--bcher-kva.example"))
	if text := string(ada); len(text) != 32 || strings.Contains(text, "ada") || strings.HasPrefix(hex.EncodeToString(unkeyed[:]), text) {
		t.Errorf("the hash is %s", text)
	}
}
