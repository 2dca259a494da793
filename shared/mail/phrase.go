package mail

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// phrase is a text of a locale, with {placeholders}. In the file it is a string,
// or an object with one form for each of CLDR's plural categories:
// {"one": "{count} role", "other": "{count} roles"}.
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

// pick returns the form for a count. A phrase with one form uses it for every
// count.
func (p phrase) pick(rules plurals, count int) string {
	if text, ok := p[rules.category(count)]; ok {
		return text
	}
	return p[other]
}

// fill replaces the placeholders of a text with values. Placeholders inside a
// value are not replaced. T is plain text or escaped HTML, and literal converts
// the text between the placeholders to it.
func fill[T ~string](text string, literal func(string) T, values map[string]T) T {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(string(literal(before)))
		if !found {
			return T(out.String())
		}
		placeholder, after, _ := strings.Cut(rest, "}")
		out.WriteString(string(values[placeholder]))
		text = after
	}
}
