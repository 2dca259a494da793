// Package openapi holds the public reference of the API, openapi.yaml: an OpenAPI
// 3.1 document. Where the contract is spelt out, it is spelt out there. It is
// served as it is, and the end-to-end tests judge every exchange by it.
package openapi

import (
	_ "embed"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed openapi.yaml
var source []byte

// JSON is the document as JSON, in the order in which it is written.
var JSON = sync.OnceValues(func() ([]byte, error) { return yaml.YAMLToJSON(source) })
