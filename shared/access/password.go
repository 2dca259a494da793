package access

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PasswordRule says what a new password must contain. It is the password policy of the user
// pool in which Admit creates identities.
type PasswordRule struct {
	MinLength int  `json:"minLength"` // in characters; the maximum is 256 bytes
	Upper     bool `json:"upper"`
	Lower     bool `json:"lower"`
	Digit     bool `json:"digit"`
	Symbol    bool `json:"symbol"`
}

// The bounds of MinLength. The lower one is that of NIST SP 800-63B, the upper one Cognito's.
const (
	LowestMinLength  = 8
	HighestMinLength = 99
)

// DefaultPasswords is the rule of a deployment whose settings do not change it.
var DefaultPasswords = PasswordRule{MinLength: 12, Upper: true, Lower: true, Digit: true}

// Check returns an error that names everything that a password lacks.
func (r PasswordRule) Check(password string) error {
	var missing []string
	if utf8.RuneCountInString(password) < r.MinLength {
		missing = append(missing, fmt.Sprintf("at least %d characters", r.MinLength))
	}
	for _, class := range []struct {
		required bool
		contains func(rune) bool
		name     string
	}{
		{r.Upper, between('A', 'Z'), "an upper-case letter"},
		{r.Lower, between('a', 'z'), "a lower-case letter"},
		{r.Digit, between('0', '9'), "a digit"},
		{r.Symbol, isSymbol, "a symbol"},
	} {
		if class.required && !strings.ContainsFunc(password, class.contains) {
			missing = append(missing, class.name)
		}
	}
	switch {
	case len(missing) > 0:
		return fmt.Errorf("needs %s", strings.Join(missing, ", "))
	case !utf8.ValidString(password):
		return fmt.Errorf("must be valid UTF-8")
	case len(password) > 256:
		return fmt.Errorf("must not be longer than 256 bytes")
	case strings.TrimSpace(password) != password:
		return fmt.Errorf("must not begin or end with a space")
	case strings.ContainsFunc(password, breaksLine):
		return fmt.Errorf("must not contain control characters")
	}
	return nil
}

// between returns a class of Basic Latin characters. The rule of an identity provider
// counts only these as letters and digits, although a password may contain any
// character.
func between(first, last rune) func(rune) bool {
	return func(c rune) bool { return c >= first && c <= last }
}

// isSymbol reports whether a character is one that Cognito counts as a symbol: the
// punctuation of ASCII, and a space inside the password.
func isSymbol(c rune) bool {
	return c >= ' ' && c <= '~' && !between('A', 'Z')(c) && !between('a', 'z')(c) && !between('0', '9')(c)
}

// breaksLine reports whether a character is a control character, or a line or paragraph
// separator.
func breaksLine(c rune) bool { return unicode.In(c, unicode.Cc, unicode.Zl, unicode.Zp) }
