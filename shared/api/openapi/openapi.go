// Package openapi holds the public reference of the API, openapi.yaml: an OpenAPI
// 3.1 document. Where the contract is spelt out, it is spelt out there. It is
// served as it is, and the end-to-end tests judge every exchange by it.
package openapi

import (
	_ "embed"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"unicode/utf16"

	"github.com/goccy/go-yaml"
)

//go:embed openapi.yaml
var source []byte

// JSON is the document as JSON, in the order in which it is written.
var JSON = sync.OnceValues(func() ([]byte, error) {
	document, err := yaml.YAMLToJSON(source)
	return asJSONEscapes(document), err
})

// asJSONEscapes writes characters beyond U+FFFF as JSON does: the library
// escapes some of them as Go does, with \U and eight digits.
func asJSONEscapes(document []byte) []byte {
	return regexp.MustCompile(`\\U[0-9a-f]{8}`).ReplaceAllFunc(document, func(escape []byte) []byte {
		c, _ := strconv.ParseInt(string(escape[2:]), 16, 32)
		high, low := utf16.EncodeRune(rune(c))
		return fmt.Appendf(nil, `\u%04x\u%04x`, high, low)
	})
}
