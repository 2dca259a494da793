package access

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the longest name of a person, an organisation or an account, in
// characters.
const MaxName = 100

// checkName refuses what is no name of anything: it does not judge what people
// are called, only what could hide or break the text around it.
func checkName(name string) error {
	switch {
	case !utf8.ValidString(name), strings.ContainsRune(name, utf8.RuneError): // a gateway puts that where it was not
		return errors.New("is not valid UTF-8")
	case utf8.RuneCountInString(name) > MaxName:
		return errors.New("is longer than 100 characters")
	case strings.ContainsFunc(name, HidesText):
		return errors.New("has control characters or line breaks")
	case strings.TrimSpace(name) != "" && !strings.ContainsFunc(name, isVisible):
		return errors.New("has no visible character")
	}
	return nil
}

func requireName(name string) error {
	if strings.TrimSpace(name) == "" {
		return errors.New("is required")
	}
	return checkName(name)
}

// safeName is a name that somebody else keeps, or none where it is not fit to be
// shown.
func safeName(name string) string {
	if checkName(name) != nil {
		return ""
	}
	return name
}

// HidesText reports whether a character is a control character, a line or
// paragraph separator, or overrides the direction of the text after it.
func HidesText(c rune) bool {
	return unicode.In(c, unicode.Cc, unicode.Zl, unicode.Zp) ||
		(c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069')
}

// isVisible tells of characters that can be seen by themselves: not of spaces,
// and not of those that Unicode has for joining, selecting and filling others.
// The API's reference says the same in a pattern.
func isVisible(c rune) bool {
	invisible := unicode.In(c, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, c)
	return !invisible && !unicode.IsSpace(c) && !unicode.IsControl(c) && c != '\u2800' // the empty Braille pattern
}

func requireNameField(name string) error {
	var wrong fieldErrors
	wrong.check("name", requireName(name))
	return wrong.err()
}
