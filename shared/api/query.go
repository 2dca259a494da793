package api

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"admit/shared/access"
)

// read parses a query string. It refuses unknown parameters and parameters that
// appear twice.
func (q Query) read(raw string) (url.Values, error) {
	if slices.Equal(q, anyQuery) {
		values, _ := url.ParseQuery(raw) // leaves out what it cannot parse
		return values, nil
	}
	values := url.Values{}
	refusal := &access.Error{Kind: access.Invalid, Detail: "Some query parameters are not valid."}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		encodedName, encoded, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(encodedName)
		if err != nil {
			return nil, refusal
		}
		value, err := parameter(name, encoded)
		switch {
		case !slices.Contains(q, name):
			err = errors.New("is not a parameter of this request")
		case values.Has(name):
			err = errors.New("appears twice")
		}
		if err != nil {
			refusal.Fields = append(refusal.Fields, access.FieldError{Field: short(name), Message: err.Error()})
		}
		values.Set(name, value)
	}
	if len(refusal.Fields) > 0 {
		return nil, refusal
	}
	return values, nil
}

// parameter decodes the value of a parameter. An empty email or cursor means that
// there is none. Every other parameter must not be empty: an empty account, for
// example, would mean the whole organisation if a client left the id empty by
// mistake.
func parameter(name, encoded string) (string, error) {
	if name == "email" {
		return addressPrefix(encoded)
	}
	value, err := url.QueryUnescape(encoded)
	switch {
	case err != nil || !utf8.ValidString(value):
		return "", errEncoding
	case value == "" && name != "cursor":
		return "", errors.New("must not be empty; omit it instead")
	}
	return value, nil
}

var errEncoding = errors.New("is not valid percent-encoded UTF-8")

// addressPrefix decodes the beginning of an email address. HTML forms encode a space
// as +. An address contains no space, so a + between other characters is a plus
// sign. A + at the beginning or the end may be either, and is refused.
func addressPrefix(encoded string) (string, error) {
	typed, err := url.PathUnescape(encoded) // keeps + as it is
	if err != nil || !utf8.ValidString(typed) {
		return "", errEncoding
	}
	address := strings.TrimSpace(typed)
	asForm, _ := url.QueryUnescape(encoded) // decodes + as a space
	switch {
	case len(strings.TrimSpace(asForm)) < len(address):
		return "", errors.New("begins or ends with +, which may mean a space; write a plus sign as %2B")
	case strings.ContainsFunc(address, unicode.IsSpace):
		return "", errors.New("must not contain a space")
	}
	return address, nil
}
