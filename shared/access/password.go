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
		{r.Upper, unicode.IsUpper, "an upper-case letter"},
		{r.Lower, unicode.IsLower, "a lower-case letter"},
		{r.Digit, unicode.IsDigit, "a digit"},
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
	case strings.ContainsFunc(password, unicode.IsControl):
		return fmt.Errorf("must not have control characters")
	}
	return nil
}
