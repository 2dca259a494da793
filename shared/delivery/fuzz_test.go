package delivery

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzRedact checks that the words of a mail server are shown on one short line without
// addresses and without what may be a token, and that redacting them twice changes nothing.
func FuzzRedact(f *testing.F) {
	for _, seed := range []string{"", "550 5.1.1 <ada@example.com> unknown", "see https://x.example/invitations/a#3Zk9vQ1xW7sLr2TnB8yHcM4pJd6FgUaEoI5tKqXzR0w", "a\r\nb\u2028c\u202ed", "\xff", strings.Repeat("é ", 400), "a @ b", "(address)"} {
		f.Add(seed)
	}
	token := regexp.MustCompile(`[A-Za-z0-9_-]{43}`)
	f.Fuzz(func(t *testing.T, text string) {
		shown := Redact(text)
		if !utf8.ValidString(shown) || utf8.RuneCountInString(shown) > 300 || strings.Contains(shown, "@") || token.MatchString(shown) || strings.ContainsFunc(shown, unicode.IsControl) {
			t.Errorf("%q is shown as %q", text, shown)
		}
		if again := Redact(shown); again != strings.TrimSpace(shown) {
			t.Errorf("%q is shown as %q, and then as %q", text, shown, again)
		}
	})
}
