package brand

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// reader reads the fields of the file and collects what is wrong with them.
type reader struct{ problems []error }

// object has the fields of a JSON object. A field that is not there is nil.
type object map[string]json.RawMessage

func (r *reader) problem(field, format string, values ...any) {
	r.problems = append(r.problems, fmt.Errorf("%s: %s", field, fmt.Sprintf(format, values...)))
}

// object reads an object that has no other fields than the known ones, and each once. Text
// that is nil was reported as missing.
func (r *reader) object(path string, text json.RawMessage, known ...string) object {
	if text == nil {
		return nil
	}
	field, prefix := path, path+"."
	if path == "" {
		field, prefix = "the file", ""
	}
	if !json.Valid(text) {
		var any json.RawMessage
		r.problem(field, "is not JSON: %v", json.Unmarshal(text, &any))
		return nil
	}
	if kind := kindOf(text); kind != "an object" {
		r.problem(field, "is %s, not an object", kind)
		return nil
	}
	found := object{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	_, _ = decoder.Token() // the text is a valid object
	for decoder.More() {
		key, _ := decoder.Token()
		name, _ := key.(string)
		var value json.RawMessage
		_ = decoder.Decode(&value)
		switch {
		case !slices.Contains(known, name):
			r.problem(prefix+name, "is not a field of a brand; here are %s", strings.Join(known, ", "))
		case found[name] != nil:
			r.problem(prefix+name, "is there twice")
		default:
			found[name] = value
		}
	}
	return found
}

// needed returns a field, and reports it if it is missing. Fields that are nil were
// reported before.
func (r *reader) needed(prefix string, fields object, name string) json.RawMessage {
	if fields != nil && fields[name] == nil {
		r.problem(prefix+name, "is missing")
	}
	return fields[name]
}

// text reads a text. It is empty if there is none.
func (r *reader) text(field string, value json.RawMessage) string {
	if value == nil {
		return ""
	}
	if kind := kindOf(value); kind != "a text" {
		r.problem(field, "is %s, not a text", kind)
		return ""
	}
	var text string
	_ = json.Unmarshal(value, &text) // a valid text
	return strings.TrimSpace(text)
}

// lines reads a list of texts.
func (r *reader) lines(field string, value json.RawMessage) []string {
	if value == nil {
		return nil
	}
	if kind := kindOf(value); kind != "a list" {
		r.problem(field, "is %s, not a list of texts", kind)
		return nil
	}
	var values []json.RawMessage
	_ = json.Unmarshal(value, &values) // a valid list
	var lines []string
	for n, value := range values {
		name := fmt.Sprintf("%s[%d]", field, n)
		line := r.text(name, value)
		if line == "" && kindOf(value) == "a text" {
			r.problem(name, "is empty")
		}
		r.checkName(name, line, maxFooterLine)
		lines = append(lines, line)
	}
	if len(lines) > maxFooterLines {
		r.problem(field, "has %d lines, more than %d", len(lines), maxFooterLines)
	}
	return lines
}

// kindOf says what a JSON value is.
func kindOf(value json.RawMessage) string {
	switch bytes.TrimLeft(value, " \t\r\n")[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}
