package events_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/events"
)

// published is the shape of each schema, without its prose, as a checksum. Who
// follows events relies on it: a schema may gain a property that may be absent,
// and then its checksum here changes; any other change is a new version, in a
// file of its own.
var published = map[string]string{
	"access.v1.json":       "8274d4ff774b731a",
	"account.v1.json":      "5a590bf084ef9df6",
	"invitation.v1.json":   "961c3cc803986729",
	"organisation.v1.json": "df976db690a38d44",
}

func TestAPublishedSchemaStays(t *testing.T) {
	files, err := events.Schemas.ReadDir("schemas")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		shape, err := json.Marshal(withoutProse(document(t, "schemas/"+file.Name())))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(shape)
		if got := hex.EncodeToString(sum[:8]); got != published[file.Name()] {
			t.Errorf("%s has the shape %s, and %q was published", file.Name(), got, published[file.Name()])
		}
		seen[file.Name()] = true
	}
	for name := range published {
		if !seen[name] {
			t.Errorf("%s was published and is gone", name)
		}
	}
}

// TestEveryTypeHasASchema, and every schema is about types that there are.
func TestEveryTypeHasASchema(t *testing.T) {
	var described []access.EventType
	for _, name := range slices.Sorted(maps.Keys(published)) {
		schema := document(t, path.Join("schemas", name))
		kind := schema["properties"].(map[string]any)["type"].(map[string]any)
		kinds, several := kind["enum"].([]any)
		if !several {
			kinds = []any{kind["const"]}
		}
		for _, kind := range kinds {
			described = append(described, access.EventType(kind.(string)))
			if of := path.Base(events.SchemaOf(described[len(described)-1])); of != name {
				t.Errorf("%s is described in %s and looked up in %s", kind, name, of)
			}
		}
	}
	if want := slices.Sorted(slices.Values(access.EventTypes)); !slices.Equal(slices.Sorted(slices.Values(described)), want) {
		t.Errorf("described are %v, want %v", described, want)
	}
}

// TestWhateverHappensFitsItsSchema: events of real records, of each type there
// is, and nothing in them that the schema does not name.
func TestWhateverHappensFitsItsSchema(t *testing.T) {
	happened := map[access.EventType]bool{}
	for _, event := range records(t) {
		happened[event.Type] = true
		message := generic(t, events.MessageOf(events.Of(event)))
		if err := schemaOf(t, event.Type, true).Validate(message); err != nil {
			t.Errorf("%s: %v\n%v", event.Type, err, message)
		}
	}
	for _, kind := range access.EventTypes {
		if !happened[kind] {
			t.Errorf("%s did not happen", kind)
		}
	}
}

func TestExamplesAreValid(t *testing.T) {
	for name := range published {
		examples := examplesOf(t, name)
		if len(examples) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, example := range examples {
			if err := schemaOf(t, kindOf(example), true).Validate(example); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestASchemaRefusesAnotherShape: examples in which one thing is of another kind
// or has another name.
func TestASchemaRefusesAnotherShape(t *testing.T) {
	tried := 0
	for name := range published {
		for _, example := range examplesOf(t, name) {
			kind := kindOf(example)
			for what, other := range changed(example) {
				tried++
				if err := schemaOf(t, kind, true).Validate(other); err == nil {
					t.Errorf("%s: takes %s: %v", kind, what, other)
				}
			}
			for what, other := range map[string]any{"another version": "2", "another type": kind + ".more"} {
				changed := maps.Clone(example.(map[string]any))
				changed[map[string]string{"another version": "version", "another type": "type"}[what]] = other
				if err := schemaOf(t, kind, false).Validate(changed); err == nil {
					t.Errorf("%s: takes %s", kind, what)
				}
			}
		}
	}
	if tried < 200 {
		t.Errorf("tried %d changes, which cannot be all", tried)
	}
}

// TestASchemaTakesMore: a later version of Admit may tell more, and no client
// that checks events by the schema is to refuse it.
func TestASchemaTakesMore(t *testing.T) {
	for name := range published {
		for _, example := range examplesOf(t, name) {
			more := maps.Clone(example.(map[string]any))
			more["more"] = map[string]any{"of": "it"}
			if err := schemaOf(t, kindOf(example), false).Validate(more); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// changed lists copies of a value in which one thing, at any depth, is of another
// kind or has another name.
func changed(value any) map[string]any {
	copies := map[string]any{}
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			renamed := maps.Clone(value)
			delete(renamed, name)
			renamed[name+"s"] = inner
			copies[name+" renamed"] = renamed
			for what, other := range changed(inner) {
				copy := maps.Clone(value)
				copy[name] = other
				copies[name+" "+what] = copy
			}
		}
	case []any:
		for n, inner := range value {
			for what, other := range changed(inner) {
				copy := slices.Clone(value)
				copy[n] = other
				copies["item "+what] = copy
			}
		}
	}
	copies["of another kind"] = true
	return copies
}
