package mail

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// phrase is a text of a locale with {placeholders}. In the file it is one
// string or, where a number decides its form, an object of CLDR's plural
// categories: {"one": "{count} role", "other": "{count} roles"}.
type phrase map[string]string

// UnmarshalJSON implements [json.Unmarshaler].
func (p *phrase) UnmarshalJSON(file []byte) error {
	var only string
	if err := json.Unmarshal(file, &only); err == nil {
		*p = phrase{other: only}
		return nil
	}
	var forms map[string]string
	if err := json.Unmarshal(file, &forms); err != nil {
		return err
	}
	for category := range forms {
		if !slices.Contains(categories, category) {
			return fmt.Errorf("%q is not a plural category", category)
		}
	}
	*p = forms
	return nil
}

// pick is the text for a number of things. A phrase with one form has it for
// every number.
func (p phrase) pick(rules plurals, count int) string {
	if text, ok := p[rules.category(count)]; ok {
		return text
	}
	return p[other]
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
