package events_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"admit/shared/access"
	"admit/shared/events"
)

// kindOf returns the event type of an example.
func kindOf(example any) access.EventType {
	return access.EventType(example.(map[string]any)["type"].(string))
}

// examplesOf returns the examples in a schema.
func examplesOf(t *testing.T, name string) []any {
	t.Helper()
	examples, _ := document(t, path.Join("schemas", name))["examples"].([]any)
	return examples
}

// document returns a schema as decoded JSON.
func document(t *testing.T, name string) map[string]any {
	t.Helper()
	raw, err := events.Schemas.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, raw).(map[string]any)
}

// generic returns a value as decoded JSON.
func generic(t *testing.T, value any) any {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, raw)
}

// parsed decodes JSON.
func parsed(t *testing.T, raw []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// compiled has the schemas that schemaOf has compiled.
var compiled = map[string]*jsonschema.Schema{}

// schemaOf returns the compiled schema for an event type. A closed schema refuses
// properties that it does not name.
func schemaOf(t *testing.T, kind access.EventType, closed bool) *jsonschema.Schema {
	t.Helper()
	name := events.SchemaOf(kind)
	key := fmt.Sprint(name, closed)
	if compiled[key] == nil {
		compiled[key] = compile(t, name, closed)
	}
	return compiled[key]
}

// compile compiles a schema.
func compile(t *testing.T, name string, closed bool) *jsonschema.Schema {
	t.Helper()
	source := document(t, name)
	if closed {
		closeObjects(source)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, source); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// closeObjects makes every object in a schema refuse properties that the schema does
// not name.
func closeObjects(value any) {
	switch value := value.(type) {
	case map[string]any:
		for _, inner := range value {
			closeObjects(inner)
		}
		if value["type"] == "object" {
			value["additionalProperties"] = false
		}
	case []any:
		for _, inner := range value {
			closeObjects(inner)
		}
	}
}

// withoutProse returns a schema without titles, descriptions and examples.
func withoutProse(value any) any {
	switch value := value.(type) {
	case map[string]any:
		rest := map[string]any{}
		for name, inner := range value {
			if name != "title" && name != "description" && name != "examples" {
				rest[name] = withoutProse(inner)
			}
		}
		return rest
	case []any:
		for n, inner := range value {
			value[n] = withoutProse(inner)
		}
	}
	return value
}
