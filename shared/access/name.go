package access

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the maximum length of the name of a person, an organisation or an
// account, in characters.
const MaxName = 100

// checkName returns an error for a text that cannot be shown as a name. It does not
// judge what people are called. It refuses only what could hide or break the text
// around it.
func checkName(name string) error {
	switch {
	case !utf8.ValidString(name), strings.ContainsRune(name, utf8.RuneError): // invalid UTF-8 may arrive as U+FFFD
		return errors.New("is not valid UTF-8")
	case utf8.RuneCountInString(name) > MaxName:
		return errors.New("is longer than 100 characters")
	case strings.ContainsFunc(name, HidesText):
		return errors.New("contains control characters or line breaks")
	case strings.TrimSpace(name) != "" && !strings.ContainsFunc(name, isVisible):
		return errors.New("contains no visible character")
	}
	return nil
}

// requireName is checkName for a name that must not be blank.
func requireName(name string) error {
	if strings.TrimSpace(name) == "" {
		return errors.New("is required")
	}
	return checkName(name)
}

// safeName returns a name that comes from outside Admit, or "" if it must not be
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

// isVisible reports whether a character can be seen on its own. Spaces cannot, and
// neither can the characters by which Unicode joins, varies or fills others. The API
// document has the same set as a pattern.
func isVisible(c rune) bool {
	invisible := unicode.In(c, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, c)
	return !invisible && !unicode.IsSpace(c) && !unicode.IsControl(c) && c != '\u2800' // the empty Braille pattern
}

// requireNameField is requireName for a request whose only field is a name.
func requireNameField(name string) error {
	var wrong fieldErrors
	wrong.check("name", requireName(name))
	return wrong.err()
}
