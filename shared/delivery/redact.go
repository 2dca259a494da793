package delivery

import (
	"encoding/base64"
	"slices"
	"strings"
	"unicode"

	"admit/shared/access"
)

// maxRedacted is the maximum length of a redacted text, in characters.
const maxRedacted = 300

// Redact returns the part of the email service's words that may be shown or logged.
// Most of them come from a mail server, which anybody may run. The result is one
// short line without characters that hide text or change its direction. Redact
// removes email addresses, because a server may name the address to which it
// forwarded the email. It removes what may be a token, because a server may quote
// the link.
func Redact(text string) string {
	words := strings.FieldsFunc(strings.ToValidUTF8(text, " "), func(c rune) bool { return unicode.IsSpace(c) || access.HidesText(c) })
	for n, word := range words {
		switch {
		case strings.Contains(word, "@"):
			words[n] = "(address)"
		case mayContainToken(word):
			words[n] = "(link)"
		}
	}
	line := []rune(strings.Join(words, " "))
	return string(line[:min(len(line), maxRedacted)])
}

// mayContainToken reports whether the word contains a sequence of base64url
// characters that is at least as long as a token.
func mayContainToken(word string) bool {
	length := base64.RawURLEncoding.EncodedLen(tokenBytes)
	runs := strings.FieldsFunc(word, func(c rune) bool { return !access.ValidID(string(c)) })
	return slices.ContainsFunc(runs, func(run string) bool { return len(run) >= length })
}
