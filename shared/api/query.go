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

// read reads a query string: each parameter of the route at most once, and no
// others.
func (q Query) read(raw string) (url.Values, error) {
	if slices.Equal(q, anyQuery) {
		values, _ := url.ParseQuery(raw) // what cannot be read is left out
		return values, nil
	}
	values := url.Values{}
	refusal := &access.Error{Kind: access.Invalid, Detail: "Some parameters of the query are not valid."}
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
			err = errors.New("stands there twice")
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

// parameter decodes the value of a parameter. An empty address or cursor stands
// for none; an empty account would stand for the whole organisation where an id
// got lost, and is refused, as everything else is.
func parameter(name, encoded string) (string, error) {
	if name == "email" {
		return searched(encoded)
	}
	value, err := url.QueryUnescape(encoded)
	switch {
	case err != nil || !utf8.ValidString(value):
		return "", errEncoding
	case value == "" && name != "cursor":
		return "", errors.New("must not be empty: leave it out instead")
	}
	return value, nil
}

var errEncoding = errors.New("is not percent-encoded UTF-8")

// searched decodes the beginning of an address. A form encodes a blank as +,
// and an address holds no blank, so a + between other characters was typed as
// one. At an end it may be either.
func searched(encoded string) (string, error) {
	typed, err := url.PathUnescape(encoded) // keeps +
	if err != nil || !utf8.ValidString(typed) {
		return "", errEncoding
	}
	address := strings.TrimSpace(typed)
	asForm, _ := url.QueryUnescape(encoded) // takes + for a blank
	switch {
	case len(strings.TrimSpace(asForm)) < len(address):
		return "", errors.New("begins or ends with +, which may stand for a blank: write + as %2B")
	case strings.ContainsFunc(address, unicode.IsSpace):
		return "", errors.New("has a blank in it, and no address has")
	}
	return address, nil
}
