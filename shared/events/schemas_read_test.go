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

func kindOf(example any) access.EventType {
	return access.EventType(example.(map[string]any)["type"].(string))
}

func examplesOf(t *testing.T, name string) []any {
	t.Helper()
	examples, _ := document(t, path.Join("schemas", name))["examples"].([]any)
	return examples
}

// document reads a schema as JSON.
func document(t *testing.T, name string) map[string]any {
	t.Helper()
	raw, err := events.Schemas.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, raw).(map[string]any)
}

func generic(t *testing.T, value any) any {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, raw)
}

func parsed(t *testing.T, raw []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// compiled keeps the schemas that schemaOf has compiled.
var compiled = map[string]*jsonschema.Schema{}

// schemaOf is the schema for a type. Closed, it refuses what it does not name.
func schemaOf(t *testing.T, kind access.EventType, closed bool) *jsonschema.Schema {
	t.Helper()
	name := events.SchemaOf(kind)
	known := fmt.Sprint(name, closed)
	if compiled[known] == nil {
		compiled[known] = compile(t, name, closed)
	}
	return compiled[known]
}

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

// withoutProse leaves out of a schema what only people read.
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
