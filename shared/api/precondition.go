package api

import (
	"errors"
	"strings"

	"admit/shared/access"
)

// Precondition reads the If-Match header (RFC 9110, section 13.1.1): none, "*", or
// a list of entity tags. API Gateway joins several header lines with commas.
func (r Request) Precondition() (access.Precondition, error) {
	const name = "If-Match"
	header, given := r.lookupHeader(name)
	header = strings.Trim(header, " \t")
	if !given || header == "*" {
		return access.Precondition{Any: given, Field: name}, nil
	}
	tags, err := entityTags(header)
	if err != nil {
		return access.Precondition{}, access.InvalidField(name, `must be * or entity tags in double quotes, such as "abc"`)
	}
	return access.Precondition{Versions: tags, Field: name}, nil
}

var errNoTags = errors.New("not a list of entity tags")

// entityTags reads a list of at least one entity tag. If-Match compares strongly,
// so a weak tag equals no version: it is kept with its W/ and quotes, which no
// version has.
func entityTags(list string) ([]string, error) {
	var tags []string
	for {
		list = strings.TrimLeft(list, " \t,") // an empty element counts for nothing
		if list == "" {
			break
		}
		strong, weak := strings.CutPrefix(list, "W/")
		value, ok := strings.CutPrefix(strong, `"`)
		end := strings.Index(value, `"`)
		if !ok || end < 0 || strings.ContainsFunc(value[:end], func(c rune) bool { return c <= ' ' || c == 0x7f }) {
			return nil, errNoTags
		}
		tag := value[:end]
		if weak {
			tag = `W/"` + tag + `"`
		}
		tags = append(tags, tag)
		list = strings.TrimLeft(value[end+1:], " \t")
		if list != "" && list[0] != ',' {
			return nil, errNoTags
		}
	}
	if len(tags) == 0 {
		return nil, errNoTags
	}
	return tags, nil
}
