// Package openapi contains the public reference of the API: openapi.yaml, an OpenAPI
// 3.1 document. It is the full description of the HTTP contract. The function docs
// serves it, and the end-to-end tests check every request and response against it.
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

// JSON returns the document as JSON, in the order of openapi.yaml.
var JSON = sync.OnceValues(func() ([]byte, error) {
	document, err := yaml.YAMLToJSON(source)
	return asJSONEscapes(document), err
})

// asJSONEscapes replaces escapes of the form \U and eight digits by surrogate pairs
// such as \ud83d\ude00. The YAML library writes some characters above U+FFFF in the
// first form, which is Go's and not valid JSON.
func asJSONEscapes(document []byte) []byte {
	return regexp.MustCompile(`\\U[0-9a-f]{8}`).ReplaceAllFunc(document, func(escape []byte) []byte {
		c, _ := strconv.ParseInt(string(escape[2:]), 16, 32)
		high, low := utf16.EncodeRune(rune(c))
		return fmt.Appendf(nil, `\u%04x\u%04x`, high, low)
	})
}
