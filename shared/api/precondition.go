package api

import (
	"errors"
	"strings"

	"admit/shared/access"
)

// Precondition returns the precondition in the If-Match header (RFC 9110, section
// 13.1.1). The header may be missing, "*", or a list of entity tags. API Gateway
// joins several header lines with commas.
func (r Request) Precondition() (access.Precondition, error) {
	const name = "If-Match"
	header, found := r.lookupHeader(name)
	header = strings.Trim(header, " \t")
	if !found || header == "*" {
		return access.Precondition{Any: found, Field: name}, nil
	}
	tags, err := entityTags(header)
	if err != nil {
		return access.Precondition{}, access.InvalidField(name, `must be * or entity tags in double quotes, such as "abc"`)
	}
	return access.Precondition{Versions: tags, Field: name}, nil
}

var errNoTags = errors.New("not a list of entity tags")

// entityTags returns the values of a list of at least one entity tag. If-Match uses
// strong comparison, so a weak tag must not match any version. entityTags keeps the
// W/ and the quotes of a weak tag, and no version contains them.
func entityTags(list string) ([]string, error) {
	var tags []string
	for {
		list = strings.TrimLeft(list, " \t,") // empty elements are allowed
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
