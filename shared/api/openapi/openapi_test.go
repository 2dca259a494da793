package openapi

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// specification is the JSON Schema of OpenAPI 3.1 documents by the OpenAPI Initiative.
//
//go:embed testdata/openapi-3.1.schema.json
var specification []byte

func TestTheDocumentIsValidOpenAPI(t *testing.T) {
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

func TestEverySchemaIsValid(t *testing.T) {
	document := read(t)
	c, schemas := compiler(t, document), 0
	visit(document, "#", func(pointer string, o object) {
		if _, has := o["schema"]; has {
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
		t.Errorf("only %d schemas were found, want at least 100", schemas)
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
				t.Errorf("components/%s/%s is not used", kind, name)
			}
		}
	}
}

// TestEveryExampleIsValid checks that every parameter, header and body with a schema
// has an example, and that every example is valid. Text bodies and the document
// itself need no example.
func TestEveryExampleIsValid(t *testing.T) {
	document := read(t)
	c := compiler(t, document)
	visit(document, "#", func(pointer string, o object) {
		if o["schema"] == nil || strings.HasPrefix(pointer, "#/components/examples/") {
			return
		}
		examples := examplesOf(t, document, o)
		media := pointer[strings.LastIndex(pointer, "/")+1:]
		optional := strings.HasPrefix(media, "text~1") || strings.HasPrefix(pointer, "#/paths/~1openapi.json/")
		if len(examples) == 0 && !optional {
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

// TestAProblemIsListedUnderItsNameAndStatus checks the examples of error responses.
// Each is named after the type of its problem, and has the status of the response.
func TestAProblemIsListedUnderItsNameAndStatus(t *testing.T) {
	document := read(t)
	each(document, func(operation string, o object) {
		for status, response := range o["responses"].(object) {
			if reference, is := response.(object)["$ref"].(string); is {
				response, _ = resolve(document, reference)
			}
			content, _ := response.(object)["content"].(object)
			problem, _ := content["application/problem+json"].(object)
			if status >= "400" && content == nil {
				t.Errorf("%s: %s has no body", operation, status)
			}
			for name, example := range examplesOf(t, document, problem) {
				shown := example.(object)
				if shown["type"] != "urn:admit:problem:"+name || fmt.Sprint(shown["status"]) != status {
					t.Errorf("%s: status %s has the example %s of type %v with status %v", operation, status, name, shown["type"], shown["status"])
				}
			}
		}
	})
}

func TestEveryOperationHasANameASummaryAndATag(t *testing.T) {
	document := read(t)
	tags, names := map[any]bool{}, map[any]bool{}
	for _, tag := range document["tags"].([]any) {
		tags[tag.(object)["name"]] = true
	}
	each(document, func(operation string, o object) {
		if names[o["operationId"]] || o["operationId"] == nil || o["summary"] == nil {
			t.Errorf("%s: operationId %v, summary %v", operation, o["operationId"], o["summary"])
		}
		names[o["operationId"]] = true
		for _, tag := range o["tags"].([]any) {
			if !tags[tag] {
				t.Errorf("%s: the tag %v is not declared", operation, tag)
			}
		}
	})
}

// TestRequestsAreClosedAndResponsesAreOpen checks additionalProperties. The schemas of
// requests forbid unknown fields, because the API refuses them. The schemas of
// responses allow them, because a later version may add fields.
func TestRequestsAreClosedAndResponsesAreOpen(t *testing.T) {
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
		if body, has := o["requestBody"]; has {
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
