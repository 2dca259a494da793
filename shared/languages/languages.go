// Package languages finds the language to answer a reader in. The invitee's page, the
// emails and the texts of roles choose by the same rule.
package languages

import (
	"fmt"

	"golang.org/x/text/language"
)

// Set is the languages in which something is available.
type Set struct {
	names   []string
	matcher language.Matcher
}

// NewSet returns a set of languages, which are BCP 47 tags.
func NewSet(names ...string) (Set, error) {
	tags := make([]language.Tag, 0, len(names))
	for _, name := range names {
		tag, err := language.Parse(name)
		if err != nil {
			return Set{}, fmt.Errorf("language %q: %w", name, err)
		}
		tags = append(tags, tag)
	}
	return Set{names, language.NewMatcher(tags)}, nil
}

// Names returns the languages of the set, as they were given.
func (s Set) Names() []string { return s.names }

// Closest returns the language of the set that is close to the first of the wanted ones
// that has a close one, and whether there is any. Close languages are the same language in
// another region (pt-BR, de-AT, es-419), the usual meaning of a macrolanguage (no is nb),
// and a language that its readers understand well: Bokmål (nb) for readers of Nynorsk
// (nn). CLDR's table of language distances decides. A wanted language that is no BCP 47
// tag is close to none.
func (s Set) Closest(wanted ...string) (string, bool) {
	if len(s.names) == 0 {
		return "", false
	}
	for _, name := range wanted {
		tag, _ := language.Parse(name) // of an invalid name: the part that is valid, or none
		if _, n, confidence := s.matcher.Match(tag); confidence >= language.High {
			return s.names[n], true
		}
	}
	return "", false
}

// Accepted returns the languages of an Accept-Language header, the most wanted first. It
// returns none for a header that is not valid.
func Accepted(header string) []string {
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(tags))
	for _, tag := range tags {
		names = append(names, tag.String())
	}
	return names
}
