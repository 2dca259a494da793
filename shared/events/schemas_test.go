package events_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/events"
)

// published has a checksum of each schema without its prose. Subscribers to events
// rely on the schemas. A schema may get an optional property or another type of event, and then its checksum
// is changed here. Any other change needs a new version, in a new file.
var published = map[string]string{
	"access.v1.json":       "a72b353763c9c1b7",
	"account.v1.json":      "4942253c48d8db3e",
	"invitation.v1.json":   "726ec20910db52ac",
	"organisation.v1.json": "f20f2124e645b24c",
	"user.v1.json":         "315444a5513bf5ce",
}

func TestPublishedSchemasDoNotChange(t *testing.T) {
	files, err := events.Schemas.ReadDir("schemas")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		schema, err := json.Marshal(withoutProse(document(t, "schemas/"+file.Name())))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(schema)
		if got := hex.EncodeToString(sum[:8]); got != published[file.Name()] {
			t.Errorf("%s has the checksum %s, but %q was published", file.Name(), got, published[file.Name()])
		}
		seen[file.Name()] = true
	}
	for name := range published {
		if !seen[name] {
			t.Errorf("%s was published, but does not exist", name)
		}
	}
}

// TestEveryTypeHasASchema checks that every event type is in the schema of its family,
// and that the schemas have no other types.
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
				t.Errorf("%s is in %s, but SchemaOf returns %s", kind, name, of)
			}
		}
	}
	if want := slices.Sorted(slices.Values(access.EventTypes)); !slices.Equal(slices.Sorted(slices.Values(described)), want) {
		t.Errorf("the schemas have the types %v, want %v", described, want)
	}
}

// TestEventsAreValid checks events of every type against the closed schemas. The events
// come from the use cases.
func TestEventsAreValid(t *testing.T) {
	tested := map[access.EventType]bool{}
	for _, event := range allEvents(t) {
		tested[event.Type] = true
		message := generic(t, events.MessageOf(events.FromAccess(event)))
		if err := schemaOf(t, event.Type, true).Validate(message); err != nil {
			t.Errorf("%s: %v\n%v", event.Type, err, message)
		}
	}
	for _, kind := range access.EventTypes {
		if !tested[kind] {
			t.Errorf("there was no event %s", kind)
		}
	}
}

// TestEventsIdentifyUsers checks that a user in an event has the issuer and subject that
// the user's id is made of, and that nobody else has any.
func TestEventsIdentifyUsers(t *testing.T) {
	users := map[bool]int{}
	for _, event := range allEvents(t) {
		for _, person := range []access.Party{event.Actor, event.Subject} {
			isUser := person.ID != "" && person.ID != access.Operator.ID && person.ID != access.System.ID
			users[isUser]++
			identified := person.ID == access.NewUserID(person.Issuer, person.Subject)
			if isUser != identified || !isUser && person.Issuer+person.Subject != "" {
				t.Errorf("%s has the person %+v", event.Type, person)
			}
		}
	}
	if users[true] < 20 || users[false] < 20 {
		t.Errorf("there were %d users and %d others", users[true], users[false])
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

// TestSchemasRefuseOtherForms checks that no schema accepts an example in which one
// value has another type, or one property another name.
func TestSchemasRefuseOtherForms(t *testing.T) {
	tried := 0
	for name := range published {
		for _, example := range examplesOf(t, name) {
			kind := kindOf(example)
			for what, other := range changed(example) {
				tried++
				if err := schemaOf(t, kind, true).Validate(other); err == nil {
					t.Errorf("%s: accepts %s: %v", kind, what, other)
				}
			}
			for what, other := range map[string]any{"another version": "2", "another type": kind + ".more"} {
				changed := maps.Clone(example.(map[string]any))
				changed[map[string]string{"another version": "version", "another type": "type"}[what]] = other
				if err := schemaOf(t, kind, false).Validate(changed); err == nil {
					t.Errorf("%s: accepts %s", kind, what)
				}
			}
		}
	}
	if tried < 200 {
		t.Errorf("tried only %d changes, want at least 200", tried)
	}
}

// TestSchemasAllowNewProperties checks that schemas accept unknown properties. A later
// version of Admit may add some, and a subscriber that validates events must accept
// them.
func TestSchemasAllowNewProperties(t *testing.T) {
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

// changed returns copies of a value. In each, one value at any depth has another type,
// or one property has another name. The keys say what was changed.
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
				if name == "metadata" && strings.HasSuffix(what, " renamed") {
					continue // its keys are the product's own
				}
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
	copies["of another type"] = true
	return copies
}
