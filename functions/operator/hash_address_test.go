package main

import (
	"encoding/json"
	"strings"
	"testing"

	"admit/shared/access"
)

func TestHashOfAnAddress(t *testing.T) {
	h := handler{hashes: access.NewAddressHasher("a secret of at least thirty-two octets")}
	for call, want := range map[string]string{
		`{"action":"hash-address","email":"ada@example.com"}`: `{"addressHash":"`,
		`{"action":"hash-address","email":"ada"}`:             `"field":"email"`,
		`{"action":"hash-address"}`:                           `"field":"email"`,
		`{"action":"hash-address","address":"a@b.example"}`:   `"field":"address"`,
	} {
		answer, err := h.serve(t.Context(), json.RawMessage(call))
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(answer)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %s, %v, want %s", call, text, err, want)
		}
	}
}
