package access

import (
	"strings"
	"testing"
)

// TestARefusedAddressSaysWhy checks what a person is told of an address that is refused, next
// to one that is accepted.
func TestARefusedAddressSaysWhy(t *testing.T) {
	const ascii, notAllowed, word, ip, lookAlike = "that is not ASCII", "is not allowed before the @", "an encoded word", "not an IP address", "a look-alike"
	for typed, want := range map[string]string{
		"\u0080ada@example.com":             ascii, // the first character that is not ASCII
		"\u007fada@example.com":             notAllowed,
		"=?utf-8?q?ada?=@example.com":       word,
		"ada=?utf-8?q?ada?=@example.com":    word,
		"=?utf-8?q?ada@example.com":         "",
		"ada?=@example.com":                 "",
		"?=ada=?@example.com":               "",
		"ada@192.0.2.0":                     ip,
		"ada@192.0.2.9":                     ip,
		"ada@example.0com":                  ip,
		"ada@example.9com":                  ip,
		"ada@example.com9":                  "",
		"ada@9.example":                     "",
		"ada@\u03f4.example":                lookAlike, // another capital theta, of which \u03b8 is the small letter
		"ada@\u0398.example":                "",
		strings.Repeat("a", 65) + "@e.test": "more than 64 bytes",
		strings.Repeat("a", 64) + "@e.test": "",
		"@example.com":                      "is not a valid email address",
		"ada@":                              "is not a valid email address",
		"ada":                               "is not a valid email address",
	} {
		_, err := ParseAddress(typed)
		switch {
		case want == "" && err != nil:
			t.Errorf("%q is refused: it %v", typed, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want that it %s", typed, err, want)
		}
	}
}
