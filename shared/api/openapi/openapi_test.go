package openapi

import (
	"bytes"
	_ "embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// specification is the OpenAPI Initiative's own schema of OpenAPI 3.1 documents.
//
//go:embed testdata/openapi-3.1.schema.json
var specification []byte

// object is a JSON object of the document.
type object = map[string]any

const location = "openapi.json"

func read(t *testing.T) object {
	t.Helper()
	text, err := JSON()
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, text).(object)
}

func decode(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// compiler knows the document. It takes formats for rules, and patterns as
// ECMAScript spells them.
func compiler(t *testing.T, document object) *jsonschema.Compiler {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		return regexp.Compile(regexp.MustCompile(`\\u([0-9a-f]{4})`).ReplaceAllString(pattern, `\x{$1}`))
	})
	if err := c.AddResource(location, document); err != nil {
		t.Fatal(err)
	}
	return c
}

// visit calls back for every object of the document, with its JSON pointer.
func visit(value any, pointer string, call func(pointer string, o object)) {
	switch value := value.(type) {
	case object:
		call(pointer, value)
		for _, name := range slices.Sorted(maps.Keys(value)) {
			visit(value[name], pointer+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name), call)
		}
	case []any:
		for n, item := range value {
			visit(item, pointer+"/"+strconv.Itoa(n), call)
		}
	}
}

// resolve follows a reference into the document.
func resolve(document object, reference string) (any, error) {
	var found any = document
	for token := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
		o, _ := found.(object)
		next, there := o[strings.NewReplacer("~1", "/", "~0", "~").Replace(token)]
		if !there {
			return nil, fmt.Errorf("%s: there is no %s", reference, token)
		}
		found = next
	}
	return found, nil
}

// escaped makes a JSON pointer fit for the fragment of a location.
func escaped(pointer string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D").Replace(pointer)
}

func TestItIsAnOpenAPIDocument(t *testing.T) {
	c := jsonschema.NewCompiler()
	if err := c.AddResource("specification.json", decode(t, specification)); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("specification.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(read(t)); err != nil {
		t.Error(err)
	}
}

func TestEverySchemaIsOne(t *testing.T) {
	document := read(t)
	c, schemas := compiler(t, document), 0
	visit(document, "#", func(pointer string, o object) {
		if _, there := o["schema"]; there {
			pointer += "/schema"
		} else if !strings.HasPrefix(pointer, "#/components/schemas/") || strings.Count(pointer, "/") != 3 {
			return
		}
		schemas++
		if _, err := c.Compile(location + escaped(pointer)); err != nil {
			t.Errorf("%s: %v", pointer, err)
		}
	})
	if schemas < 100 {
		t.Errorf("%d schemas were found, which are too few to be all", schemas)
	}
}

func TestEveryReferenceResolvesAndEveryComponentIsUsed(t *testing.T) {
	document := read(t)
	used := map[string]bool{}
	visit(document, "#", func(pointer string, o object) {
		reference, is := o["$ref"].(string)
		if !is {
			return
		}
		used[reference] = true
		if _, err := resolve(document, reference); err != nil {
			t.Errorf("%s: %v", pointer, err)
		}
	})
	for kind, components := range document["components"].(object) {
		for name := range components.(object) {
			if kind != "securitySchemes" && !used["#/components/"+kind+"/"+name] {
				t.Errorf("components/%s/%s is used nowhere", kind, name)
			}
		}
	}
}

// TestEveryExampleIsValid goes through everything that has a schema: parameters,
// headers and bodies. Each has an example, and each example keeps the schema.
func TestEveryExampleIsValid(t *testing.T) {
	document := read(t)
	c := compiler(t, document)
	visit(document, "#", func(pointer string, o object) {
		if o["schema"] == nil || strings.HasPrefix(pointer, "#/components/examples/") {
			return
		}
		examples := examplesOf(t, document, o)
		media := pointer[strings.LastIndex(pointer, "/")+1:]
		readable := strings.HasPrefix(media, "text~1") || strings.HasPrefix(pointer, "#/paths/~1openapi.json/")
		if len(examples) == 0 && !readable {
			t.Errorf("%s has no example", pointer)
		}
		schema, err := c.Compile(location + escaped(pointer) + "/schema")
		if err != nil {
			t.Fatal(err)
		}
		for name, example := range examples {
			if err := schema.Validate(example); err != nil {
				t.Errorf("%s: the example %s: %v", pointer, name, err)
			}
		}
	})
}

func examplesOf(t *testing.T, document, o object) map[string]any {
	t.Helper()
	found := map[string]any{}
	if example, there := o["example"]; there {
		found["example"] = example
	}
	named, _ := o["examples"].(object)
	for name, example := range named {
		given := example.(object)
		if reference, is := given["$ref"].(string); is {
			target, err := resolve(document, reference)
			if err != nil {
				t.Fatal(err)
			}
			given = target.(object)
		}
		found[name] = given["value"]
	}
	return found
}

// TestAProblemIsListedUnderItsNameAndStatus proves what the document says of its
// errors: their examples are, by name, the problems that they can be.
func TestAProblemIsListedUnderItsNameAndStatus(t *testing.T) {
	document := read(t)
	for path, item := range document["paths"].(object) {
		for method, operation := range item.(object) {
			for status, response := range operation.(object)["responses"].(object) {
				if reference, is := response.(object)["$ref"].(string); is {
					response, _ = resolve(document, reference)
				}
				content, _ := response.(object)["content"].(object)
				problem, _ := content["application/problem+json"].(object)
				if status >= "400" && content == nil {
					t.Errorf("%s %s: %s has no body", method, path, status)
				}
				for name, example := range examplesOf(t, document, problem) {
					shown := example.(object)
					if shown["type"] != "urn:admit:problem:"+name || fmt.Sprint(shown["status"]) != status {
						t.Errorf("%s %s: %s lists %s and shows %v of status %v", method, path, status, name, shown["type"], shown["status"])
					}
				}
			}
		}
	}
}

func TestEveryOperationHasANameASummaryAndATag(t *testing.T) {
	document := read(t)
	tags, names := map[any]bool{}, map[any]bool{}
	for _, tag := range document["tags"].([]any) {
		tags[tag.(object)["name"]] = true
	}
	for path, item := range document["paths"].(object) {
		for method, value := range item.(object) {
			operation := value.(object)
			if names[operation["operationId"]] || operation["operationId"] == nil || operation["summary"] == nil {
				t.Errorf("%s %s: operationId %v, summary %v", method, path, operation["operationId"], operation["summary"])
			}
			names[operation["operationId"]] = true
			for _, tag := range operation["tags"].([]any) {
				if !tags[tag] {
					t.Errorf("%s %s: the tag %v is not declared", method, path, tag)
				}
			}
		}
	}
}

// TestARequestIsClosedAndAnAnswerIsOpen: a client may count on an unknown field
// being refused, and must count on an answer gaining fields.
func TestARequestIsClosedAndAnAnswerIsOpen(t *testing.T) {
	document := read(t)
	requests := map[string]bool{}
	var collect func(any)
	collect = func(value any) {
		visit(value, "", func(_ string, o object) {
			if reference, is := o["$ref"].(string); is && strings.HasPrefix(reference, "#/components/schemas/") && !requests[reference] {
				requests[reference] = true
				target, err := resolve(document, reference)
				if err != nil {
					t.Fatal(err)
				}
				collect(target)
			}
		})
	}
	visit(document, "#", func(pointer string, o object) {
		if body, there := o["requestBody"]; there {
			collect(body)
		} else if strings.HasPrefix(pointer, "#/components/requestBodies/") {
			collect(o)
		}
	})
	visit(document["components"].(object)["schemas"], "#/components/schemas", func(pointer string, o object) {
		if o["type"] != "object" {
			return
		}
		parts := strings.SplitN(pointer, "/", 5)
		_, closed := o["additionalProperties"]
		if request := requests[strings.Join(parts[:4], "/")]; request != closed {
			t.Errorf("%s: part of a request: %t, closed: %t", pointer, request, closed)
		}
	})
}
