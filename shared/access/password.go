package access

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PasswordRule is what a new password must have.
type PasswordRule struct {
	MinLength           int // in characters; the most is 256 bytes
	Upper, Lower, Digit bool
}

// Check says what a password lacks, in one sentence.
func (r PasswordRule) Check(password string) error {
	var lacks []string
	if utf8.RuneCountInString(password) < r.MinLength {
		lacks = append(lacks, fmt.Sprintf("at least %d characters", r.MinLength))
	}
	for _, need := range []struct {
		on    bool
		class func(rune) bool
		name  string
	}{
		{r.Upper, between('A', 'Z'), "an upper-case letter"},
		{r.Lower, between('a', 'z'), "a lower-case letter"},
		{r.Digit, between('0', '9'), "a digit"},
	} {
		if need.on && !strings.ContainsFunc(password, need.class) {
			lacks = append(lacks, need.name)
		}
	}
	switch {
	case len(lacks) > 0:
		return fmt.Errorf("needs %s", strings.Join(lacks, ", "))
	case !utf8.ValidString(password):
		return fmt.Errorf("must be valid UTF-8")
	case len(password) > 256:
		return fmt.Errorf("must not be longer than 256 bytes")
	case strings.TrimSpace(password) != password:
		return fmt.Errorf("must not begin or end with a space")
	case strings.ContainsFunc(password, breaksLine):
		return fmt.Errorf("must not have control characters")
	}
	return nil
}

// between is a class of Basic Latin: the classes of an identity provider's rule
// know no other letters, though a password may have any.
func between(first, last rune) func(rune) bool {
	return func(c rune) bool { return c >= first && c <= last }
}

func breaksLine(c rune) bool { return unicode.In(c, unicode.Cc, unicode.Zl, unicode.Zp) }
