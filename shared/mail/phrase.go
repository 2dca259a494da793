package mail

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// phrase is a text of a locale with {placeholders}. In the file it is one
// string or, where a number decides its form, an object of CLDR's plural
// categories: {"one": "{count} role", "other": "{count} roles"}.
type phrase map[plural.Form]string

// categories are CLDR's names of the plural forms.
var categories = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// UnmarshalJSON implements [json.Unmarshaler].
func (p *phrase) UnmarshalJSON(file []byte) error {
	var only string
	if err := json.Unmarshal(file, &only); err == nil {
		*p = phrase{plural.Other: only}
		return nil
	}
	var forms map[string]string
	if err := json.Unmarshal(file, &forms); err != nil {
		return err
	}
	*p = phrase{}
	for name, text := range forms {
		form, known := categories[name]
		if !known {
			return fmt.Errorf("%q is not a plural category", name)
		}
		(*p)[form] = text
	}
	return nil
}

// pick is the text for a number of things. A phrase with one form has it for
// every number.
func (p phrase) pick(tag language.Tag, count int) string {
	if text, ok := p[plural.Cardinal.MatchPlural(tag, count, 0, 0, 0, 0)]; ok {
		return text
	}
	return p[plural.Other]
}

// fill puts values in the places of a text. It goes over the text once, so a
// value that looks like a place stays what it is. T is what the part of the
// mail is made of: plain text, or HTML that is already escaped.
func fill[T ~string](text string, literal func(string) T, values map[string]T) T {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(string(literal(before)))
		if !found {
			return T(out.String())
		}
		place, after, _ := strings.Cut(rest, "}")
		out.WriteString(string(values[place]))
		text = after
	}
}
